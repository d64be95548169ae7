import { hourMs, minuteMs } from "../time-text.ts";
import { type Pattern, scaled } from "./pattern.ts";

/**
 * A job on the 1st of the month, at this hour UTC, up to 20 minutes late.
 * A short learning window sees it as new each time; months of memory do not.
 */
export function monthly(hour: number, calls: readonly [number, number], gapMs: number): Pattern {
  return function* (span) {
    const { random } = span;
    const first = new Date(span.startMs);
    for (let month = 0; ; month++) {
      const dueMs = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + month, 1) + hour * hourMs;
      if (dueMs >= span.endMs) return;
      if (dueMs < span.startMs) continue;
      let timeMs = dueMs + random.unit() * 20 * minuteMs;
      const count = scaled(random.integer(calls[0], calls[1]), span);
      for (let step = 0; step < count && timeMs < span.endMs; step++) {
        yield { timeMs, workload: "", step };
        timeMs += 200 + random.exponential(gapMs);
      }
    }
  };
}
