/** Why a sweep does not know everything. Closed, so that it can be counted. */
export const cutReasons = [
  "start",
  "depth",
  "suspects",
  "records",
  "look-up",
  "unreadable",
  "account",
  "role",
  "time",
] as const;
export type CutReason = (typeof cutReasons)[number];

/** One thing that a sweep left out: where, and why. */
export interface Cut {
  readonly reason: CutReason;
  /** A region, an account, a suspect; printable. */
  readonly where: string;
  /** One sentence: what was left out, and what to do. Printable. */
  readonly why: string;
}

/** Suspects that were found and not followed, because a limit was reached. */
export function foundCut(reason: "depth" | "suspects", left: number, limit: number): Cut {
  const limited = reason === "depth" ? `${limit} steps away from the start` : `${limit} suspects`;
  const many = left === 1 ? "1 suspect more was" : `${left} suspects more were`;
  return {
    reason,
    where: "the sweep",
    why: `${many} found and not followed: the limit is ${limited}. They are listed; sweep them by themselves`,
  };
}
