import { weekOf } from "../domain/behaviour/calendar.ts";
import type { Habit } from "../domain/behaviour/last-seen.ts";
import {
  type AccountPeers,
  idOfMark,
  keyOfMark,
  mostDoers,
  openWeekAt,
  type PeerLookup,
  peerMark,
  peerOf,
  peersFrom,
  weekExpiresAtSeconds,
  weeksRead,
} from "../domain/behaviour/peers.ts";
import { errorMessageOf } from "../domain/event/error-message.ts";
import type { PeerStore, PeerWeek } from "./peer-store.ts";

/** What an identity did again as its habit in one batch. */
export interface IdentityHabits {
  readonly identityKey: string;
  readonly habits: readonly Habit[];
}

/** What a process knows of the identities of each account. Its store is asked seldom, and never fails a batch. */
export interface KnownPeers {
  /** Reads what is not known yet of the accounts of some identities, for events of an open week. */
  prepare(identityKeys: Iterable<string>, openWeek: number, nowMs: number): Promise<void>;
  /** What was prepared. */
  readonly lookup: PeerLookup;
  /** Adds habits to their weeks: at the most one write an account and week, and none where they are known. */
  add(found: readonly IdentityHabits[], nowMs: number): Promise<void>;
}

/** After a failure the store is left alone for so long. */
const retryAfterMs = 300_000;
/** Accounts, and weeks, that are held at a time; more are read again. */
const mostAccounts = 2_000;
const mostWeeks = 3;
/** Marks of one account and week, some 100 KB; who is beyond them is nobody's peer in that week. */
const mostMarks = 10_000;

/** One account's open week, as far as this process knows it. */
interface OpenWeek {
  readonly doers: Map<number, number[]>;
  size: number;
}

/** @param onProblem is told what failed; the batch goes on as if nothing were known of peers */
export function createKnownPeers(store: PeerStore, onProblem: (problem: string) => void): KnownPeers {
  const closed = new Map<number, Map<string, AccountPeers | undefined>>();
  const open = new Map<number, Map<string, OpenWeek>>();
  let restsUntilMs = 0;

  async function trying(what: string, nowMs: number, run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      restsUntilMs = nowMs + retryAfterMs;
      onProblem(`${what}: ${errorMessageOf(error)}`);
    }
  }

  async function readOpen(week: PeerWeek): Promise<OpenWeek> {
    const accounts = within(open, week.week);
    const known = accounts.get(week.accountId);
    if (known !== undefined) return known;
    const made: OpenWeek = { doers: new Map(), size: 0 };
    for (const mark of (await store.load([week]))[0] ?? []) note(made, mark);
    accounts.set(week.accountId, made);
    return made;
  }

  return {
    async prepare(identityKeys, openWeek, nowMs) {
      const accounts = within(closed, openWeek);
      let missing: Set<string> | undefined;
      for (const key of identityKeys) {
        const accountId = peerOf(key)?.accountId;
        if (accountId === undefined || accounts.has(accountId)) continue;
        missing ??= new Set();
        missing.add(accountId);
      }
      if (missing === undefined || nowMs < restsUntilMs) return;
      const asked = [...missing];
      await trying("what other identities do could not be read", nowMs, async () => {
        const weeks = await store.load(asked.flatMap((accountId) => closedWeeks(accountId, openWeek)));
        for (const [at, accountId] of asked.entries()) {
          accounts.set(accountId, peersFrom(weeks.slice(at * weeksRead, (at + 1) * weeksRead)));
        }
      });
    },

    lookup: (accountId, timeMs) => closed.get(openWeekAt(timeMs))?.get(accountId),

    async add(found, nowMs) {
      if (found.length === 0 || nowMs < restsUntilMs) return;
      for (const { week, marks } of marksByWeek(found)) {
        await trying("what identities do could not be shared with others", nowMs, async () => {
          const known = await readOpen(week);
          const fresh = [...marks].filter((mark) => isNews(known, mark));
          if (fresh.length === 0) return;
          await store.add(week, fresh, weekExpiresAtSeconds(week.week));
          for (const mark of fresh) note(known, mark);
        });
      }
    },
  };
}

/** The accounts held of a week; the weeks that were asked for longest ago make room. */
function within<Held>(weeks: Map<number, Map<string, Held>>, week: number): Map<string, Held> {
  const held = weeks.get(week);
  if (held !== undefined) {
    if (held.size >= mostAccounts) held.clear();
    return held;
  }
  const made = new Map<string, Held>();
  weeks.set(week, made);
  for (const old of weeks.keys()) {
    if (weeks.size <= mostWeeks) break;
    weeks.delete(old);
  }
  return made;
}

const closedWeeks = (accountId: string, openWeek: number): PeerWeek[] =>
  Array.from({ length: weeksRead }, (_, back) => ({ accountId, week: openWeek - 1 - back }));

function marksByWeek(found: readonly IdentityHabits[]): { week: PeerWeek; marks: Set<number> }[] {
  const byWeek = new Map<string, { week: PeerWeek; marks: Set<number> }>();
  for (const { identityKey, habits } of found) {
    const peer = peerOf(identityKey);
    if (peer === undefined) continue;
    for (const { key, day } of habits) {
      const week = { accountId: peer.accountId, week: weekOf(day) };
      const name = `${week.accountId}/${week.week}`;
      const of = byWeek.get(name) ?? { week, marks: new Set<number>() };
      byWeek.set(name, of);
      of.marks.add(peerMark(key, peer.id));
    }
  }
  return [...byWeek.values()];
}

/** Whether a week does not know a mark, and would keep it: of one action the lowest count. */
function isNews({ doers, size }: OpenWeek, mark: number): boolean {
  const of = doers.get(keyOfMark(mark));
  const id = idOfMark(mark);
  if (of === undefined || of.length <= mostDoers) return size < mostMarks && of?.includes(id) !== true;
  return id < (of.at(-1) as number) && !of.includes(id);
}

function note(week: OpenWeek, mark: number): void {
  const key = keyOfMark(mark);
  const of = week.doers.get(key);
  const id = idOfMark(mark);
  week.size++;
  if (of === undefined) week.doers.set(key, [id]);
  else if (!of.includes(id)) {
    of.push(id);
    of.sort((a, b) => a - b);
    if (of.length > mostDoers + 1) of.pop();
  }
}
