import { hourMs, hourOf } from "../behaviour/calendar.ts";
import { hash32 } from "../behaviour/hash.ts";
import {
  busiestHour,
  callRegisters,
  countCall,
  countError,
  errorRegisters,
  leastFilled,
  openHourOf,
  sketchCount,
} from "../behaviour/volume.ts";
import { addSignal, type Comparison } from "./comparison.ts";
import { rounded, signalWeights } from "./signal-points.ts";

/** A burst is at least this many distinct calls in an hour, and this many times the busiest hour of history. */
const leastBurst = 60;
const leastErrorBurst = 12;
const burstFactor = 4;
/** With fewer registers in use there is no burst, and nothing has to be worked out. */
const leastCallsFilled = leastFilled(callRegisters, leastBurst);
const leastErrorsFilled = leastFilled(errorRegisters, leastErrorBurst);

/** Counts the activity in its hour, and compares the hour so far with the busiest hours of the last month. */
export function compareVolume(comparison: Comparison): void {
  const { baseline, activity } = comparison;
  const hour = openHourOf(baseline.volume, activity.timeMs, baseline.newestMs);
  if (hour === undefined) return;
  const hash = hash32(activity.eventId);
  if (countCall(hour, hash) && hour.callsFilled >= leastCallsFilled) {
    compareRate(comparison, "rate-burst", hour.calls, baseline.volume.callPeaks, leastBurst);
  }
  if (activity.errorCode !== undefined && countError(hour, hash) && hour.errorsFilled >= leastErrorsFilled) {
    compareRate(comparison, "error-burst", hour.errors, baseline.volume.errorPeaks, leastErrorBurst);
  }
}

function compareRate(
  comparison: Comparison,
  kind: "rate-burst" | "error-burst",
  registers: Uint8Array,
  peaks: Uint8Array,
  least: number,
): void {
  const { baseline, activity, mask, active } = comparison;
  if (active < 7) return;
  const count = sketchCount(registers);
  if (count < least) return;
  const usual = Math.max(1, busiestHour(peaks, mask & baseline.presenceDays));
  if (count < burstFactor * usual) return;
  const bits = rounded(Math.log2(count / usual));
  const what = kind === "rate-burst" ? "calls" : "failed calls";
  addSignal(comparison, kind, bits, signalWeights[kind].points * Math.min(1, bits / 4), {
    // Said from the rounded bits, so that equal evidence is told in equal words.
    observed: `about ${Math.round(usual * 2 ** bits)} ${what} in one hour`,
    expected: `at most about ${Math.round(usual)} in an hour of the last month`,
    band: "unseen",
    // The hour, not the event that happened to come last, is the evidence.
    timeMs: hourOf(activity.timeMs) * hourMs,
  });
}
