import { hexadecimal } from "../identifiers.ts";
import { dayMs, dayStart, hourMs, isWorkingDay } from "../time-text.ts";
import type { Pattern } from "./pattern.ts";

/** What a delivery pipeline does on a working day. */
export interface PipelineOptions {
  /** Runs on a working day at density 1. */
  readonly runsADay: number;
  readonly calls: readonly [fewest: number, most: number];
  readonly gapMs: number;
  /** Runs on a Saturday or Sunday, as a share of a working day's; 0 is none. */
  readonly weekendShare?: number;
}

/** Pushes come from people: 08:00 to 18:00 UTC, fewer at lunch, most in the afternoon. One weight an hour from 8. */
const hourWeights = [0.5, 0.9, 1, 0.9, 0.4, 0.9, 1.2, 1.3, 1, 0.6];

/** Bursts in working hours, each run on a runner of its own with a session of its own. */
export function pipelineRuns(options: PipelineOptions): Pattern {
  return function* (span) {
    const { random } = span;
    const totalWeight = hourWeights.reduce((sum, weight) => sum + weight, 0);
    for (let dayMsStart = dayStart(span.startMs); dayMsStart < span.endMs; dayMsStart += dayMs) {
      const share = isWorkingDay(dayMsStart) ? 1 : (options.weekendShare ?? 0);
      for (const [index, weight] of hourWeights.entries()) {
        const mean = (options.runsADay * span.density * share * weight) / totalWeight;
        let timeMs = dayMsStart + (8 + index) * hourMs;
        const hourEndMs = timeMs + hourMs;
        while (mean > 0) {
          timeMs += random.exponential(hourMs / mean);
          if (timeMs >= hourEndMs || timeMs >= span.endMs) break;
          const workload = `run-${hexadecimal(random, 12)}`;
          const calls = random.integer(options.calls[0], options.calls[1]);
          for (let step = 0; step < calls && timeMs < hourEndMs && timeMs < span.endMs; step++) {
            if (timeMs >= span.startMs) yield { timeMs, workload, step };
            timeMs += 300 + random.exponential(options.gapMs);
          }
        }
      }
    }
  };
}
