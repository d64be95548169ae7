import type { Cut } from "../domain/response/sweep/cut.ts";
import type { EventHistory, HistoryPlace } from "./event-history.ts";

/** A place, and the history that answers for it. */
export interface SweepPlace {
  readonly history: EventHistory;
  readonly place: HistoryPlace;
}

/** Where a sweep looks: the places that it began with, and those of the accounts that it came to. */
export interface SweepPlaces {
  all(): readonly SweepPlace[];
  /** Where the calls of somebody of an account are looked up; "" where nobody has said which account it is. */
  of(accountId: string): readonly SweepPlace[];
  /**
   * Opens the accounts that have no place yet. The cuts are of those that could not be opened, each told once; where
   * the time is over, nobody is asked any more.
   */
  open(accountIds: Iterable<string>, isOver: () => boolean): Promise<readonly Cut[]>;
  /** Accounts that could not be opened. */
  closed(): ReadonlySet<string>;
}

const placesOf = (history: EventHistory): readonly SweepPlace[] => history.places.map((place) => ({ history, place }));

/** Without `openAccount` a sweep stays with the places that it began with. */
export function sweepPlaces(
  history: EventHistory,
  openAccount: ((accountId: string) => Promise<EventHistory | Cut>) | undefined,
): SweepPlaces {
  const begun = placesOf(history);
  const all = [...begun];
  const closed = new Set<string>();
  const isHeld = (accountId: string) => all.some(({ place }) => place.accountIds.includes(accountId));
  return {
    all: () => all,
    of(accountId) {
      // Of an account that no place is known to hold, other accounts' records may still tell something.
      if (!isHeld(accountId)) return begun;
      return all.filter(({ place }) => place.accountIds.includes(accountId) || place.accountIds.length === 0);
    },
    async open(accountIds, isOver) {
      if (openAccount === undefined) return [];
      const cuts: Cut[] = [];
      for (const accountId of new Set(accountIds)) {
        if (accountId === "" || closed.has(accountId) || isHeld(accountId)) continue;
        if (isOver()) break;
        const opened = await openAccount(accountId);
        if ("places" in opened) all.push(...placesOf(opened));
        else {
          closed.add(accountId);
          cuts.push(opened);
        }
      }
      return cuts;
    },
    closed: () => closed,
  };
}
