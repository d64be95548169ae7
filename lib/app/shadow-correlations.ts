import type { CompiledRules } from "../domain/detection/rules.ts";
import type { Correlation } from "../domain/detection/sigma/correlation/correlation.ts";
import type { RuleProblem, RuleSource } from "../domain/detection/sigma/problem.ts";

/** Rules in shadow go by another name where correlations follow them, so that they never meet their live namesakes. */
const prefix = "shadow:";

/** The rule's own id again. */
export const withoutShadow = (ruleId: string): string =>
  ruleId.startsWith(prefix) ? ruleId.slice(prefix.length) : ruleId;

export const inShadow = (ruleId: string): string => prefix + ruleId;

/** Correlations that are being tried out, ready to be followed beside those in force. */
export interface ShadowCorrelations {
  /** Silent, by their names in shadow; they name live rules by their ids, and shadow rules by their names in shadow. */
  readonly correlations: readonly Correlation[];
  /** Whose matches they want, named like that. */
  readonly wanted: ReadonlySet<string>;
  readonly problems: readonly RuleProblem[];
}

/**
 * The correlations of the shadow files, out of all rules compiled together as they would be if these were promoted: a
 * correlation may name built-in rules, live ones, and others in shadow.
 */
export function shadowCorrelationsOf(
  together: CompiledRules,
  isShadow: (source: Pick<RuleSource, "file">) => boolean,
): ShadowCorrelations {
  const tried = new Set(
    [...together.rules, ...together.correlations.correlations].flatMap(({ ruleId, source }) =>
      isShadow(source) ? [ruleId] : [],
    ),
  );
  const named = (ruleId: string) => (tried.has(ruleId) ? inShadow(ruleId) : ruleId);
  const correlations = together.correlations.correlations
    .filter(({ source }) => isShadow(source))
    .map((correlation) => ({
      ...correlation,
      ruleId: inShadow(correlation.ruleId),
      silent: true,
      rules: correlation.rules.map((rule) => ({ ...rule, ruleId: named(rule.ruleId) })),
    }));
  return {
    correlations,
    wanted: new Set(correlations.flatMap(({ rules }) => rules.map(({ ruleId }) => ruleId))),
    problems: together.correlations.problems.filter(isShadow),
  };
}
