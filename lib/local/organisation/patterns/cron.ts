import { dayMs, dayStart, hourMs, isWorkingDay, minuteMs } from "../time-text.ts";
import { type Pattern, scaled } from "./pattern.ts";

/** A job that runs by the clock. */
export interface CronOptions {
  /** Time between two runs; 24 h for nightly, 1 h for hourly. */
  readonly everyMs: number;
  /** Time of the first run after midnight UTC. */
  readonly offsetMs: number;
  /** A run starts up to this much later. */
  readonly jitterMs: number;
  /** Calls in a run, fewest and most, at density 1. */
  readonly calls: readonly [fewest: number, most: number];
  /** Mean time between two calls of a run. */
  readonly gapMs: number;
  readonly workload?: string;
  readonly workingDaysOnly?: boolean;
}

/** Runs by the clock. A run that is still going when the next is due delays it, as a lock would. */
export function cron(options: CronOptions): Pattern {
  return function* (span) {
    const { random } = span;
    let dueMs = dayStart(span.startMs) + options.offsetMs;
    let freeMs = span.startMs;
    for (; dueMs < span.endMs; dueMs += options.everyMs) {
      if (dueMs < span.startMs || (options.workingDaysOnly === true && !isWorkingDay(dueMs))) continue;
      let timeMs = Math.max(freeMs, dueMs + random.unit() * options.jitterMs);
      const calls = scaled(random.integer(options.calls[0], options.calls[1]), span);
      for (let step = 0; step < calls && timeMs < span.endMs; step++) {
        yield { timeMs, workload: options.workload ?? "", step };
        timeMs += 200 + random.exponential(options.gapMs);
      }
      freeMs = timeMs;
    }
  };
}

/** Once a night at this hour UTC, up to 10 minutes late. */
export function nightly(hour: number, calls: readonly [number, number], gapMs: number): Pattern {
  return cron({ everyMs: dayMs, offsetMs: hour * hourMs, jitterMs: 10 * minuteMs, calls, gapMs });
}

/** Once an hour at this minute, up to 3 minutes late. */
export function hourly(minute: number, calls: readonly [number, number], gapMs: number): Pattern {
  return cron({ everyMs: hourMs, offsetMs: minute * minuteMs, jitterMs: 3 * minuteMs, calls, gapMs });
}
