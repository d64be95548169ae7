import type { Expression, FieldTest } from "../expression.ts";
import { ruleLimits } from "../limits.ts";
import { parseCondition } from "../parse-condition.ts";
import { type ProblemReport, type RulePath, shown } from "../problem.ts";
import { type Bound, boundComparisons, type CorrelationCondition, type CorrelationType } from "./correlation.ts";
import { correlationLimits } from "./correlation-limits.ts";

export interface ParsedCorrelationCondition {
  readonly condition: CorrelationCondition;
  readonly fields: readonly string[];
  readonly percentile: number;
}

const path: RulePath = ["correlation", "condition"];

/**
 * Reads a correlation's condition: bounds that all must hold, with `field` for the value types and `percentile` for
 * value_percentile; or, for temporal, an expression over the names of its rules. Temporal types without one want all.
 */
export function parseCorrelationCondition(
  value: unknown,
  type: CorrelationType,
  rules: readonly string[],
  report: ProblemReport,
): ParsedCorrelationCondition | undefined {
  const temporal = type === "temporal" || type === "temporal_ordered";
  if (temporal && (value === undefined || value === null))
    return boundsOf([{ comparison: "gte", value: rules.length }]);
  if (typeof value === "string" && type === "temporal") return parseExpression(value, rules, report);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    report.refuse(path, {
      found: value === undefined || value === null ? "no condition" : shown(value),
      allowed: `a map with one of ${boundComparisons.join(", ")}`,
      remedy: temporal ? "leave it out to ask for all rules" : "write for example `gte: 10` below it",
    });
    return undefined;
  }
  const map = value as Record<string, unknown>;
  const withField = !temporal && type !== "event_count";
  const known = [
    ...boundComparisons,
    ...(withField ? ["field"] : []),
    ...(type === "value_percentile" ? ["percentile"] : []),
  ];
  for (const key of Object.keys(map)) {
    if (known.includes(key)) continue;
    report.refuse([...path, key], { found: shown(key), allowed: known.join(", "), remedy: `${type} has no such key` });
  }
  const bounds = readBounds(map, type, rules.length, report);
  const fields = withField ? readFields(map["field"], type, report) : [];
  const percentile = type === "value_percentile" ? readPercentile(map["percentile"], report) : 50;
  return report.refused ? undefined : { ...boundsOf(bounds), fields, percentile };
}

const boundsOf = (bounds: readonly Bound[]): ParsedCorrelationCondition => ({
  condition: { kind: "bounds", bounds },
  fields: [],
  percentile: 50,
});

function readBounds(map: Record<string, unknown>, type: CorrelationType, ruleCount: number, report: ProblemReport) {
  const bounds: Bound[] = [];
  const counts = !type.startsWith("value_") || type === "value_count";
  const most = type.startsWith("temporal") ? ruleCount : counts ? correlationLimits.eventsAGroup : Number.MAX_VALUE;
  for (const comparison of boundComparisons) {
    const value = map[comparison];
    if (value === undefined) continue;
    const sound = typeof value === "number" && Number.isFinite(value) && (!counts || (value >= 0 && value % 1 === 0));
    const least = comparison === "gt" ? 1 : 0;
    const reachable = ["lt", "lte", "neq"].includes(comparison) || (typeof value === "number" && value + least <= most);
    if (sound && reachable) bounds.push({ comparison, value });
    else
      report.refuse([...path, comparison], {
        found: shown(value),
        allowed: counts
          ? `a whole number that up to ${most} ${most === ruleCount ? "rules" : "events"} can reach`
          : "a number",
        remedy: !sound
          ? "write a plain number"
          : most === ruleCount
            ? "ask for no more rules than it names"
            : "lower it; for larger volumes, compare `nhi.callsThisHour` in a detection rule",
      });
  }
  if (bounds.length === 0 && !report.refused)
    report.refuse(path, {
      found: "no comparison",
      allowed: boundComparisons.join(", "),
      remedy: "write for example `gte: 10`",
    });
  if (counts && bounds.length > 0 && bounds.every(({ comparison }) => ["lt", "lte", "neq"].includes(comparison)))
    report.warn(path, {
      found: "an upper bound alone",
      allowed: "any comparison",
      remedy: "add a lower bound: it is judged at each event over the timespan before it, so a first event meets it",
    });
  return bounds;
}

function readFields(value: unknown, type: CorrelationType, report: ProblemReport): readonly string[] {
  const fields: readonly unknown[] = Array.isArray(value) ? value : [value];
  const most = type === "value_count" ? correlationLimits.valueFields : 1;
  const sound = fields.filter(isFieldName);
  if (sound.length === fields.length && fields.length > 0 && fields.length <= most) return sound;
  report.refuse([...path, "field"], {
    found: value === undefined ? "no field" : shown(value),
    allowed: most === 1 ? "the name of one field" : `the names of up to ${most} fields`,
    remedy: "name the field whose values are judged",
  });
  return [];
}

/** True for a text that may name a field or a rule. */
export function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= correlationLimits.nameLength;
}

export function isFieldName(value: unknown): value is string {
  return isName(value) && value.split(".").length <= ruleLimits.pathSegments;
}

function readPercentile(value: unknown, report: ProblemReport): number {
  if (typeof value === "number" && value >= 0 && value <= 100) return value;
  report.refuse([...path, "percentile"], {
    found: value === undefined ? "no percentile" : shown(value),
    allowed: "a number from 0 to 100",
    remedy: "write for example `percentile: 95` beside the comparison",
  });
  return 50;
}

function parseExpression(
  text: string,
  rules: readonly string[],
  report: ProblemReport,
): ParsedCorrelationCondition | undefined {
  const positions = new Map<FieldTest, number>();
  const names = new Map<string, Expression>();
  for (const [position, name] of rules.entries()) {
    const test: FieldTest = { field: undefined, matchers: [], linking: "any", negated: false };
    positions.set(test, position);
    names.set(name, { kind: "test", test });
  }
  const parsed = parseCondition(text, names);
  if ("expression" in parsed) {
    const { expression } = parsed;
    const holds = (matched: (rule: number) => boolean) =>
      evaluate(expression, (test) => matched(positions.get(test) ?? -1));
    return { condition: { kind: "rules", holds }, fields: [], percentile: 50 };
  }
  report.refuse(path, parsed);
  return undefined;
}

/** As deep as the condition was allowed to be. */
function evaluate(expression: Expression, verdict: (test: FieldTest) => boolean): boolean {
  switch (expression.kind) {
    case "test":
      return verdict(expression.test);
    case "not":
      return !evaluate(expression.part, verdict);
    case "and":
      return expression.parts.every((part) => evaluate(part, verdict));
    case "or":
      return expression.parts.some((part) => evaluate(part, verdict));
  }
}
