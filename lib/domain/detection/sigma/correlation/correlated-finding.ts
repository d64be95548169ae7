import { printable } from "../../../event/printable.ts";
import type { Finding } from "../../finding.ts";
import type { Correlation, RuleMatch } from "./correlation.ts";
import { correlationLimits } from "./correlation-limits.ts";
import type { Reported } from "./group-state.ts";
import type { TouchedGroup } from "./touched-groups.ts";

/**
 * A correlation that held for one group. `eventId` and `timeMs` are those of the batch's newest event that it counted.
 */
export interface CorrelatedFinding<Match extends RuleMatch> extends Finding {
  /** What was counted, for whom and within what time: printable, at most 320 characters. */
  readonly observed: string;
  /**
   * The match of this batch that the finding is to be told with; of the finding's own event, unless that was given
   * before.
   */
  readonly match: Match;
  /** Whether the match is of the event that the finding names. */
  readonly ownEvent: boolean;
}

/** An event's id as it is stored with a reported finding: bounded, one byte a character. */
export const storedEventId = ({ eventId }: RuleMatch): string =>
  eventId.slice(0, correlationLimits.eventIdLength).replace(/[^ -~]/g, "?");

/** Whether the finding was first told with this very event. */
export const isEventOf = (reported: Reported, match: RuleMatch): boolean => reported.eventId === storedEventId(match);

export function findingOf<Match extends RuleMatch>(
  { correlation, values }: Pick<TouchedGroup<Match>, "correlation" | "values">,
  reported: Reported,
  match: Match,
): CorrelatedFinding<Match> {
  const { ruleId, title, level, tags } = correlation;
  const ownEvent = isEventOf(reported, match);
  return {
    ruleId,
    title,
    level,
    tags,
    eventId: ownEvent ? match.eventId : reported.eventId,
    timeMs: reported.eventMs,
    observed: describe(correlation, reported, values),
    match,
    ownEvent,
  };
}

function describe(correlation: Correlation, { observed, atLeast }: Reported, values: readonly string[]): string {
  const count = `${atLeast ? "at least " : ""}${Math.round(observed * 1_000) / 1_000}`;
  const what = `${count} ${unitOf(correlation)} within ${correlation.timespan}`;
  const whose = correlation.groupBy.map((field, index) => `${field} ${printable(values[index] ?? "", 80)}`);
  return printable([what, ...whose].join(", "), 320);
}

function unitOf({ type, rules, fields, percentile }: Correlation): string {
  const field = printable(fields.join(" with "), 80);
  switch (type) {
    case "event_count":
      return "events";
    case "value_count":
      return `different values of ${field}`;
    case "temporal":
      return `of ${rules.length} rules`;
    case "temporal_ordered":
      return `of ${rules.length} rules in their order`;
    case "value_percentile":
      return `as percentile ${percentile} of ${field}`;
    default:
      return `as the ${{ value_sum: "sum", value_avg: "average", value_median: "median", value_min: "least", value_max: "most" }[type]} of ${field}`;
  }
}
