import { hashRecord } from "../../../event/record-hash.ts";
import { compileFieldPath } from "../field-path.ts";
import type { SigmaRule } from "../parse-rule.ts";
import { type Complaint, problemReport, type RulePath, type RuleProblem, type RuleSource, shown } from "../problem.ts";
import type { CorrelatedRule, Correlation } from "./correlation.ts";
import { correlationLimits } from "./correlation-limits.ts";
import { parseCorrelation, type UnjoinedCorrelation } from "./parse-correlation.ts";

/** One YAML document with a `correlation` section. */
export interface CorrelationDocument extends RuleSource {
  readonly content: Readonly<Record<string, unknown>>;
}

export interface CompiledCorrelations {
  /** Those in force; each stands behind the correlations that it names. */
  readonly correlations: readonly Correlation[];
  /** Rule ids whose matches are to be handed to `correlate`. */
  readonly wanted: ReadonlySet<string>;
  /**
   * Rule ids, of rules and of correlations, that a correlation names without `generate: true`: no findings of their
   * own.
   */
  readonly silent: ReadonlySet<string>;
  /** Everything wrong with the documents. An error keeps out its correlation and those that name it, nothing else. */
  readonly problems: readonly RuleProblem[];
}

/** Rules as far as a correlation can name them. */
type NamedRule = Pick<SigmaRule, "ruleId" | "id" | "name" | "title" | "source">;

/**
 * Reads and checks correlation documents and joins them to the rules in force and to one another. A rule is named by
 * its id, its name, its file's name or its title. `rules` are those that `compileRules` put into force.
 */
export function compileCorrelations(
  documents: readonly CorrelationDocument[],
  rules: readonly NamedRule[],
): CompiledCorrelations {
  const problems: RuleProblem[] = [];
  const parsed: UnjoinedCorrelation[] = [];
  for (const document of documents) {
    const reading = parseCorrelation(document.content, document);
    if ("correlation" in reading) parsed.push(reading.correlation);
    problems.push(...("correlation" in reading ? reading.warnings : reading.problems));
  }
  const unjoined = withoutDuplicates(parsed, rules, problems);
  const joined = joinAll(unjoined, rules, problems);
  const silent = silencedBy(joined, rules, problems);
  const correlations = joined.map(({ correlation }) => ({
    ...correlation,
    silent: silent.has(correlation.ruleId),
  }));
  const wanted = new Set(correlations.flatMap((correlation) => correlation.rules.map(({ ruleId }) => ruleId)));
  return { correlations: correlations.sort((a, b) => a.depth - b.depth), wanted, silent, problems };
}

function refuse(problems: RuleProblem[], source: RuleSource, path: RulePath, complaint: Complaint): void {
  const report = problemReport(source);
  report.refuse(path, complaint);
  problems.push(...report.problems);
}

function withoutDuplicates(
  correlations: readonly UnjoinedCorrelation[],
  rules: readonly NamedRule[],
  problems: RuleProblem[],
): readonly UnjoinedCorrelation[] {
  const keysOf = ({ ruleId, id }: NamedRule) => [`file ${ruleId}`, ...(id === undefined ? [] : [`id ${id}`])];
  const owners = new Map(rules.flatMap((rule) => keysOf(rule).map((key) => [key, rule] as const)));
  return correlations.filter((correlation) => {
    const other = keysOf(correlation)
      .map((key) => owners.get(key))
      .find((owner) => owner !== undefined);
    if (other === undefined) {
      for (const key of keysOf(correlation)) owners.set(key, correlation);
      return true;
    }
    refuse(problems, correlation.source, correlation.ruleId === other.ruleId ? [] : ["id"], {
      found: `the file name or id of ${other.source.file} once more`,
      allowed: "a file name and an id that no other rule has",
      remedy: "rename the file, or give the correlation an id of its own",
    });
    return false;
  });
}

interface Joined {
  readonly correlation: Correlation;
  readonly unjoined: UnjoinedCorrelation;
}

/** Joins each correlation behind those that it names. */
function joinAll(
  unjoined: readonly UnjoinedCorrelation[],
  rules: readonly NamedRule[],
  problems: RuleProblem[],
): readonly Joined[] {
  const find = nameFinder([...rules, ...unjoined]);
  const above = new Map(unjoined.map((correlation) => [correlation.ruleId, correlation]));
  const results = new Map<string, Joined | undefined>();
  const open: string[] = [];

  function join(one: UnjoinedCorrelation): Joined | undefined {
    if (results.has(one.ruleId)) return results.get(one.ruleId);
    open.push(one.ruleId);
    const joined: CorrelatedRule[] = [];
    let depth = 0;
    for (const [position, reference] of one.references.entries()) {
      const target = targetOf(reference, one);
      if ("found" in target) refuse(problems, one.source, ["correlation", "rules", position], target);
      else {
        joined.push(readersOf(one, reference, target.ruleId));
        depth = Math.max(depth, target.depth);
      }
    }
    open.pop();
    const sound = joined.length === one.references.length;
    const result = sound ? { unjoined: one, correlation: correlationOf(one, joined, depth) } : undefined;
    results.set(one.ruleId, result);
    return result;
  }

  function targetOf(reference: string, one: UnjoinedCorrelation): { ruleId: string; depth: number } | Complaint {
    const [target, second] = find(reference, one.source);
    if (target === undefined || second !== undefined)
      return {
        found:
          target === undefined
            ? `${shown(reference)}, which no loaded rule is called`
            : `${shown(reference)}, the name of several rules`,
        allowed: "the id, the name or the file name of one rule in force",
        remedy: target === undefined ? "correct the name, or load the rule" : "name the rule by its id",
      };
    const other = above.get(target.ruleId);
    if (other === undefined) return { ruleId: target.ruleId, depth: 0 };
    const start = open.indexOf(other.ruleId);
    if (start !== -1)
      return {
        found: `a circle: ${[...open.slice(start), other.ruleId].slice(0, 10).map(shown).join(" names ")}`,
        allowed: "correlations that never come back to themselves",
        remedy: "remove one of these references",
      };
    // The files decide how long a chain is, so the way down it is bounded before its length is known.
    const below = open.length < 10 * correlationLimits.depth ? join(other) : undefined;
    const depth = below === undefined ? undefined : below.correlation.depth + 1;
    if (depth !== undefined && depth < correlationLimits.depth) return { ruleId: other.ruleId, depth };
    return {
      found:
        depth === undefined
          ? `${shown(reference)}, which is not in force`
          : `${depth + 1} correlations above one another`,
      allowed: `sound correlations, at most ${correlationLimits.depth} above one another`,
      remedy: depth === undefined ? "correct that correlation first" : "name the rules further down themselves",
    };
  }

  return unjoined.flatMap((one) => join(one) ?? []);
}

const pathOf = ({ file }: RuleSource): string => file.replace(/#\d+$/, "");

/**
 * Finds rules by id first, then by name, by file name, and by title, which some published correlations use; more than
 * one only where a name is not unique, neither among all rules nor in the correlation's own file.
 */
function nameFinder(rules: readonly NamedRule[]): (reference: string, source: RuleSource) => readonly NamedRule[] {
  const tables = [
    (rule: NamedRule) => rule.id,
    (rule: NamedRule) => rule.name,
    (rule: NamedRule) => rule.ruleId,
    (rule: NamedRule) => rule.title,
  ].map((nameOf) => {
    const table = new Map<string, NamedRule[]>();
    for (const rule of rules) {
      const name = nameOf(rule);
      const same = name === undefined ? undefined : table.get(name);
      if (same !== undefined) same.push(rule);
      else if (name !== undefined) table.set(name, [rule]);
    }
    return table;
  });
  return (reference, source) => {
    const found = tables.map((table) => table.get(reference)).find((some) => some !== undefined) ?? [];
    const near = found.filter((rule) => pathOf(rule.source) === pathOf(source));
    return near.length === 1 ? near : found;
  };
}

function readersOf(one: UnjoinedCorrelation, reference: string, ruleId: string): CorrelatedRule {
  const reader = (field: string) => compileFieldPath(one.aliases.get(field)?.get(reference) ?? field);
  return { ruleId, groupReaders: one.groupBy.map(reader), valueReaders: one.fields.map(reader) };
}

function correlationOf(one: UnjoinedCorrelation, rules: readonly CorrelatedRule[], depth: number): Correlation {
  const { references: _, aliases, generate = false, ...rest } = one;
  const ruleIds = rules.map(({ ruleId }) => ruleId);
  const fieldsOf = [...aliases].map(([alias, fields]) => [alias, one.references.map((name) => fields.get(name) ?? "")]);
  const meaning = [one.type, ruleIds, one.groupBy, one.fields, one.spanMs, fieldsOf];
  const reads = [...one.groupBy, ...one.fields, ...[...aliases.values()].flatMap((fields) => [...fields.values()])];
  return { ...rest, rules, reads, depth, generate, silent: false, fingerprint: hashRecord(meaning) };
}

/** Who is silenced; a rule of another file that is silenced without a word about it is told of. */
function silencedBy(joined: readonly Joined[], rules: readonly NamedRule[], problems: RuleProblem[]): Set<string> {
  const voiced = new Set(
    joined.flatMap(({ correlation }) => (correlation.generate ? correlation.rules.map(({ ruleId }) => ruleId) : [])),
  );
  const files = new Map(rules.map(({ ruleId, source }) => [ruleId, fileOf(source)]));
  const silent = new Set<string>();
  for (const { correlation, unjoined } of joined) {
    if (correlation.generate) continue;
    for (const [position, { ruleId }] of correlation.rules.entries()) {
      if (voiced.has(ruleId)) continue;
      silent.add(ruleId);
      const file = files.get(ruleId);
      if (unjoined.generate !== undefined || file === undefined || file === fileOf(correlation.source)) continue;
      const report = problemReport(correlation.source);
      report.warn(["correlation", "rules", position], {
        found: `${shown(ruleId)}, which then has no findings of its own`,
        allowed: "any rule",
        remedy: "write `generate: true` to keep its findings, or `generate: false` to say that this is meant",
      });
      problems.push(...report.problems);
    }
  }
  return silent;
}

/** Documents of one YAML file differ only behind the `#`. */
const fileOf = (source: RuleSource): string => source.file.replace(/#\d+$/, "");
