import { anyOf, type Expression } from "./expression.ts";
import { ruleLimits } from "./limits.ts";
import { parseCondition, type SearchIdentifiers } from "./parse-condition.ts";
import { parseDetection } from "./parse-detection.ts";
import type { Placeholders } from "./parse-value.ts";
import { type ProblemReport, type RulePath, shown } from "./problem.ts";

/**
 * Reads a map of search identifiers and its condition: a rule's `detection`, or a filter's `filter` without its
 * `rules`. A list of conditions matches if any of them does. Undefined where anything in it was refused.
 */
export function parseSearch(
  value: unknown,
  path: RulePath,
  placeholders: Placeholders,
  report: ProblemReport,
): Expression | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    report.refuse(path, {
      found: value === undefined ? `no ${path.join(".")}` : shown(value),
      allowed: "a map of search identifiers with a condition",
      remedy: "add a selection, and `condition: selection`",
    });
    return undefined;
  }
  const { condition, timeframe, ...searches } = value as Record<string, unknown>;
  if (timeframe !== undefined)
    report.refuse([...path, "timeframe"], {
      found: "a timeframe",
      allowed: "a condition over one event",
      remedy: "remove it: Sigma 2 has correlation rules in its place",
    });
  const names = Object.keys(searches);
  if (names.length > ruleLimits.searchIdentifiers) {
    report.refuse(path, {
      found: `${names.length} search identifiers`,
      allowed: `${ruleLimits.searchIdentifiers}`,
      remedy: "use lists within fewer of them",
    });
    return undefined;
  }
  const budget = { values: ruleLimits.valuesPerRule };
  const identifiers = new Map<string, Expression>();
  for (const name of names) {
    const expression = parseDetection(searches[name], [...path, name], { placeholders, report, budget });
    if (expression !== undefined) identifiers.set(name, expression);
  }
  if (identifiers.size < names.length) return undefined;
  return parseConditions(condition, [...path, "condition"], identifiers, report);
}

function parseConditions(
  value: unknown,
  path: RulePath,
  identifiers: SearchIdentifiers,
  report: ProblemReport,
): Expression | undefined {
  const conditions: readonly unknown[] = Array.isArray(value) ? value : [value];
  const used = new Set<string>();
  const parts: Expression[] = [];
  conditions.forEach((condition, index) => {
    const place = Array.isArray(value) ? [...path, index] : path;
    if (typeof condition !== "string") {
      report.refuse(place, {
        found: condition === undefined ? "no condition" : shown(condition),
        allowed: "a condition such as `selection and not filter`",
        remedy: "write which search identifiers have to match",
      });
      return;
    }
    const parsed = parseCondition(condition, identifiers);
    if ("found" in parsed) report.refuse(place, parsed);
    else {
      parts.push(parsed.expression);
      for (const name of parsed.used) used.add(name);
    }
  });
  if (parts.length === 0 || parts.length < conditions.length) {
    if (conditions.length === 0)
      report.refuse(path, { found: "an empty list", allowed: "a condition", remedy: "write `condition: selection`" });
    return undefined;
  }
  for (const name of identifiers.keys())
    if (!used.has(name) && !name.startsWith("_"))
      report.warn([...path.slice(0, -1), name], {
        found: `${shown(name)}, which the condition does not use`,
        allowed: "search identifiers that the condition uses",
        remedy: "add it to the condition, or remove it",
      });
  return anyOf(parts);
}
