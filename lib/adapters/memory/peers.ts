import type { PeerStore, PeerWeek } from "../../app/peer-store.ts";
import { isPeerMark } from "../../domain/behaviour/peers.ts";

const nameOf = ({ accountId, week }: PeerWeek): string => `${accountId}/${week}`;

/** Marks by `ACCOUNT/WEEK`. */
export type KeptPeers = ReadonlyMap<string, ReadonlySet<number>>;

/** Marks of the identities of each account, of one process. `begin` is what is stored at first; it is not changed. */
export function memoryPeers(begin: KeptPeers = new Map()): PeerStore & { readonly kept: () => KeptPeers } {
  const weeks = new Map([...begin].map(([name, marks]) => [name, new Set(marks)]));
  return {
    load: async (asked) => asked.map((week) => [...(weeks.get(nameOf(week)) ?? [])]),
    add: async (week, marks) => {
      const wrong = marks.find((mark) => !isPeerMark(mark));
      if (wrong !== undefined) throw new RangeError(`${wrong} is no mark of an identity; peerMark makes them`);
      const of = weeks.get(nameOf(week)) ?? new Set<number>();
      for (const mark of marks) of.add(mark);
      weeks.set(nameOf(week), of);
    },
    kept: () => new Map([...weeks].map(([name, marks]) => [name, new Set(marks)])),
  };
}
