import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseRuleFile } from "../../adapters/files/rule-files.ts";
import { readRulePaths } from "../../adapters/files/rule-paths.ts";
import type { PushedRule } from "../../app/rule-store.ts";
import { compileRules, type RuleDocument } from "../../domain/detection/rules.ts";
import type { SigmaRule } from "../../domain/detection/sigma/parse-rule.ts";
import { describeProblem } from "../../domain/detection/sigma/problem.ts";
import { levelFloor, levelPoints } from "../../domain/detection/signal-points.ts";
import { printable } from "../../domain/event/printable.ts";
import { nearestName } from "../../domain/response/nearest-name.ts";
import { readOptions } from "../read-options.ts";
import { UsageError } from "../usage-error.ts";
import type { World } from "../world.ts";
import { expressionLines } from "./expression-words.ts";
import { readRules } from "./read-rules.ts";
import { placeHelp, placeOf, placeOptions, withRuleStore } from "./rule-store-place.ts";
import { whyUnmatchable } from "./unmatchable.ts";
import type { RulesVerb } from "./verb.ts";

/** What the rule looks for and what comes of it, in words. Text from the rule file is escaped. */
export function explainRule(rule: SigmaRule, document: RuleDocument | undefined): string {
  const { ruleId, title, level, status, description, expression, tags, falsePositives, response, source } = rule;
  const regexes = regexesOf(document?.content);
  const unmatchable = whyUnmatchable(expression);
  return [
    `${printable(title, 256)}`,
    `${printable(ruleId, 100)}, level ${level}, status ${status}, ${printable(source.file, 300)}`,
    ...(description === "" ? [] : ["", ...wrapped(description, "")]),
    "",
    "It looks for",
    ...expressionLines(expression, 1),
    ...(regexes.length > 0 ? ["", "Its regular expressions", ...regexes.map((line) => `  ${line}`)] : []),
    ...(unmatchable.length > 0 ? ["", `No record of CloudTrail can match it: ${unmatchable.join("; ")}`] : []),
    "",
    `Trust: ${trustWords(level)}`,
    `Tags: ${tags.length === 0 ? "none" : printable(tags.join(", "), 1000)}`,
    ...(falsePositives.length > 0
      ? ["When it is wrong", ...falsePositives.flatMap((text) => wrapped(text, "  "))]
      : []),
    ...(response === undefined ? [] : ["What to do", ...wrapped(response, "  ")]),
    "",
  ].join("\n");
}

function trustWords(level: SigmaRule["level"]): string {
  const points = levelPoints[level];
  if (points === 0) return "a match takes nothing; it is only told";
  const least = Math.round(points * levelFloor[level]);
  const range = least === points ? `${points}` : `${least} to ${points}`;
  return `a match takes ${range} of 100 points, the more the rarer it is for the identity; a habit counts little`;
}

/** Compiled expressions no longer hold their source, so it is shown as the file has it. */
function regexesOf(content: unknown): readonly string[] {
  const found: string[] = [];
  const walk = (value: unknown, depth: number): void => {
    if (typeof value !== "object" || value === null || depth > 20) return;
    for (const [key, item] of Object.entries(value)) {
      if (!Array.isArray(value) && key.split("|").slice(1).includes("re"))
        for (const text of Array.isArray(item) ? item : [item])
          found.push(`${printable(key, 80)}: ${printable(String(text), 200)}`);
      else walk(item, depth + 1);
    }
  };
  const detection = (content as Readonly<Record<string, unknown>> | undefined)?.["detection"];
  walk(detection, 0);
  return found;
}

const width = 110;

function wrapped(text: string, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of printable(text.replace(/\s+/g, " ").trim(), 4000).split(" ")) {
    if (line.length + word.length >= width && line !== indent) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()];
}

const options = { ...placeOptions } as const;

export const explainVerb: RulesVerb = {
  name: "explain",
  help: `nhi rules explain RULE    say in words what a rule looks for, what it takes from trust, and what to do
  RULE is a rule file, or the name or id of a built-in rule, or of a pushed one:
${placeHelp}`,
  run: async (args, world) => {
    const { values, positionals } = readOptions("rules", args, options);
    const [named, ...more] = positionals;
    if (named === undefined || more.length > 0) throw new UsageError("explain needs one rule: nhi rules explain RULE");
    const isPath = existsSync(resolve(world.cwd, named));
    const remote = placeOf(values) !== undefined;
    const pushed = remote ? (await withRuleStore(values, world, (store) => store.load())).rules : [];
    const { rules, documents, problems } = isPath ? await fromPath(named, world) : await fromNames(pushed, world);
    for (const problem of problems) world.stderr.write(`${printable(problem, 600)}\n`);
    const wanted = isPath ? rules : rules.filter(({ ruleId, id, name }) => [ruleId, id, name].includes(named));
    if (wanted.length === 0 && problems.length === 0) {
      const meant = nearestName(
        named,
        rules.map(({ ruleId }) => ruleId),
      );
      const hint = meant ? `did you mean ${meant}?` : "see: nhi rules list";
      throw new UsageError(`no rule is named ${printable(named, 100)}; ${hint}`);
    }
    const texts = wanted.map((rule) =>
      explainRule(
        rule,
        documents.find(({ file }) => file === rule.source.file),
      ),
    );
    world.stdout.write(texts.join("\n"));
    return wanted.length === 0 ? 2 : 0;
  },
};

async function fromPath(path: string, world: World) {
  const read = await readRules([path], world, undefined);
  const compiled = compileRules(read.documents, read.placeholders);
  const problems = [...read.problems, ...compiled.problems].map(describeProblem);
  return { rules: compiled.rules, documents: read.documents, problems };
}

/** Each pushed rule by itself: the live text of a name and the one in shadow are both explained. */
async function fromNames(pushed: readonly PushedRule[], world: World) {
  const builtIn = await readRulePaths([world.builtInRules], world.cwd);
  const rules = [...compileRules(builtIn.documents, builtIn.placeholders).rules];
  const documents = [...builtIn.documents];
  for (const { file, text, state } of pushed) {
    const read = parseRuleFile(`pushed/${state}/${file}`, text);
    rules.push(...compileRules(read.documents, builtIn.placeholders).rules);
    documents.push(...read.documents);
  }
  return { rules, documents, problems: [] };
}
