import { openWeekAt } from "../domain/behaviour/peers.ts";
import { type Concern, timeOf } from "./group-readings.ts";

/** What of a batch is compared with the same weeks of the identities' peers. */
export interface WeeklyPart {
  /** The week that was open when it happened. */
  readonly openWeek: number;
  readonly groups: ReadonlyMap<string, readonly Concern[]>;
}

/**
 * Cuts a batch where a week closes, which nearly none has to be: what identities did before is known to their peers
 * after it, in whichever batches it arrives. Groups are in order of time, and stay whole where the batch is of one
 * week.
 */
export function weeklyParts(groups: ReadonlyMap<string, readonly Concern[]>): readonly WeeklyPart[] {
  const weeks = new Set<number>();
  for (const group of groups.values()) {
    const first = openWeekOf(group, 0);
    weeks.add(first);
    if (openWeekOf(group, group.length - 1) === first) continue;
    for (const concern of group) weeks.add(openWeekAt(timeOf(concern)));
  }
  if (weeks.size <= 1) return [...weeks].map((openWeek) => ({ openWeek, groups }));
  return [...weeks].sort((a, b) => a - b).map((openWeek) => ({ openWeek, groups: groupsOf(groups, openWeek) }));
}

const openWeekOf = (group: readonly Concern[], index: number): number => openWeekAt(timeOf(group[index] as Concern));

function groupsOf(groups: ReadonlyMap<string, readonly Concern[]>, openWeek: number): Map<string, readonly Concern[]> {
  const part = new Map<string, readonly Concern[]>();
  for (const [key, group] of groups) {
    const within = group.filter((concern) => openWeekAt(timeOf(concern)) === openWeek);
    if (within.length > 0) part.set(key, within);
  }
  return part;
}
