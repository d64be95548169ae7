import { hashText } from "../random.ts";
import { dayMs, dayStart, hourMs, minuteMs, weekday } from "../time-text.ts";
import type { Pattern } from "./pattern.ts";

/** When new versions of one workload go live: every so many days, always on the same weekday, in working hours. */
export interface ReleasePlan {
  readonly firstMs: number;
  readonly periodMs: number;
}

/**
 * The plan of one workload, chosen by its name. `startMs` is the start of the simulation; the first is 3 to 9 days in.
 */
export function releasePlan(seed: number, name: string, startMs: number, everyWeeks = 1): ReleasePlan {
  const hash = hashText(`release:${name}`, seed);
  let firstMs = dayStart(startMs) + (3 + (hash % 5)) * dayMs;
  while (weekday(firstMs) > 3) firstMs += dayMs;
  return { firstMs: firstMs + (9 + (hash % 7)) * hourMs + (hash % 60) * minuteMs, periodMs: everyWeeks * 7 * dayMs };
}

/** How many releases have gone live by then; 0 before the first. */
export function releaseAt(plan: ReleasePlan, timeMs: number): number {
  return timeMs < plan.firstMs ? 0 : 1 + Math.floor((timeMs - plan.firstMs) / plan.periodMs);
}

/** The deployment itself: a run of calls just before each version goes live. */
export function releases(plan: ReleasePlan, calls: number): Pattern {
  return function* (span) {
    for (let release = 0; ; release++) {
      let timeMs = plan.firstMs + release * plan.periodMs - 8 * minuteMs;
      if (timeMs >= span.endMs) return;
      for (let step = 0; step < calls; step++) {
        if (timeMs >= span.startMs && timeMs < span.endMs) {
          yield { timeMs, workload: `release-${Math.floor(plan.firstMs / minuteMs)}-${release}`, step };
        }
        timeMs += 400 + span.random.exponential(15_000);
      }
    }
  };
}
