import type { Random } from "../random.ts";

/** The span that is simulated, and what a pattern needs to fill it. */
export interface Span {
  readonly startMs: number;
  /** Excluded. */
  readonly endMs: number;
  /** Multiplies how many calls there are; 1 is the default organisation. */
  readonly density: number;
  readonly random: Random;
  /** Counts what is being held, so that a test can see that it does not grow with the days. */
  readonly census: Census;
}

export interface Census {
  held: number;
}

/** A moment at which an identity makes one call. */
export interface Moment {
  readonly timeMs: number;
  /** What makes the call: an instance, a task, a build, a runner; one name for one session. */
  readonly workload: string;
  /** Position in the run that the call belongs to, from 0. */
  readonly step: number;
}

/** When an identity acts: moments in order of time, generated as they are asked for. */
export type Pattern = (span: Span) => Iterable<Moment>;

/** A number of calls at this density: at least one, and rounded up or down by chance so that the mean is right. */
export function scaled(count: number, span: Span): number {
  const exact = count * span.density;
  return Math.max(1, Math.floor(exact) + (span.random.chance(exact - Math.floor(exact)) ? 1 : 0));
}
