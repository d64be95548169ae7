import type { Pattern } from "./pattern.ts";

/** Something that asks again and again: an agent, a monitor, a controller's loop. */
export interface PollingOptions {
  /** Time between two rounds at density 1; a higher density polls more often. */
  readonly everyMs: number;
  /** Calls in a round. */
  readonly calls: number;
  /** Share of the period by which a round may be late, 0 to 1. */
  readonly jitter?: number;
  /** Workloads that take turns, one a round. */
  readonly workloads?: readonly string[];
}

/** Rounds at a steady beat, day and night. */
export function polling(options: PollingOptions): Pattern {
  return function* (span) {
    const { random } = span;
    const periodMs = options.everyMs / span.density;
    const jitterMs = periodMs * (options.jitter ?? 0.1);
    const workloads = options.workloads ?? [""];
    const phaseMs = random.unit() * periodMs;
    let lastMs = span.startMs;
    for (let round = 0; ; round++) {
      let timeMs = Math.max(lastMs, span.startMs + phaseMs + round * periodMs + random.unit() * jitterMs);
      if (timeMs >= span.endMs) return;
      const workload = workloads[round % workloads.length] ?? "";
      for (let step = 0; step < options.calls && timeMs < span.endMs; step++) {
        yield { timeMs, workload, step };
        timeMs += 100 + random.exponential(Math.min(2_000, periodMs / (4 * options.calls)));
      }
      lastMs = timeMs;
    }
  };
}
