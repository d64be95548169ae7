import { dayMs } from "../lib/domain/behaviour/calendar.ts";
import type { BenignRun, Deviation } from "./benign-run.ts";

/** Thresholds that are tried, highest first. Trust at or below one is told. */
export const thresholds: readonly number[] = Array.from({ length: 199 }, (_, index) => 99.5 - index / 2);

/** A case that heard nothing new for this long is closed; the next deviation begins another. */
const quietMs = 7 * dayMs;

/**
 * How many alerts one identity would have caused since a time, had the alert's threshold been this one: one for each
 * case in which trust fell to it. Deviations in order of time.
 */
export function alertsAt(deviations: readonly Deviation[], threshold: number, fromMs: number): number {
  let alerts = 0;
  let told = false;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const { timeMs, trust } of deviations) {
    if (timeMs - lastMs > quietMs) told = false;
    lastMs = timeMs;
    if (told || trust > threshold) continue;
    told = true;
    if (timeMs >= fromMs) alerts++;
  }
  return alerts;
}

/**
 * Of the thresholds at which a cost is within the limit, the one with the greatest gain; of equal ones the lowest,
 * which tells least. 0 where none is within it.
 */
export function bestWithin(
  limit: number,
  cost: (threshold: number) => number,
  gain: (threshold: number) => number,
): number {
  let best = { threshold: 0, gain: 0 };
  for (const threshold of thresholds) {
    if (cost(threshold) > limit) continue;
    const gained = gain(threshold);
    if (gained >= best.gain) best = { threshold, gain: gained };
  }
  return best.threshold;
}

/** Alerts per 100 identities and day of the measured days at a threshold. */
export function alertRate(run: BenignRun, threshold: number, fromMs: number, measuredDays: number): number {
  let alerts = 0;
  for (const deviations of run.deviations.values()) alerts += alertsAt(deviations, threshold, fromMs);
  return per100(alerts, run.organisation.identities.length, measuredDays);
}

export const per100 = (count: number, identities: number, days: number): number => (100 * count) / (identities * days);

/** Share of values at or below a threshold. */
export const shareAtOrBelow = (values: readonly number[], threshold: number): number =>
  values.length === 0 ? 0 : values.filter((value) => value <= threshold).length / values.length;

/** Lowest trust of every measured day on which an identity of these did something. */
export const benignDays = (run: BenignRun, has: (identityKey: string) => boolean = () => true): readonly number[] =>
  [...run.lowest].flatMap(([key, days]) => (has(key) ? [...days.values()] : []));
