import { type Baseline, maskBefore, weeksOf } from "../behaviour/baseline.ts";
import { dimensionOf, markKeyOfHash } from "../behaviour/dimension.ts";
import { findMark, namesOf } from "../behaviour/marks.ts";

/**
 * Days that a day's own marks are compared with: yesterday may still be open in the first hour, so the days before it.
 */
export const historyOfDay = (baseline: Baseline, day: number): number =>
  (maskBefore(baseline, day - 1) & ~baseline.suspendedDays) >>> 0;

/** What was seen on one day. */
export interface SeenOnDay {
  readonly name: string;
  /** Whether it was seen on no day of the history. */
  readonly isNew: boolean;
}

/** Values of one dimension with a mark on a day, in the order of their keys, so that arrival says nothing. */
export function seenOnDay(baseline: Baseline, dimension: number, dayBit: number, history: number): SeenOnDay[] {
  const { marks } = baseline;
  const seen: SeenOnDay[] = [];
  let names: readonly string[] | undefined;
  const at = findMark(marks, markKeyOfHash(dimension, 0));
  for (let index = at < 0 ? ~at : at; index < marks.size; index++) {
    if (dimensionOf(marks.keys[index] as number) !== dimension) break;
    const days = marks.days[index] as number;
    if ((days & dayBit) === 0) continue;
    names ??= namesOf(marks);
    seen.push({
      name: names[index] as string,
      isNew: (days & history) === 0 && weeksOf(baseline, days, marks.weeks[index] as number) === 0,
    });
  }
  return seen;
}
