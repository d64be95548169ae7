import type { Finding } from "../domain/detection/finding.ts";
import { type CompiledRules, compileRules, type RuleDocument } from "../domain/detection/rules.ts";
import type { Correlation } from "../domain/detection/sigma/correlation/correlation.ts";
import { describeProblem, type RuleProblem } from "../domain/detection/sigma/problem.ts";
import type { Activity } from "../domain/event/activity.ts";
import { errorMessageOf } from "../domain/event/error-message.ts";
import { printable } from "../domain/event/printable.ts";
import type { Rules } from "../domain/terms.ts";
import type { ShadowListening } from "./correlate-matches.ts";
import { refreshAtMost } from "./refresh-at-most.ts";
import type { PushedRule, RuleSet, RuleStore } from "./rule-store.ts";
import { inShadow, type ShadowCorrelations, shadowCorrelationsOf, withoutShadow } from "./shadow-correlations.ts";

export interface LiveRulesParts {
  /** The rules that are deployed; they are always in force, whatever the store holds. */
  readonly builtIn: readonly RuleDocument[];
  readonly store: Pick<RuleStore, "load">;
  /** Reads the YAML of one rule file; problems instead of documents where it is none. Must not throw. */
  readonly parse: (
    file: string,
    text: string,
  ) => { readonly documents: readonly RuleDocument[]; readonly problems: readonly RuleProblem[] };
  /** `compileRules`, or the same with placeholders. */
  readonly compile?: (documents: readonly RuleDocument[]) => CompiledRules;
  /** The store is asked at most this often. */
  readonly refreshMs?: number;
  /**
   * Told of every match of a shadow rule, and of nothing else about it; of a correlation without one activity. Must not
   * throw.
   */
  readonly onShadow?: (finding: Finding, activity: Activity | undefined) => void;
  /**
   * Told, in one printable line, of a store that cannot be read, and once a set of a rule that is not in force as
   * pushed.
   */
  readonly onProblem?: (line: string) => void;
}

export interface LiveRules extends Rules {
  /** Those in force, and silent beside them those in shadow. */
  readonly correlations: NonNullable<Rules["correlations"]> & ShadowListening;
  /** Of the rules in force, and of those in shadow. */
  readonly ownFields: ReadonlySet<string>;
  /**
   * Loads the pushed rules if the last attempt is `refreshMs` or more ago. Never throws: where the store cannot be read
   * the rules in force stay in force. Calls at the same time share one attempt.
   */
  refresh(nowMs: number): Promise<void>;
  /** Matches of each shadow rule since this process took it up, by rule id. */
  shadowCounts(): ReadonlyMap<string, number>;
  /** The built-in and live rules as they are compiled now; another set after a refresh that changed them. */
  inForce(): CompiledRules;
  /** What is in force. `problems` are those of the pushed rules, one printable line each. */
  status(): LiveRulesStatus;
}

export interface LiveRulesStatus {
  /** Version of the set that is in force; 0 before the first load. */
  readonly version: number;
  readonly rules: number;
  readonly shadowRules: number;
  readonly problems: readonly string[];
  /** Those of them that are errors, and that of a store that cannot be read: what is not in force as it was pushed. */
  readonly notInForce: readonly string[];
}

const defaultRefreshMs = 30_000;
const longestProblem = 500;
const pushedPrefix = "pushed/";

/**
 * The built-in rules together with those that were pushed, kept up to date while the process lives. Shadow rules are
 * matched and counted apart, so they never reach signals, trust or a decision; correlations in shadow are followed in
 * groups of their own, and counted likewise. A pushed rule that is broken keeps out
 * no other: its last good text stays in force where there was one, and the problem is told.
 */
export function createLiveRules(parts: LiveRulesParts): LiveRules {
  const { builtIn, store, compile = compileRules, refreshMs = defaultRefreshMs } = parts;
  const counts = new Map<string, number>();
  let goodTexts: ReadonlyMap<string, string> = new Map();
  let version = 0;
  let live = compile(builtIn);
  let shadow: CompiledRules | undefined;
  let wantedInShadow: ReadonlySet<string> = new Set();
  let ownFields = live.ownFields;
  let correlations = followed(live, []);
  let problems: readonly string[] = [];
  let errors: readonly string[] = [];
  let unreadable: readonly string[] = [];

  const count = (finding: Finding, activity: Activity | undefined): void => {
    counts.set(finding.ruleId, (counts.get(finding.ruleId) ?? 0) + 1);
    parts.onShadow?.({ ...finding, shadow: true }, activity);
  };

  /** All correlations that matches are handed to. Shadow rules among them reach nothing else: they are silent. */
  function followed(rules: CompiledRules, tried: readonly Correlation[]): LiveRules["correlations"] {
    const own = rules.correlations;
    const named = tried.flatMap((correlation) => correlation.rules.map(({ ruleId }) => ruleId));
    return {
      correlations: [...own.correlations, ...tried].sort((a, b) => a.depth - b.depth),
      wanted: new Set([...own.wanted, ...named]),
      silent: new Set([...own.silent, ...named.filter((ruleId) => withoutShadow(ruleId) !== ruleId)]),
      shadow: new Set(tried.map(({ ruleId }) => ruleId)),
      onShadow: (finding) => count({ ...finding, ruleId: withoutShadow(finding.ruleId) }, undefined),
    };
  }

  const takeUp = (set: RuleSet): void => {
    const taken = compileSet(set.rules, goodTexts);
    live = taken.live;
    shadow = taken.shadow.rules.length > 0 ? taken.shadow : undefined;
    ownFields = new Set([...live.ownFields, ...taken.shadow.ownFields]);
    goodTexts = taken.goodTexts;
    problems = taken.problems.map(told);
    errors = taken.problems.filter(({ severity }) => severity === "error").map(told);
    version = set.version;
    correlations = followed(live, taken.tried.correlations);
    wantedInShadow = taken.tried.wanted;
    const shadowIds = new Set([
      ...taken.shadow.rules.map(({ ruleId }) => ruleId),
      ...taken.tried.correlations.map(({ ruleId }) => withoutShadow(ruleId)),
    ]);
    for (const ruleId of counts.keys()) if (!shadowIds.has(ruleId)) counts.delete(ruleId);
    for (const problem of problems) parts.onProblem?.(problem);
  };

  const compileSet = (rules: readonly PushedRule[], before: ReadonlyMap<string, string>) => {
    const inState = (state: PushedRule["state"]) => rules.filter((rule) => rule.state === state);
    const read = (files: readonly PushedRule[], deployed: readonly RuleDocument[]) => {
      const parsed = files.map(({ file, text }) => parts.parse(pushedPrefix + file, text));
      const compiled = compile([...deployed, ...parsed.flatMap(({ documents }) => documents)]);
      const hasCorrelations = parsed.some(({ documents }) => documents.some(isCorrelation));
      return {
        compiled,
        hasCorrelations,
        problems: [...parsed.flatMap((one) => one.problems), ...compiled.problems].filter(isPushed),
      };
    };
    const liveFiles = inState("live");
    const first = read(liveFiles, builtIn);
    const broken = brokenFiles(first.problems);
    const steadied = liveFiles.map((rule) => {
      const good = broken.has(rule.file) ? before.get(rule.file) : undefined;
      return good === undefined ? rule : { ...rule, text: good };
    });
    const second = broken.size === 0 ? first : read(steadied, builtIn);
    const stillBroken = brokenFiles(second.problems);
    const shadowFiles = inState("shadow");
    const alone = read(shadowFiles, []);
    const names = new Set(shadowFiles.map(({ file }) => file));
    const tried = alone.hasCorrelations
      ? shadowCorrelationsOf(
          read([...steadied.filter(({ file }) => !names.has(file)), ...shadowFiles], builtIn).compiled,
          ({ file }) => names.has(pushedFile(file)) && file.startsWith(pushedPrefix),
        )
      : noShadow;
    return {
      live: second.compiled,
      shadow: alone.compiled,
      tried,
      goodTexts: new Map(steadied.filter(({ file }) => !stillBroken.has(file)).map(({ file, text }) => [file, text])),
      problems: [...first.problems, ...alone.problems.filter((problem) => !isAboutOthers(problem)), ...tried.problems],
    };
  };

  const load = async (): Promise<void> => {
    try {
      const set = await store.load();
      unreadable = [];
      if (set.version !== version) takeUp(set);
    } catch (error) {
      const message = errorMessageOf(error);
      const line = `the pushed rules cannot be loaded; version ${version} stays in force until they can: ${message}`;
      unreadable = [printable(line, longestProblem)];
      for (const problem of unreadable) parts.onProblem?.(problem);
    }
  };

  return {
    match: (activity, facts) => {
      const found = live.match(activity, facts);
      if (shadow === undefined) return found;
      const tried = shadow.match(activity, facts);
      if (tried.length === 0) return found;
      for (const finding of tried) count(finding, activity);
      const heard = tried
        .map((finding) => ({ ...finding, ruleId: inShadow(finding.ruleId), shadow: true as const }))
        .filter(({ ruleId }) => wantedInShadow.has(ruleId));
      return heard.length === 0 ? found : [...found, ...heard];
    },

    refresh: refreshAtMost(refreshMs, load),

    get correlations() {
      return correlations;
    },
    get ownFields() {
      return ownFields;
    },
    shadowCounts: () => new Map(counts),
    inForce: () => live,
    status: () => ({
      version,
      rules: live.rules.length,
      shadowRules: (shadow?.rules.length ?? 0) + correlations.shadow.size,
      problems,
      notInForce: [...errors, ...unreadable],
    }),
  };
}

const told = (problem: RuleProblem): string => printable(describeProblem(problem), longestProblem);

const noShadow: ShadowCorrelations = { correlations: [], wanted: new Set(), problems: [] };

/** The name of the file that a document came from, as it was pushed. */
const pushedFile = (file: string): string => file.slice(pushedPrefix.length).replace(/#\d+$/, "");

const isPushed = ({ file }: RuleProblem): boolean => file.startsWith(pushedPrefix);

const isCorrelation = ({ content }: RuleDocument): boolean =>
  typeof content === "object" && content !== null && "correlation" in content;

/**
 * Shadow rules are read by themselves, so what they say of rules that are not among them is no fault of theirs, and
 * judged elsewhere.
 */
const isAboutOthers = ({ path }: RuleProblem): boolean => path === "filter" || path.startsWith("correlation");

function brokenFiles(problems: readonly RuleProblem[]): ReadonlySet<string> {
  const errors = problems.filter(({ severity }) => severity === "error");
  return new Set(errors.map(({ file }) => pushedFile(file)));
}
