import { type Level, levels } from "../finding.ts";
import type { Expression } from "./expression.ts";
import { ruleLimits } from "./limits.ts";
import { type LogSource, readLogSource } from "./logsource.ts";
import { parseSearch } from "./parse-search.ts";
import type { Placeholders } from "./parse-value.ts";
import { problemReport, type RuleProblem, type RuleSource } from "./problem.ts";
import { readLimitedText, readListOfTexts, readOneOf } from "./read-metadata.ts";

export const ruleStatuses = ["stable", "test", "experimental", "deprecated", "unsupported"] as const;
export type RuleStatus = (typeof ruleStatuses)[number];

/** A detection rule, read and checked. */
export interface SigmaRule {
  /** The file's name without its ending. */
  readonly ruleId: string;
  /** The rule's own UUID, by which filters and other rules name it. */
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly title: string;
  readonly status: RuleStatus;
  readonly description: string;
  readonly level: Level;
  readonly tags: readonly string[];
  readonly falsePositives: readonly string[];
  /** What a person should do about it, in the rule author's words. */
  readonly response: string | undefined;
  readonly logSource: LogSource;
  readonly expression: Expression;
  readonly source: RuleSource;
}

export type ParsedRule =
  | { readonly rule: SigmaRule; readonly warnings: readonly RuleProblem[] }
  | { readonly problems: readonly RuleProblem[] };

/**
 * Reads one Sigma detection rule (rules specification 2.x) from a parsed YAML document.
 * Never throws: whatever is wrong with the document is a problem that names its place and its remedy.
 * A rule without `level` is low, one without `status` is experimental: what its author left out never raises it.
 */
export function parseRule(document: unknown, source: RuleSource, placeholders: Placeholders = {}): ParsedRule {
  const report = problemReport(source);
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    report.refuse([], { found: "no map", allowed: "a Sigma rule", remedy: "start with `title:`" });
    return { problems: report.problems };
  }
  const fields = document as Record<string, unknown>;
  const title = readLimitedText(fields["title"], "title", ruleLimits.titleLength, report);
  if (title === undefined && fields["title"] === undefined)
    report.refuse(["title"], { found: "no title", allowed: "a title", remedy: "say in a few words what it detects" });
  const status = readOneOf(fields["status"], "status", ruleStatuses, report) ?? "experimental";
  if (status === "unsupported")
    report.refuse(["status"], {
      found: "the status unsupported",
      allowed: "stable, test, experimental, deprecated",
      remedy: "correct the rule, then its status",
    });
  if (status === "deprecated")
    report.warn(["status"], {
      found: "the status deprecated",
      allowed: "stable, test, experimental",
      remedy: "load the rule that replaces it",
    });
  const parts = {
    ruleId: ruleIdOf(source.file),
    id: readLimitedText(fields["id"], "id", 64, report),
    name: readLimitedText(fields["name"], "name", ruleLimits.titleLength, report),
    title: title ?? "",
    status,
    description: readLimitedText(fields["description"], "description", ruleLimits.descriptionLength, report) ?? "",
    level: readOneOf(fields["level"], "level", levels, report) ?? "low",
    tags: readListOfTexts(fields["tags"], "tags", report),
    falsePositives: readListOfTexts(fields["falsepositives"], "falsepositives", report),
    response: readLimitedText(fields["response"], "response", ruleLimits.descriptionLength, report),
    source,
  };
  const logSource = readLogSource(fields["logsource"], report);
  const expression = parseSearch(fields["detection"], ["detection"], placeholders, report);
  if (report.refused || logSource === undefined || expression === undefined) return { problems: report.problems };
  return { rule: { ...parts, logSource, expression }, warnings: report.problems };
}

/** `rules/cloudtrail-logging-stopped.yml` is the rule `cloudtrail-logging-stopped`. */
export function ruleIdOf(file: string): string {
  const name = file.split(/[/\\]/).at(-1) ?? file;
  return name.replace(/\.ya?ml(?=#|$)/, "");
}
