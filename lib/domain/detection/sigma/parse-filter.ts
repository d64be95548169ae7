import type { Expression } from "./expression.ts";
import { ruleLimits } from "./limits.ts";
import { readLogSource } from "./logsource.ts";
import { parseSearch } from "./parse-search.ts";
import type { Placeholders } from "./parse-value.ts";
import { type ProblemReport, problemReport, type RuleProblem, type RuleSource, shown } from "./problem.ts";
import { readLimitedText } from "./read-metadata.ts";

/** A filter narrows other rules: each of them matches only where the filter's condition holds as well. */
export interface SigmaFilter {
  readonly title: string;
  /** Ids or names of rules, or all of them. */
  readonly rules: "any" | readonly string[];
  readonly expression: Expression;
  readonly source: RuleSource;
}

export type ParsedFilter =
  | { readonly filter: SigmaFilter; readonly warnings: readonly RuleProblem[] }
  | { readonly problems: readonly RuleProblem[] };

/**
 * Reads one Sigma filter (filters specification 2.0). Its condition is joined to the rule's by `and`, as pySigma does,
 * so a filter that leaves something out says `condition: not selection`.
 */
export function parseFilter(
  document: Record<string, unknown>,
  source: RuleSource,
  placeholders: Placeholders = {},
): ParsedFilter {
  const report = problemReport(source);
  const title = readLimitedText(document["title"], "title", ruleLimits.titleLength, report) ?? "";
  readLogSource(document["logsource"], report);
  const body = document["filter"];
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    report.refuse(["filter"], {
      found: shown(body),
      allowed: "a map with rules, a selection and a condition",
      remedy: "write them below `filter:`",
    });
    return { problems: report.problems };
  }
  const { rules: named, ...search } = body as Record<string, unknown>;
  const rules = readTargets(named, report);
  const expression = parseSearch(search, ["filter"], placeholders, report);
  if (report.refused || expression === undefined) return { problems: report.problems };
  return { filter: { title, rules, expression, source }, warnings: report.problems };
}

function readTargets(value: unknown, report: ProblemReport): "any" | readonly string[] {
  if (value === "any") return "any";
  const names: readonly unknown[] = Array.isArray(value) ? value : [value];
  const sound = names.filter((name) => typeof name === "string");
  if (sound.length === names.length && names.length > 0) return sound;
  report.refuse(["filter", "rules"], {
    found: value === undefined ? "no rules" : shown(value),
    allowed: "a list of rule ids or names, or any",
    remedy: "name the rules that the filter is for",
  });
  return [];
}
