import { newDaysOf } from "../behaviour/baseline.ts";
import { dayOf, hourOfWeek, hourOfWeekName } from "../behaviour/calendar.ts";
import { hourDimension } from "../behaviour/dimension.ts";
import { lastDayOfWeeks } from "../behaviour/marks.ts";
import { surpriseBits } from "../behaviour/surprise.ts";
import { addSignal, type Comparison } from "./comparison.ts";
import { leastPoints, signalWeights, strengthOf } from "./signal-points.ts";

/** Only identities with a rhythm are judged by it; in the first hour of a UTC day yesterday may not be closed yet. */
export function compareHour(comparison: Comparison): void {
  const { baseline, activity, mask, active } = comparison;
  const slot = hourOfWeek(activity.timeMs);
  if (active < 14 || slot % 24 === 0) return;
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

/** Days without any activity that count as dormant, at the least. */
const dormantDays = 32;

/** Activity after a pause that is long by itself and for this identity. */
export function compareDormancy(comparison: Comparison): void {
  const { baseline, activity, mask, active } = comparison;
  const weeks = baseline.presenceWeeks;
  if (active < 3 || weeks === 0 || (baseline.presenceDays & mask) >>> 0 !== 0) return;
  const gap = dayOf(activity.timeMs) - lastDayOfWeeks(baseline.anchorDay, weeks);
  const usual = longestGapDays(weeks);
  if (gap < dormantDays || gap < 2 * usual) return;
  const bits = Math.log2(gap / Math.max(1, usual));
  addSignal(comparison, "dormant-wake-up", bits, signalWeights["dormant-wake-up"].points * Math.min(1, bits / 2), {
    observed: `active again after ${gap} days or more without any activity`,
    expected: usual === 0 ? "active every week" : `pauses of at most ${usual} days`,
    band: "unseen",
  });
}

/** The longest pause between active weeks, in days. */
function longestGapDays(weeks: number): number {
  let longest = 0;
  let current = 0;
  for (let rest = weeks >>> (31 - Math.clz32(weeks & -weeks)); rest !== 0; rest >>>= 1) {
    current = (rest & 1) === 0 ? current + 7 : 0;
    longest = Math.max(longest, current);
  }
  return longest;
}
