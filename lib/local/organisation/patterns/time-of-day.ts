import { dayMs, hourMs, isWorkingDay } from "../time-text.ts";
import { type Moment, type Pattern, type Span, scaled } from "./pattern.ts";

/** How busy customers are, 0.25 to 1, highest at about 14:00 UTC; a fifth less at weekends. */
export function busyness(timeMs: number): number {
  const hour = (timeMs % dayMs) / hourMs;
  const wave = 0.625 - 0.375 * Math.cos(((hour - 2) / 24) * 2 * Math.PI);
  return isWorkingDay(timeMs) ? wave : wave * 0.8;
}

/** What customers cause. */
export interface TrafficOptions {
  /** Bursts a day at density 1, spread as customers are. */
  readonly burstsADay: number;
  readonly calls: readonly [fewest: number, most: number];
  readonly gapMs: number;
  /** Workloads of which each burst takes one: execution environments, tasks, pods. */
  readonly workloads?: readonly string[];
}

/** Bursts that follow the time of day: independent happenings, thinned by how busy the hour is. */
export function traffic(options: TrafficOptions): Pattern {
  return function* (span) {
    const { random } = span;
    const workloads = options.workloads ?? [""];
    const meanGapMs = (dayMs * 0.6) / (scaled(options.burstsADay, span) || 1);
    let timeMs = span.startMs;
    for (;;) {
      timeMs += random.exponential(meanGapMs);
      if (timeMs >= span.endMs) return;
      if (!random.chance(busyness(timeMs))) continue;
      timeMs = yield* burst(span, options, random.pick(workloads), timeMs);
    }
  };
}

function* burst(
  span: Span,
  options: TrafficOptions,
  workload: string,
  startMs: number,
): Generator<Moment, number, undefined> {
  const calls = span.random.integer(options.calls[0], options.calls[1]);
  let timeMs = startMs;
  for (let step = 0; step < calls && timeMs < span.endMs; step++) {
    yield { timeMs, workload, step };
    timeMs += 20 + span.random.exponential(options.gapMs);
  }
  return timeMs;
}
