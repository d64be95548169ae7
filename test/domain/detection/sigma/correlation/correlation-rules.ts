import { parseRuleFile } from "../../../../../lib/adapters/files/rule-files.ts";
import { compileRules } from "../../../../../lib/domain/detection/rules.ts";
import {
  type CompiledCorrelations,
  type CorrelationDocument,
  compileCorrelations,
} from "../../../../../lib/domain/detection/sigma/correlation/compile-correlations.ts";
import type { CorrelatedFinding } from "../../../../../lib/domain/detection/sigma/correlation/correlated-finding.ts";
import type { Correlation, RuleMatch } from "../../../../../lib/domain/detection/sigma/correlation/correlation.ts";

export const startMs = Date.UTC(2026, 2, 2, 8, 0, 0);

/** The rules and correlations of YAML files, each by its name, as the warden would load them. */
export function loaded(files: Readonly<Record<string, string>>): CompiledCorrelations {
  const documents = Object.entries(files).flatMap(([name, text]) => {
    const read = parseRuleFile(`rules/${name}.yml`, text);
    if (read.problems.length > 0) throw new Error(JSON.stringify(read.problems));
    return read.documents;
  });
  const isCorrelation = (document: (typeof documents)[number]): document is CorrelationDocument =>
    Object.hasOwn(document.content as object, "correlation");
  const rules = compileRules(documents.filter((document) => !isCorrelation(document)));
  if (rules.problems.length > 0) throw new Error(JSON.stringify(rules.problems));
  return compileCorrelations(documents.filter(isCorrelation), rules.rules);
}

export const ruleText = (extra = ""): string => `title: Sample
logsource: { product: aws, service: cloudtrail }
detection: { s: { eventName: X }, condition: s }
${extra}`;

/** Rules a, b and c, and the correlation `it` over what `section` says. */
export function withSection(section: string, top = ""): CompiledCorrelations {
  const lines = section
    .trim()
    .split("\n")
    .map((line) => `  ${line}`);
  const text = `title: It\nlevel: high\ntags: [attack.t1110]\n${top}\ncorrelation:\n${lines.join("\n")}\n`;
  return loaded({ a: ruleText("name: rule_a"), b: ruleText("id: id-b"), c: ruleText(), it: text });
}

export function correlating(section: string, top?: string): CompiledCorrelations & { readonly it: Correlation } {
  const compiled = withSection(section, top);
  const errors = compiled.problems.filter(({ severity }) => severity === "error");
  const [it] = compiled.correlations;
  if (errors.length > 0 || it === undefined) throw new Error(JSON.stringify(errors));
  return { ...compiled, it };
}

/** A match of rule `ruleId` so many seconds after the start, by `user`, with `value` as its field. */
export function match(
  seconds: number,
  change: Partial<RuleMatch> & { user?: string; value?: unknown } = {},
): RuleMatch {
  const { user = "u", value, ...rest } = change;
  const ruleId = rest.ruleId ?? "a";
  return {
    ruleId,
    eventId: `e-${ruleId}-${seconds}-${user}-${String(value)}`,
    timeMs: startMs + seconds * 1_000,
    record: { user, ...(value === undefined ? {} : { value }) },
    facts: {},
    ...rest,
  };
}

/** Findings as `rule event observed`, sorted. */
export const told = (findings: readonly CorrelatedFinding<RuleMatch>[]): string[] =>
  findings.map(({ ruleId, eventId, observed }) => `${ruleId} ${eventId}: ${observed}`).sort();
