import type { CloudTrailRecord } from "../../../event/activity.ts";
import type { Facts, FieldReader } from "../field-reader.ts";
import type { RuleMetadata } from "../read-metadata.ts";

/**
 * Correlation types: the first four of the Sigma correlation rules specification 2.1, the others as pySigma and the
 * specification's JSON schema have them.
 */
export const correlationTypes = [
  "event_count",
  "value_count",
  "temporal",
  "temporal_ordered",
  "value_sum",
  "value_avg",
  "value_percentile",
  "value_median",
  "value_min",
  "value_max",
] as const;
export type CorrelationType = (typeof correlationTypes)[number];

export const boundComparisons = ["gt", "gte", "lt", "lte", "eq", "neq"] as const;

export interface Bound {
  readonly comparison: (typeof boundComparisons)[number];
  readonly value: number;
}

/** When a correlation holds: all bounds of what was observed, or a condition over which of its rules matched. */
export type CorrelationCondition =
  | { readonly kind: "bounds"; readonly bounds: readonly Bound[] }
  | { readonly kind: "rules"; readonly holds: (matched: (rule: number) => boolean) => boolean };

/** What reads a match of one of the rules that a correlation names. */
export interface CorrelatedRule {
  readonly ruleId: string;
  /** One for each field of `groupBy`. */
  readonly groupReaders: readonly FieldReader[];
  /** One for each field of `fields`. */
  readonly valueReaders: readonly FieldReader[];
}

/** A correlation rule, read, checked, and joined to the rules that it names. */
export interface Correlation extends RuleMetadata {
  readonly type: CorrelationType;
  /** In the order written, which is the order that temporal_ordered asks for. */
  readonly rules: readonly CorrelatedRule[];
  readonly groupBy: readonly string[];
  /** Fields whose values are counted, summed, … */
  readonly fields: readonly string[];
  /** All paths that it reads of the events, those behind aliases among them; aliases themselves may be in it. */
  readonly reads: readonly string[];
  /** 0 to 100, of value_percentile. */
  readonly percentile: number;
  readonly timespan: string;
  readonly spanMs: number;
  readonly condition: CorrelationCondition;
  /** Whether the rules that it names keep their own findings. */
  readonly generate: boolean;
  /** Distance from the detection rules: 0 where it names only those. */
  readonly depth: number;
  /** Whether its own findings are only steps of another correlation. */
  readonly silent: boolean;
  /** Two versions of a rule whose stored groups mean different things have different ones. */
  readonly fingerprint: string;
}

/** One rule matched one event. */
export interface RuleMatch {
  readonly ruleId: string;
  readonly eventId: string;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly record: CloudTrailRecord;
  readonly facts: Facts;
}
