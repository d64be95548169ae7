import type { Expression } from "./expression.ts";
import { type LogSource, readLogSource } from "./logsource.ts";
import { parseSearch } from "./parse-search.ts";
import type { Placeholders } from "./parse-value.ts";
import { problemReport, type RuleProblem, type RuleSource } from "./problem.ts";
import { type RuleMetadata, readMetadata } from "./read-metadata.ts";

/** A detection rule, read and checked. */
export interface SigmaRule extends RuleMetadata {
  readonly logSource: LogSource;
  readonly expression: Expression;
}

export type ParsedRule =
  | { readonly rule: SigmaRule; readonly warnings: readonly RuleProblem[] }
  | { readonly problems: readonly RuleProblem[] };

/**
 * Reads one Sigma detection rule (rules specification 2.x) from a parsed YAML document.
 * Never throws: whatever is wrong with the document is a problem that names its place and its remedy.
 */
export function parseRule(document: unknown, source: RuleSource, placeholders: Placeholders = {}): ParsedRule {
  const report = problemReport(source);
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    report.refuse([], { found: "no map", allowed: "a Sigma rule", remedy: "start with `title:`" });
    return { problems: report.problems };
  }
  const fields = document as Record<string, unknown>;
  const metadata = readMetadata(fields, source, report);
  if (metadata.status === "deprecated")
    report.warn(["status"], {
      found: "the status deprecated",
      allowed: "stable, test, experimental",
      remedy: "load the rule that replaces it",
    });
  const logSource = readLogSource(fields["logsource"], report);
  const expression = parseSearch(fields["detection"], ["detection"], placeholders, report);
  if (report.refused || logSource === undefined || expression === undefined) return { problems: report.problems };
  return { rule: { ...metadata, logSource, expression }, warnings: report.problems };
}
