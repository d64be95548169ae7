import { type Baseline, newDaysOf, oldestDay } from "../behaviour/baseline.ts";
import { dayOf, hourOfWeek, hourOfWeekName, weekOf } from "../behaviour/calendar.ts";
import { hourDimension } from "../behaviour/dimension.ts";
import { firstFoldedWeek } from "../behaviour/marks.ts";
import { surpriseBits } from "../behaviour/surprise.ts";
import { addSignal, type Comparison } from "./comparison.ts";
import { leastPoints, signalWeights, strengthOf } from "./signal-points.ts";

/** Only identities with a rhythm are judged by it; in the first hour of a UTC day yesterday may not be closed yet. */
export function compareHour(comparison: Comparison): void {
  const { baseline, activity, mask, active } = comparison;
  if (active < 14) return;
  const slot = hourOfWeek(activity.timeMs);
  if (slot % 24 === 0) return;
  const { hours } = baseline;
  if (hours[slot] || hours[(slot + 1) % 168] || hours[(slot + 167) % 168]) return;
  const bits = surpriseBits(active, 0, newDaysOf(baseline, hourDimension, mask));
  const points = signalWeights["hour-of-week"].points * strengthOf(bits);
  if (points < leastPoints) return;
  const known = hours.reduce((count, weeks) => count + (weeks > 0 ? 1 : 0), 0);
  addSignal(comparison, "hour-of-week", bits, points, {
    observed: `active on ${hourOfWeekName(slot)}`,
    expected: `active in ${known} of 168 hours of the week, none within an hour of this one`,
    band: "unseen",
  });
}

/**
 * Weeks without activity from which a pause may count as dormancy. A role's sessions end with its job, but a long-term
 * key works on after it for whoever finds it, so a key's silence counts a week earlier, from the day on which it began.
 */
const dormantWeeks = 3;
const dormantKeyWeeks = 2;
/** Days before an activity that are surely still remembered one by one, whichever event came first. */
const toldApart = 29;

/**
 * Activity after a pause that is long by itself and for this identity: some whole weeks without any,
 * and more than twice its longest pause so far, so a monthly job never wakes up.
 * Counted in weeks, because days fold into weeks as they age and the answer must not depend on when.
 */
export function compareDormancy(comparison: Comparison): void {
  const { baseline, activity, mask, active, actor } = comparison;
  if (active < 2) return;
  const weeks = activeWeeks(baseline, mask);
  if (weeks === 0) return;
  const last = 31 - Math.clz32(weeks & -weeks);
  const isKey = actor.identity.kind === "access-key-user";
  const day = dayOf(activity.timeMs);
  const wholeWeeks = weekOf(day) - (weekOf(baseline.anchorDay) - last) - 1;
  const days = isKey ? recentDays(baseline, mask, day) : 0;
  const silentDays = days === 0 ? 0 : 31 - Math.clz32(days & -days);
  const pause = Math.max(wholeWeeks, Math.floor(silentDays / 7));
  const usual = Math.max(longestPause(weeks >>> last), Math.floor(longestPause(days >>> silentDays) / 7));
  if (pause < (isKey ? dormantKeyWeeks : dormantWeeks) || pause <= 2 * usual) return;
  const bits = Math.log2((pause + 1) / (usual + 1));
  addSignal(comparison, "dormant-wake-up", bits, signalWeights["dormant-wake-up"].points * Math.min(1, bits / 2), {
    observed: `active again after ${pause} weeks or more without any activity`,
    expected: usual === 0 ? "active every week so far" : `pauses of at most ${usual} weeks so far`,
    band: "unseen",
  });
}

/** Days with activity before this one, as far as days are told apart; bit 0 is the day before. */
const recentDays = ({ presenceDays, anchorDay }: Baseline, mask: number, day: number): number =>
  ((presenceDays & mask) >>> (anchorDay - day + 1)) & (2 ** toldApart - 1);

/** Weeks with activity in the history, bit j: the week j before the anchor's. */
function activeWeeks(baseline: Baseline, mask: number): number {
  const { foldedBit, foldedShift } = baseline.last;
  // What leaves all memory with the next day is left out in the last hour as well, and what folds then is still a day.
  const kept = foldedBit === 0 ? 0xffff : 0xffff >>> foldedShift;
  const seen = foldedBit === 0 ? mask : mask | (oldestDay & ~baseline.suspendedDays);
  let weeks = (baseline.presenceWeeks & kept) << firstFoldedWeek;
  for (let days = (baseline.presenceDays & seen) >>> 0; days !== 0; ) {
    const index = 31 - Math.clz32(days);
    weeks |= 1 << (weekOf(baseline.anchorDay) - weekOf(baseline.anchorDay - index));
    days = (days & ~(1 << index)) >>> 0;
  }
  return weeks;
}

/** The longest run of weeks, or days, without activity between two with it; bit 0 is set, or none is. */
function longestPause(active: number): number {
  let longest = 0;
  let current = 0;
  for (let rest = active; rest !== 0; rest >>>= 1) {
    current = (rest & 1) === 0 ? current + 1 : 0;
    longest = Math.max(longest, current);
  }
  return longest;
}
