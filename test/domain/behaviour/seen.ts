import {
  activeDays,
  type Baseline,
  historyMask,
  indexOf,
  markPresence,
  markValue,
  valueDays,
} from "../../../lib/domain/behaviour/baseline.ts";
import { writeBaseline } from "../../../lib/domain/behaviour/baseline-codec.ts";
import { finish, writer } from "../../../lib/domain/behaviour/binary.ts";
import { dayMs, hourMs } from "../../../lib/domain/behaviour/calendar.ts";
import { actionDimension, markKey } from "../../../lib/domain/behaviour/dimension.ts";
import { advance, closeDay, daysToClose } from "../../../lib/domain/behaviour/passing-time.ts";

/** Day 0 of the tests: Monday 2026-03-02. */
export const monday = Date.UTC(2026, 2, 2) / dayMs;
export const atHour = (day: number, hour: number) => (monday + day) * dayMs + hour * hourMs;

/** Values of one dimension are seen at a time; days that end are closed first, those in `heldBack` without learning. */
export function see(
  baseline: Baseline,
  timeMs: number,
  values: readonly string[] = [],
  heldBack: ReadonlySet<number> = new Set(),
  dimension = actionDimension,
): void {
  if (timeMs > baseline.newestMs) {
    for (const day of daysToClose(baseline, timeMs)) closeDay(baseline, day, heldBack.has(day - monday));
    advance(baseline, timeMs);
  }
  markPresence(baseline, timeMs);
  for (const value of values) {
    const key = markKey(dimension, value);
    markValue(baseline, indexOf(baseline, key), key, timeMs, value);
  }
}

/** On how many earlier days a value counts as seen, as an event at that time is compared. */
export const daysSeen = (baseline: Baseline, value: string, timeMs: number, dimension = actionDimension): number =>
  valueDays(baseline, indexOf(baseline, markKey(dimension, value)), historyMask(baseline, timeMs));

export const daysActive = (baseline: Baseline, timeMs: number): number =>
  activeDays(baseline, historyMask(baseline, timeMs));

export function bytesOf(baseline: Baseline): Uint8Array {
  const to = writer(64);
  writeBaseline(to, baseline);
  return finish(to);
}
