import { readPlaceholders } from "../../adapters/files/placeholder-file.ts";
import { parseRuleFile } from "../../adapters/files/rule-files.ts";
import type { PushedRule } from "../../app/rule-store.ts";
import { compileRules } from "../../domain/detection/rules.ts";
import type { SigmaRule } from "../../domain/detection/sigma/parse-rule.ts";
import { describeProblem } from "../../domain/detection/sigma/problem.ts";
import { printable } from "../../domain/event/printable.ts";
import { aligned, counted } from "../figures.ts";
import { readOptions } from "../read-options.ts";
import { UsageError } from "../usage-error.ts";
import type { World } from "../world.ts";
import { readRules } from "./read-rules.ts";
import { placeHelp, placeOf, placeOptions, withRuleStore } from "./rule-store-place.ts";
import type { RulesVerb } from "./verb.ts";

/** What `nhi rules list --json` prints. Keys are only ever added. */
export interface ListReport {
  readonly format: "nhi-rules-list/1";
  /** Version of the pushed rules; null where none were asked for. */
  readonly version: number | null;
  readonly rules: readonly ListedRule[];
  readonly problems: readonly string[];
}

export interface ListedRule {
  readonly id: string;
  readonly level: SigmaRule["level"];
  /** A disabled one is switched off by the policy. */
  readonly state: "built-in" | "shadow" | "live" | "disabled";
  readonly title: string;
  readonly tags: readonly string[];
  readonly pushedBy: string | null;
  readonly pushedAtMs: number | null;
}

interface Source {
  readonly state: ListedRule["state"];
  readonly pushed: PushedRule | undefined;
}

const listed = (
  { ruleId, level, title, tags }: SigmaRule,
  { state, pushed }: Source,
  off: readonly string[],
): ListedRule => ({
  id: ruleId,
  level,
  state: off.includes(ruleId) && state !== "shadow" ? "disabled" : state,
  title,
  tags,
  pushedBy: pushed?.pushedBy ?? null,
  pushedAtMs: pushed?.pushedAtMs ?? null,
});

/** Built-in rules, and pushed ones where they are given, with what the policy switches off. */
export async function listRules(
  folder: string | undefined,
  pushed: readonly PushedRule[],
  disabled: readonly string[],
  world: World,
): Promise<Pick<ListReport, "rules" | "problems">> {
  const rules: ListedRule[] = [];
  const problems: string[] = [];
  if (folder !== undefined) {
    const read = await readRules([folder], world, undefined);
    const compiled = compileRules(read.documents, read.placeholders);
    rules.push(...compiled.rules.map((rule) => listed(rule, { state: "built-in", pushed: undefined }, disabled)));
    problems.push(...[...read.problems, ...compiled.problems].map(describeProblem));
  }
  const { placeholders } = await readPlaceholders(world.builtInRules, world.builtInRules);
  for (const one of pushed) {
    const read = parseRuleFile(one.file, one.text);
    const compiled = compileRules(read.documents, placeholders);
    rules.push(...compiled.rules.map((rule) => listed(rule, { state: one.state, pushed: one }, disabled)));
    const errors = [...read.problems, ...compiled.problems].filter(({ path }) => path !== "filter");
    problems.push(...errors.map(describeProblem));
  }
  return { rules, problems };
}

const options = {
  ...placeOptions,
  remote: { type: "boolean" },
  rules: { type: "string" },
  policy: { type: "string" },
  json: { type: "boolean" },
} as const;

export const listVerb: RulesVerb = {
  name: "list",
  help: `nhi rules list    name every rule with its level, state, title and tags
  --rules FOLDER     these instead of the built-in ones
  --policy FILE      which rules are switched off; warden.yaml in the current folder without it
  --remote           only pushed rules; needs --table or --data, which also add them to the list without it
${placeHelp}
  --json             print one JSON object`,
  run: async (args, world) => {
    const { values, positionals } = readOptions("rules", args, options);
    if (positionals.length > 0) throw new UsageError("list takes no names; name one rule with: nhi rules explain RULE");
    const set =
      values.remote || placeOf(values) !== undefined
        ? await withRuleStore(values, world, (store) => store.load())
        : undefined;
    const { policy, problems: policyProblems } = await world.loadPolicy(values.policy ?? "warden.yaml");
    const folder = values.remote ? undefined : (values.rules ?? world.builtInRules);
    const found = await listRules(folder, set?.rules ?? [], policy.disabledRules, world);
    const problems = [...policyProblems, ...found.problems];
    const report: ListReport = {
      format: "nhi-rules-list/1",
      version: set?.version ?? null,
      rules: found.rules,
      problems,
    };
    for (const problem of problems) world.stderr.write(`${printable(problem, 600)}\n`);
    world.stdout.write(values.json ? `${JSON.stringify(report)}\n` : render(report));
    return problems.length > 0 ? 2 : 0;
  },
};

function render({ rules, version }: ListReport): string {
  const rows = rules.map(({ id, level, state, title, tags }) => {
    return [printable(id, 60), level, state, printable(title, 60), printable(tags.join(" "), 80)];
  });
  const pushed = version === null ? "" : `; pushed rules are at version ${version}`;
  return [...aligned(rows), `${counted(rules.length, "rule")}${pushed}`, ""].join("\n");
}
