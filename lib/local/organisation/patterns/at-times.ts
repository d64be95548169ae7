import type { Pattern } from "./pattern.ts";

/** Calls at given offsets from one point in time: a key rotation, a migration, a one-off. */
export function atTimes(startMs: number, offsetsMs: readonly number[], workload = ""): Pattern {
  return function* (span) {
    for (const [step, offsetMs] of offsetsMs.entries()) {
      const timeMs = startMs + offsetMs;
      if (timeMs >= span.startMs && timeMs < span.endMs) yield { timeMs, workload, step };
    }
  };
}

/** The pattern between two points in time only: something that begins later, or that ends. */
export function between(startMs: number, endMs: number, pattern: Pattern): Pattern {
  return (span) => pattern({ ...span, startMs: Math.max(span.startMs, startMs), endMs: Math.min(span.endMs, endMs) });
}
