import { join, resolve } from "node:path";
import type { RuleFolder } from "../../adapters/files/rule-files.ts";
import { readSamples, type Sample } from "../../adapters/files/sample-files.ts";
import { compileRules } from "../../domain/detection/rules.ts";
import type { Facts } from "../../domain/detection/sigma/field-reader.ts";
import type { SigmaRule } from "../../domain/detection/sigma/parse-rule.ts";
import { describeProblem } from "../../domain/detection/sigma/problem.ts";
import type { Activity } from "../../domain/event/activity.ts";
import { printable } from "../../domain/event/printable.ts";
import { readRecord } from "../../domain/event/read-record.ts";
import { resolveActor } from "../../domain/identity/resolve-actor.ts";
import { counted } from "../figures.ts";
import { readOptions } from "../read-options.ts";
import type { World } from "../world.ts";
import { firstMisfit } from "./misfit.ts";
import { placeholderHelp, placeholderOption, readRules } from "./read-rules.ts";
import type { RulesVerb } from "./verb.ts";

/** What `nhi rules test --json` prints. Keys are only ever added. */
export interface TestReport {
  readonly format: "nhi-rules-test/1";
  readonly rules: number;
  readonly samples: number;
  readonly failures: readonly TestFailure[];
  /** Rules without a single sample. */
  readonly untested: readonly string[];
  /** One line each: rules that are not loaded and samples that hold no record. */
  readonly problems: readonly string[];
}

export interface TestFailure {
  readonly ruleId: string;
  readonly sample: string;
  readonly expected: Sample["kind"];
  /** The first field that did not fit, with what the sample has there. */
  readonly why: string;
}

/**
 * Holds each rule against its samples. `samplesOf` names the folder of a rule's samples, as it is opened and as it is
 * shown.
 */
export async function testRules(
  read: RuleFolder,
  samplesOf: (rule: SigmaRule) => { readonly folder: string; readonly shownAs: string },
): Promise<TestReport> {
  const compiled = compileRules(read.documents, read.placeholders);
  const errors = [...read.problems, ...compiled.problems].filter(({ severity }) => severity === "error");
  const problems = errors.map(describeProblem);
  const failures: TestFailure[] = [];
  const untested: string[] = [];
  let samples = 0;
  for (const rule of compiled.rules) {
    const { folder, shownAs } = samplesOf(rule);
    const found = await readSamples(folder, shownAs);
    problems.push(...found.problems);
    if (found.samples.length === 0) untested.push(rule.ruleId);
    for (const { place, kind, record: sample } of found.samples) {
      samples += 1;
      const { nhi, ...record } = sample;
      const activity = activityOf(record);
      if (typeof activity === "string") {
        problems.push(`${place}: ${activity}`);
        continue;
      }
      const facts = { ...factsOf(activity), ...(typeof nhi === "object" ? nhi : {}) };
      const matches = compiled.match(activity, facts).some(({ ruleId }) => ruleId === rule.ruleId);
      if (matches === (kind === "match")) continue;
      const why = firstMisfit(rule.expression, kind === "match", activity.record, facts);
      failures.push({ ruleId: rule.ruleId, sample: place, expected: kind, why });
    }
  }
  return { format: "nhi-rules-test/1", rules: compiled.rules.length, samples, failures, untested, problems };
}

function activityOf(record: Readonly<Record<string, unknown>>): Activity | string {
  const reading = readRecord(record);
  if (reading.kind === "activity") return reading.activity;
  return reading.kind === "unreadable" ? `is no readable record: ${reading.unreadable.detail}` : "is no activity";
}

/** What can be told from the record alone; a sample says the rest under a key `nhi` of its own. */
function factsOf(activity: Activity): Facts {
  const { identity, workload } = resolveActor(activity);
  return {
    kind: identity.kind,
    identity: identity.key,
    account: identity.accountId,
    workload,
    human: identity.kind === "human",
  };
}

function render({ failures, problems, untested, rules, samples }: TestReport): string {
  const lines = problems.map((problem) => printable(problem, 600));
  for (const { ruleId, sample, expected, why } of failures) {
    const what = expected === "match" ? "does not match, and should" : "matches, and should not";
    lines.push(`${printable(sample, 300)}: ${printable(ruleId, 100)} ${what}; ${printable(why, 600)}`);
  }
  if (untested.length > 0) lines.push(`without samples: ${untested.map((id) => printable(id, 100)).join(", ")}`);
  const verdict = failures.length === 0 ? "all as expected" : `${failures.length} not as expected`;
  return [...lines, `${counted(rules, "rule")}, ${counted(samples, "sample")}: ${verdict}`, ""].join("\n");
}

const options = { ...placeholderOption, json: { type: "boolean" }, samples: { type: "string" } } as const;

/** The built-in rules' samples lie apart from them; a user's lie beside the rule. */
function samplesFor(world: World, named: string | undefined, isBuiltIn: boolean) {
  const folder = named ?? (isBuiltIn ? join(world.builtInRules, "..", "test", "rules") : undefined);
  return (rule: SigmaRule) => {
    if (folder !== undefined)
      return {
        folder: join(resolve(world.cwd, folder), rule.ruleId),
        shownAs: join(named ?? "test/rules", rule.ruleId),
      };
    const beside = `${rule.source.file.replace(/\.ya?ml(#\d+)?$/, "")}.tests`;
    return { folder: resolve(world.cwd, beside), shownAs: beside };
  };
}

export const testVerb: RulesVerb = {
  name: "test",
  help: `nhi rules test [PATH...]    hold rules against their samples; without PATH, the built-in ones
  RULE.tests/match/*.json and RULE.tests/ignore/*.json beside RULE.yml hold records that the rule has to match, or has
  to leave alone; a key "nhi" in a sample gives the rule what it reads under nhi.
  --samples FOLDER   they lie in FOLDER/RULE/match and FOLDER/RULE/ignore
${placeholderHelp}
  --json             print one JSON object
  The exit code is 2 where a rule does not do what its samples say, or cannot be loaded.`,
  run: async (args, world) => {
    const { values, positionals } = readOptions("rules", args, options);
    const isBuiltIn = positionals.length === 0;
    const paths = isBuiltIn ? [world.builtInRules] : positionals;
    const read = await readRules(paths, world, values.placeholders);
    const report = await testRules(read, samplesFor(world, values.samples, isBuiltIn));
    world.stdout.write(values.json ? `${JSON.stringify(report)}\n` : render(report));
    return report.failures.length + report.problems.length > 0 ? 2 : 0;
  },
};
