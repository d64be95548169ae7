import type { StandingStore, StoredStanding } from "../../app/ports.ts";
import { requireDistinct } from "../../app/require-distinct.ts";

/** Bytes are copied on their way in and out, as a real store would; cases are values that nobody changes. */
const copyOf = (standing: StoredStanding): StoredStanding => ({ ...standing, bytes: standing.bytes.slice() });

/** Standings of one process, in a map that the caller may begin with some and look into. */
export function memoryStandings(stored = new Map<string, StoredStanding>()): StandingStore {
  return {
    async load(identityKeys) {
      return new Map(
        identityKeys.flatMap((key) => {
          const standing = stored.get(key);
          return standing === undefined ? [] : [[key, copyOf(standing)] as const];
        }),
      );
    },

    async save(writes) {
      requireDistinct(writes.map(({ identityKey }) => identityKey));
      const conflicts: string[] = [];
      for (const { identityKey, expectedVersion, bytes, openCase } of writes) {
        if ((stored.get(identityKey)?.version ?? 0) !== expectedVersion) conflicts.push(identityKey);
        else stored.set(identityKey, copyOf({ identityKey, version: expectedVersion + 1, bytes, openCase }));
      }
      return conflicts;
    },

    async *all() {
      for (const standing of [...stored.values()]) yield copyOf(standing);
    },
  };
}
