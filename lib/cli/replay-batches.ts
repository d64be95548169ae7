import type { Reading } from "../domain/event/activity.ts";

export interface ReplayBatch {
  readonly readings: readonly Reading[];
  /** The replay's clock: the newest event of the batch, so that old events are judged as if they had just happened. */
  readonly nowMs: number;
}

/**
 * Live batches span seconds, and an event above the policy's age never starts a containment; a day of a quiet account
 * in one batch would therefore contain nothing.
 */
const longestSpanMs = 5 * 60_000;

/**
 * Puts readings into order of time and cuts them where they would span more than five minutes.
 * What could not be read goes with the first batch. `fallbackMs` is the clock where no reading has a time.
 */
export const cutIntoBatches = (readings: readonly Reading[], fallbackMs: number): readonly ReplayBatch[] => {
  const timed = readings.map((reading) => ({ reading, timeMs: timeOf(reading) })).sort((a, b) => a.timeMs - b.timeMs);
  const batches: { readings: Reading[]; nowMs: number }[] = [];
  let startMs = Number.NEGATIVE_INFINITY;
  let current: { readings: Reading[]; nowMs: number } | undefined;
  for (const { reading, timeMs } of timed) {
    const hasStart = startMs > Number.NEGATIVE_INFINITY;
    if (current === undefined || (hasStart && timeMs - startMs > longestSpanMs)) {
      current = { readings: [], nowMs: fallbackMs };
      batches.push(current);
      startMs = timeMs;
    }
    if (!hasStart) startMs = timeMs;
    current.readings.push(reading);
    if (timeMs > Number.NEGATIVE_INFINITY) current.nowMs = timeMs;
  }
  return batches;
};

const timeOf = (reading: Reading): number => {
  if (reading.kind === "activity") return reading.activity.timeMs;
  return reading.kind === "notice" ? reading.notice.timeMs : Number.NEGATIVE_INFINITY;
};
