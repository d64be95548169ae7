import { type Baseline, bitOf, firstOpenDay, maskBefore } from "./baseline.ts";
import { dayMs, hourOfWeek } from "./calendar.ts";
import { dimensionOf, hourDimension } from "./dimension.ts";
import { boundClosedMarks, dayWindow } from "./marks.ts";
import { closeDay } from "./passing-time.ts";

/*
 * What a person's verdict does to days of a baseline. Values, and which days they were news on, end up the same in
 * whichever order days are learned. Hours of the week are remembered for three days only, so an older day is learned
 * without its hours; a day that has left the 32-day window is gone, held back or not.
 */

/** Days since 1970 that are held back from history and on which something was seen, oldest first. */
export function heldBackDays(baseline: Baseline): number[] {
  const held = baseline.suspendedDays & baseline.presenceDays;
  const days: number[] = [];
  for (let back = dayWindow - 1; back >= 0; back--) if ((held >>> back) & 1) days.push(baseline.anchorDay - back);
  return days;
}

export const isHeldBack = (baseline: Baseline, day: number): boolean =>
  (baseline.suspendedDays & bitOf(baseline, day)) !== 0;

const isClosed = (baseline: Baseline, day: number): boolean => day < firstOpenDay(baseline);

/** Learns a day that was held back, as if it had closed like any other. False where it was not held back. */
export function learnDay(baseline: Baseline, day: number): boolean {
  if (!isHeldBack(baseline, day)) return false;
  baseline.suspendedDays = (baseline.suspendedDays & ~bitOf(baseline, day)) >>> 0;
  if (!isClosed(baseline, day)) return true;
  const { lastClosedDay } = baseline;
  closeDay(baseline, day, false);
  baseline.lastClosedDay = lastClosedDay;
  judgeNoveltyFrom(baseline, day);
  return true;
}

/**
 * Takes a day out of history, or sees to it that one that is still open never joins it. False where it was out already.
 */
export function holdBackDay(baseline: Baseline, day: number): boolean {
  const bit = bitOf(baseline, day);
  if (bit === 0 || isHeldBack(baseline, day)) return false;
  baseline.suspendedDays = (baseline.suspendedDays | bit) >>> 0;
  if (!isClosed(baseline, day)) return true;
  unfoldHours(baseline, day, bit);
  judgeNoveltyFrom(baseline, day);
  return true;
}

/**
 * Takes a day out of history for good: what was seen on it is no longer there to be learned. Of a day that is still
 * open the marks stay until it leaves the window, held back. False where the day is outside the window.
 */
export function forgetDay(baseline: Baseline, day: number): boolean {
  const bit = bitOf(baseline, day);
  if (bit === 0) return false;
  holdBackDay(baseline, day);
  if (!isClosed(baseline, day)) return true;
  const { marks, volume, last } = baseline;
  last.presentHour = -1;
  for (let index = 0; index < marks.size; index++) marks.days[index] = ((marks.days[index] as number) & ~bit) >>> 0;
  baseline.presenceDays = (baseline.presenceDays & ~bit) >>> 0;
  volume.callPeaks[baseline.anchorDay - day] = 0;
  volume.errorPeaks[baseline.anchorDay - day] = 0;
  boundClosedMarks(marks, ~maskBefore(baseline, firstOpenDay(baseline)));
  return true;
}

/**
 * Works out again which of the closed days from one on brought something new. A day's novelty depends on all learned
 * days before it, so it is worked out from the marks: the same set of learned days gives the same answer.
 */
function judgeNoveltyFrom(baseline: Baseline, day: number): void {
  const { marks, newDays } = baseline;
  const closed = maskBefore(baseline, firstOpenDay(baseline));
  const learned = closed & ~baseline.suspendedDays;
  const judged = closed & ~maskBefore(baseline, day);
  for (let dimension = 0; dimension < newDays.length; dimension++) {
    if (dimension !== hourDimension) newDays[dimension] = ((newDays[dimension] as number) & ~judged) >>> 0;
  }
  for (let index = 0; index < marks.size; index++) {
    const days = (marks.days[index] as number) & learned;
    if (days === 0 || marks.weeks[index] !== 0) continue;
    const first = 1 << (31 - Math.clz32(days));
    const dimension = dimensionOf(marks.keys[index] as number);
    newDays[dimension] = ((newDays[dimension] as number) | (first & judged)) >>> 0;
  }
}

/** The contrary of what closing a day does, where its hours are still known; short of the bound of 15 it is exact. */
function unfoldHours(baseline: Baseline, day: number, bit: number): void {
  const seen = baseline.openHours[baseline.anchorDay - day] ?? 0;
  if (seen === 0) return;
  const midnight = hourOfWeek(day * dayMs);
  baseline.packedHours = undefined;
  for (let hour = 0; hour < 24; hour++) {
    const weeks = baseline.hours[midnight + hour] as number;
    if (((seen >>> hour) & 1) !== 0 && weeks > 0) baseline.hours[midnight + hour] = weeks - 1;
  }
  baseline.newDays[hourDimension] = ((baseline.newDays[hourDimension] as number) & ~bit) >>> 0;
}
