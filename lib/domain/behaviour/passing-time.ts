import { type Baseline, bitOf, firstOpenDay, maskBefore } from "./baseline.ts";
import { dayMs, dayOf, hourMs, hourOf, hourOfWeek, latenessMs } from "./calendar.ts";
import { dimensionOf, dimensions, hourDimension } from "./dimension.ts";
import { boundClosedMarks, dayWindow, shiftDays, shiftMarks } from "./marks.ts";
import { dropOldSessions } from "./session-links.ts";
import { closeHours, shiftPeaks } from "./volume.ts";

/**
 * Moves the newest event where nothing closes and no window moves by it, which is nearly always: days and hours close
 * at full hours. False where something does, and then nothing was changed.
 */
export function movedQuietly(baseline: Baseline, newestMs: number): boolean {
  const { last } = baseline;
  if (newestMs >= last.quietUntilMs) {
    const hour = hourOf(newestMs - latenessMs);
    if (hour !== hourOf(baseline.newestMs - latenessMs) || dayOf(newestMs) !== baseline.anchorDay) return false;
    last.quietUntilMs = Math.min((hour + 1) * hourMs + latenessMs, (baseline.anchorDay + 1) * dayMs);
  }
  baseline.newestMs = newestMs;
  return true;
}

/** Days that close when the newest event moves to `newestMs`, oldest first; only days on which something was seen. */
export function daysToClose(baseline: Baseline, newestMs: number): number[] {
  if (baseline.anchorDay === 0) return [];
  const closing: number[] = [];
  const until = Math.min(dayOf(newestMs - latenessMs), baseline.anchorDay + 1);
  for (let day = firstOpenDay(baseline); day < until; day++) {
    if ((baseline.presenceDays & bitOf(baseline, day)) !== 0) closing.push(day);
  }
  return closing;
}

/** Closes one day: folds it into history, or holds it back where `suspended`. */
export function closeDay(baseline: Baseline, day: number, suspended: boolean): void {
  const bit = bitOf(baseline, day);
  halveHours(baseline, baseline.lastClosedDay, day);
  baseline.lastClosedDay = day;
  if (suspended) {
    baseline.suspendedDays = (baseline.suspendedDays | bit) >>> 0;
  } else {
    noteNovelty(baseline, day, bit);
    foldHours(baseline, day, bit);
  }
  boundClosedMarks(baseline.marks, ~maskBefore(baseline, day + 1));
}

function noteNovelty(baseline: Baseline, day: number, bit: number): void {
  const { marks } = baseline;
  const earlier = maskBefore(baseline, day) & ~baseline.suspendedDays;
  for (let index = 0; index < marks.size; index++) {
    const days = marks.days[index] as number;
    if ((days & bit) === 0 || (days & earlier) !== 0 || marks.weeks[index] !== 0) continue;
    noteNew(baseline, dimensionOf(marks.keys[index] as number), bit);
  }
}

function noteNew(baseline: Baseline, dimension: number, bit: number): void {
  baseline.newDays[dimension] = ((baseline.newDays[dimension] as number) | bit) >>> 0;
}

/** On days that this divides. */
export const hoursHalveEveryDays = 56;

function foldHours(baseline: Baseline, day: number, bit: number): void {
  const seen = baseline.openHours[baseline.anchorDay - day] ?? 0;
  baseline.packedHours = undefined;
  const monday = hourOfWeek(day * dayMs);
  for (let hour = 0; hour < 24; hour++) {
    if (((seen >>> hour) & 1) === 0) continue;
    const slot = monday + hour;
    const weeks = baseline.hours[slot] as number;
    if (weeks === 0) noteNew(baseline, hourDimension, bit);
    if (weeks < 15) baseline.hours[slot] = weeks + 1;
  }
}

/** Moves the anchor to a newer event's time. Every day that closes must have been closed before. */
export function advance(baseline: Baseline, newestMs: number): void {
  const to = dayOf(newestMs);
  const from = baseline.anchorDay;
  const delta = to - from;
  baseline.newestMs = newestMs;
  if (from === 0) {
    baseline.anchorDay = to;
    return;
  }
  closeHours(baseline.volume, newestMs, from);
  dropOldSessions(baseline.sessions, newestMs);
  if (delta === 0) return;
  const unlearned = baseline.suspendedDays;
  shiftMarks(baseline.marks, unlearned, from, to);
  const presence = shiftDays(baseline.presenceDays, baseline.presenceWeeks, unlearned, from, to);
  baseline.presenceDays = presence[0];
  baseline.presenceWeeks = presence[1];
  for (let dimension = 0; dimension < dimensions.length; dimension++) {
    const shifted = shiftDays(
      baseline.newDays[dimension] as number,
      baseline.newWeeks[dimension] as number,
      unlearned,
      from,
      to,
    );
    baseline.newDays[dimension] = shifted[0];
    baseline.newWeeks[dimension] = shifted[1];
  }
  baseline.suspendedDays = delta >= dayWindow ? 0 : (baseline.suspendedDays << delta) >>> 0;
  shiftPeaks(baseline.volume.callPeaks, delta);
  shiftPeaks(baseline.volume.errorPeaks, delta);
  baseline.openHours.copyWithin(Math.min(delta, 3), 0);
  baseline.openHours.fill(0, 0, Math.min(delta, 3));
  baseline.anchorDay = to;
}

function halveHours(baseline: Baseline, from: number, to: number): void {
  if (from === 0) return;
  const halvings = Math.floor(to / hoursHalveEveryDays) - Math.floor(from / hoursHalveEveryDays);
  if (halvings <= 0) return;
  baseline.packedHours = undefined;
  for (let slot = 0; slot < baseline.hours.length; slot++) {
    baseline.hours[slot] = (baseline.hours[slot] as number) >> Math.min(8, halvings);
  }
}
