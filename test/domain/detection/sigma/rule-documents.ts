import { type CompiledRules, compileRules, type RuleDocument } from "../../../../lib/domain/detection/rules.ts";
import type { RuleProblem } from "../../../../lib/domain/detection/sigma/problem.ts";
import { activityOf } from "./sample-activity.ts";

/** A rule document as an adapter would hand it over; `changes` replaces top-level keys of a sound rule. */
export function ruleDocument(changes: Record<string, unknown> = {}, file = "rules/sample.yml"): RuleDocument {
  const content = {
    title: "Sample",
    logsource: { product: "aws", service: "cloudtrail" },
    detection: { selection: { eventName: "StopLogging" }, condition: "selection" },
    level: "medium",
    ...changes,
  };
  return { file, content, line: (path) => path.length + 1 };
}

export function detecting(detection: Record<string, unknown>, file?: string): RuleDocument {
  return ruleDocument({ detection }, file);
}

/** Whether one selection of one line matches a record. */
export function lineMatches(line: string, value: unknown, record: Record<string, unknown>, facts = {}): boolean {
  const rules = compileRules([detecting({ s: { [line]: value }, condition: "s" })]);
  const errors = rules.problems.filter((problem) => problem.severity === "error");
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return rules.match(activityOf(record), facts).length === 1;
}

export function problemsOf(...documents: readonly RuleDocument[]): readonly RuleProblem[] {
  return compileRules(documents).problems;
}

export function ruleIdsMatching(rules: CompiledRules, record: Record<string, unknown>): readonly string[] {
  return rules.match(activityOf(record)).map((finding) => finding.ruleId);
}
