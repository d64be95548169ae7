import { actionNameOf } from "../event/action-name.ts";
import type { Activity } from "../event/activity.ts";
import { actionFactsOf } from "./action-facts.ts";
import type { Finding } from "./finding.ts";
import {
  type CompiledCorrelations,
  type CorrelationDocument,
  compileCorrelations,
} from "./sigma/correlation/compile-correlations.ts";
import { allOf, type Expression } from "./sigma/expression.ts";
import type { Facts } from "./sigma/field-reader.ts";
import { ownFieldsIn } from "./sigma/own-fields.ts";
import { parseFilter, type SigmaFilter } from "./sigma/parse-filter.ts";
import { parseRule, type SigmaRule } from "./sigma/parse-rule.ts";
import type { Placeholders } from "./sigma/parse-value.ts";
import { type Complaint, problemReport, type RuleProblem, type RuleSource, shown } from "./sigma/problem.ts";
import { witnessIndex } from "./sigma/witness-index.ts";

/** One YAML document of a rule file, parsed but not judged. */
export interface RuleDocument extends RuleSource {
  readonly content: unknown;
}

export interface CompiledRules {
  /** The rules in force, in the order of their documents. */
  readonly rules: readonly SigmaRule[];
  /** Rules over the matches of others. What `silent` names is only counted by them, and no finding of its own. */
  readonly correlations: CompiledCorrelations;
  /** The warden's own fields that the rules read (`nhi.kind`); not those that correlations read. */
  readonly ownFields: ReadonlySet<string>;
  /** Everything wrong with the documents; a document with an error is not in force, and keeps no other out. */
  readonly problems: readonly RuleProblem[];
  /**
   * Findings for one activity, in the rules' order. Never throws, whatever the record holds.
   * `facts` is what rules read under `nhi.`; without it those fields are missing.
   */
  match(activity: Activity, facts?: Facts): readonly Finding[];
}

const noFindings: readonly Finding[] = Object.freeze([]);
const noFacts: Facts = Object.freeze({});

/** What follows from an event's names alone, whoever acts: rules that ask for it are sorted by it like by the names. */
function factsOfNames(eventSource: string, eventName: string): Facts {
  const { actionClass, sensitive } = actionFactsOf(actionNameOf(eventSource, eventName).action);
  return { actionClass, sensitive };
}

/** Reads, checks and compiles rule documents, once. `placeholders` gives the values of `%name%` under `expand`. */
export function compileRules(documents: readonly RuleDocument[], placeholders: Placeholders = {}): CompiledRules {
  const problems: RuleProblem[] = [];
  const rules: SigmaRule[] = [];
  const filters: SigmaFilter[] = [];
  const correlated: CorrelationDocument[] = [];
  for (const document of documents) readDocument(document, placeholders, rules, filters, correlated, problems);
  const narrowed = applyFilters(withoutDuplicates(rules, problems), filters, problems);
  const index = witnessIndex(
    narrowed.map((rule) => rule.expression),
    factsOfNames,
  );
  const correlations = compileCorrelations(correlated, narrowed);
  problems.push(...correlations.problems);
  return {
    rules: narrowed,
    correlations,
    ownFields: ownFieldsIn(narrowed.map(({ expression }) => expression)),
    problems,
    match: (activity, facts = noFacts) => {
      const matched = index(activity, facts);
      if (matched.length === 0) return noFindings;
      const findings: Finding[] = [];
      for (const position of matched) {
        const { ruleId, title, level, tags } = narrowed[position]!;
        findings.push({ ruleId, title, level, tags, eventId: activity.eventId, timeMs: activity.timeMs });
      }
      return findings;
    },
  };
}

function readDocument(
  document: RuleDocument,
  placeholders: Placeholders,
  rules: SigmaRule[],
  filters: SigmaFilter[],
  correlations: CorrelationDocument[],
  problems: RuleProblem[],
): void {
  const { content } = document;
  const isMap = typeof content === "object" && content !== null && !Array.isArray(content);
  if (isMap && "correlation" in content) correlations.push({ ...document, content });
  else if (isMap && "action" in content) {
    problems.push(
      ...complain(document, "action", "error", {
        found: `a rule collection (action ${shown(content.action)})`,
        allowed: "complete rules, as Sigma 2 has them",
        remedy: "write the shared parts into each rule",
      }),
    );
  } else if (isMap && "filter" in content && !("detection" in content)) {
    const parsed = parseFilter(content as Record<string, unknown>, document, placeholders);
    if ("filter" in parsed) filters.push(parsed.filter);
    problems.push(...("filter" in parsed ? parsed.warnings : parsed.problems));
  } else {
    const parsed = parseRule(content, document, placeholders);
    if ("rule" in parsed) rules.push(parsed.rule);
    problems.push(...("rule" in parsed ? parsed.warnings : parsed.problems));
  }
}

function complain(
  source: RuleSource,
  key: string,
  severity: RuleProblem["severity"],
  complaint: Complaint,
): readonly RuleProblem[] {
  const report = problemReport(source);
  report[severity === "error" ? "refuse" : "warn"](key === "" ? [] : [key], complaint);
  return report.problems;
}

/**
 * Keeps the first of the rules that share a file name or an id: findings name the rule by it. The same rule once more
 * in another file, as published collections have it beside a correlation, is left out with a warning only.
 */
function withoutDuplicates(rules: readonly SigmaRule[], problems: RuleProblem[]): readonly SigmaRule[] {
  const owners = new Map<string, SigmaRule>();
  return rules.filter((rule) => {
    const keys = [`file ${rule.ruleId}`, ...(rule.id === undefined ? [] : [`id ${rule.id}`])];
    const other = keys.map((key) => owners.get(key)).find((owner) => owner !== undefined);
    if (other === undefined) {
      for (const key of keys) owners.set(key, rule);
      return true;
    }
    const isSame = rule.ruleId !== other.ruleId && JSON.stringify(rule.expression) === JSON.stringify(other.expression);
    problems.push(
      ...complain(rule.source, rule.ruleId === other.ruleId ? "" : "id", isSame ? "warning" : "error", {
        found: `the file name or id of ${other.source.file} once more`,
        allowed: "a file name and an id that no other rule has",
        remedy: "rename the file, or give the rule an id of its own",
      }),
    );
    return false;
  });
}

function applyFilters(
  rules: readonly SigmaRule[],
  filters: readonly SigmaFilter[],
  problems: RuleProblem[],
): readonly SigmaRule[] {
  const named = new Map<string, Expression[]>();
  for (const filter of filters) {
    const targets = rules.filter(
      (rule) =>
        filter.rules === "any" ||
        [rule.id, rule.name, rule.ruleId].some((name) => name !== undefined && filter.rules.includes(name)),
    );
    if (targets.length === 0)
      problems.push(
        ...complain(filter.source, "filter", "error", {
          found: "a filter for no loaded rule",
          allowed: "the id, name or file name of a loaded rule",
          remedy: "correct the filter's rules, or remove it",
        }),
      );
    for (const { ruleId } of targets) named.set(ruleId, [...(named.get(ruleId) ?? []), filter.expression]);
  }
  return rules.map((rule) => {
    const added = named.get(rule.ruleId);
    return added === undefined ? rule : { ...rule, expression: allOf([rule.expression, ...added]) };
  });
}
