export const levels = ["informational", "low", "medium", "high", "critical"] as const;
export type Level = (typeof levels)[number];

/** A rule that matched one activity. */
export interface Finding {
  /** The rule's file name without its ending; unique among the loaded rules. */
  readonly ruleId: string;
  readonly title: string;
  readonly level: Level;
  /** Sigma tags as written: `attack.t1098.001`, `owasp.nhi2` … */
  readonly tags: readonly string[];
  readonly eventId: string;
  readonly timeMs: number;
  /** What a rule over several events counted: printable, at most 320 characters. */
  readonly observed?: string;
  /** True where the rule is only tried out: it is counted and shown, and is no evidence against anybody. */
  readonly shadow?: true;
}
