import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Rules } from "../../app/assess-batch.ts";
import { type CompiledRules, compileRules } from "../../domain/detection/rules.ts";
import { describeProblem } from "../../domain/detection/sigma/problem.ts";
import { printable } from "../../domain/event/printable.ts";
import { resolveActor } from "../../domain/identity/resolve-actor.ts";
import { aligned, count, counted, time } from "../figures.ts";
import { type Paint, paintFor } from "../paint.ts";
import { problemLine } from "../problem.ts";
import { createProgressBar } from "../progress-bar.ts";
import { readOptions } from "../read-options.ts";
import { replay } from "../replay.ts";
import { readSince } from "../since.ts";
import { loadSurroundings, surroundingsHelp, surroundingsOptions } from "../surroundings.ts";
import { UsageError } from "../usage-error.ts";
import type { World } from "../world.ts";
import { daysBetween, type PlayedRule, type PlayReport, playTally } from "./play-tally.ts";
import { placeholderHelp, placeholderOption, readRules } from "./read-rules.ts";
import type { RulesVerb } from "./verb.ts";

const fewIdentities = 10;

/** A file or folder, or else the name of a built-in rule. */
async function loadRule(
  named: string,
  world: World,
  placeholderFile: string | undefined,
): Promise<{ rules: CompiledRules; problems: readonly string[] }> {
  const builtIn = join(world.builtInRules, `${named}.yml`);
  const isBuiltIn = !existsSync(resolve(world.cwd, named)) && /^[\w.-]+$/.test(named) && existsSync(builtIn);
  const read = await readRules([isBuiltIn ? builtIn : named], world, placeholderFile);
  const rules = compileRules(read.documents, read.placeholders);
  const errors = [...read.problems, ...rules.problems].filter(({ severity }) => severity === "error");
  return { rules, problems: errors.map(describeProblem) };
}

/** Passes what the rules find to the tally. The assessment goes on around it, because rules read what it learns. */
const listening = (rules: CompiledRules, tally: ReturnType<typeof playTally>): Rules => ({
  match: (activity, facts) => {
    const found = rules.match(activity, facts);
    for (const finding of found) tally.add(finding, activity, resolveActor(activity).identity);
    return found;
  },
});

function rateWords(perDay: number | null, days: number): string {
  if (perDay === null) return "less than a day of history, so no rate";
  const rate = perDay >= 0.1 ? `${perDay.toFixed(1)} a day` : `one in ${count(1 / perDay)} days`;
  return `${rate} over ${days.toFixed(1)} days`;
}

/** One rule of the report, for people; text from records is escaped. */
function renderRule(rule: PlayedRule, days: number, paint: Paint, showAll: boolean): readonly string[] {
  const head = `${paint("bold", printable(rule.ruleId, 100))}  ${rule.level}  ${printable(rule.title, 120)}`;
  if (rule.firstMs === null || rule.lastMs === null) return [head, "  no match", ""];
  const rate = rateWords(rule.perDay, days);
  const most = showAll ? rule.identities.length : fewIdentities;
  const left = rule.identities.length - most;
  return [
    head,
    `  ${counted(rule.matches, "match", "matches")}, ${rate}; first ${time(rule.firstMs)}, last ${time(rule.lastMs)} UTC`,
    `  ${counted(rule.identities.length, "identity", "identities")}`,
    ...aligned(
      rule.identities
        .slice(0, most)
        .map(({ key, kind, matches }) => [`    ${count(matches)}`, kind, printable(key, 120)]),
      [0],
    ),
    ...(left > 0 ? [`    and ${count(left)} more; see them with --all`] : []),
    "  for example",
    ...rule.samples.map(({ timeMs, eventId, action, region, errorCode, sourceAddress, identityKey }) => {
      const error = errorCode === null ? "" : ` (${printable(errorCode, 60)})`;
      const from = sourceAddress === null ? "" : ` from ${printable(sourceAddress, 60)}`;
      return `    ${time(timeMs)} ${printable(action, 80)}${error} in ${printable(region, 30)} by ${printable(identityKey, 100)}${from}, event ${printable(eventId, 60)}`;
    }),
    "",
  ];
}

function render(report: PlayReport, paint: Paint, showAll: boolean): string {
  const { rules, records, firstEventMs, lastEventMs, days } = report;
  const span =
    firstEventMs === null || lastEventMs === null ? "no event" : `${time(firstEventMs)} to ${time(lastEventMs)} UTC`;
  const matched = rules.filter(({ matches }) => matches > 0);
  const shown = showAll || rules.length === 1 ? rules : matched;
  const total = matched.reduce((sum, { matches }) => sum + matches, 0);
  return [
    `${counted(records, "record")}, ${span}; nothing was alerted, changed or stored`,
    "",
    ...shown.flatMap((rule) => renderRule(rule, days, paint, showAll)),
    `${count(matched.length)} of ${counted(rules.length, "rule")} matched, ${counted(total, "match", "matches")}`,
    "",
  ].join("\n");
}

const options = {
  json: { type: "boolean" },
  since: { type: "string" },
  policy: { type: "string" },
  ...placeholderOption,
  ...surroundingsOptions,
  all: { type: "boolean" },
  quiet: { type: "boolean", short: "q" },
  "no-color": { type: "boolean" },
} as const;

export const playVerb: RulesVerb = {
  name: "play",
  help: `nhi rules play RULE PATH...    run a rule over stored history before it is turned on
  RULE is a rule file, a folder of them or the name of a built-in rule; PATH is what nhi replay reads.
  Shows matches, their rate, who would have matched, and three of the events. Nothing is alerted.
  --since TIME         leave older events out: 24h, 7d, 2024-03-13
${placeholderHelp}
  --policy FILE        whose tiers, decoys and accounts rules read; without it warden.yaml in the current folder
${surroundingsHelp}
  --all                list every identity and every rule
  -q, --quiet          no progress and no notes
  --no-color           no colours
  --json               print one JSON object`,
  run: async (args, world) => {
    const { values, positionals } = readOptions("rules", args, options);
    const [named, ...paths] = positionals;
    if (named === undefined || paths.length === 0)
      throw new UsageError("play needs a rule and the history to run it over: nhi rules play RULE PATH...");
    const sinceMs = values.since === undefined ? undefined : readSince(values.since, world.nowMs());
    const { rules, problems } = await loadRule(named, world, values.placeholders);
    const bar = createProgressBar(world.stderr, world.nowMs, values.quiet === true || values.json === true);
    const told: string[] = [];
    const tell = (line: string) => {
      bar.clear();
      world.stderr.write(`${line}\n`);
    };
    const fault = (line: string) => {
      told.push(line);
      tell(line);
    };
    for (const problem of problems) fault(printable(problem, 600));
    if (rules.rules.length === 0) return 2;
    const note = (line: string) => (values.quiet ? undefined : tell(line));
    const { policy, problems: policyProblems, isMissing } = await world.loadPolicy(values.policy ?? "warden.yaml");
    if (isMissing && values.policy !== undefined)
      throw new UsageError(`--policy ${printable(values.policy, 300)} does not exist; check the path`);
    for (const problem of policyProblems) fault(printable(problem, 600));
    const surroundings = await loadSurroundings(values, world, { fault, note });
    const tally = playTally(rules.rules);
    const loaded = { rules: listening(rules, tally), count: rules.rules.length, problems: [], warnings: [] };
    const settings = {
      paths,
      sinceMs,
      limit: undefined,
      rulesFolder: named,
      rules: loaded,
      policyFile: undefined,
      policy,
      surroundings,
    };
    const { input, records } = await replay(settings, world, {
      problem: (problem) => fault(problemLine(problem)),
      note: (line) => note(printable(line, 400)),
      progress: bar.show,
    });
    bar.clear();
    const days = daysBetween(input.firstEventMs, input.lastEventMs);
    const report: PlayReport = {
      format: "nhi-rules-play/1",
      records: records.read - records.older,
      firstEventMs: input.firstEventMs ?? null,
      lastEventMs: input.lastEventMs ?? null,
      days,
      rules: tally.rules(days),
      problems: told,
    };
    const paint = paintFor(world.stdout, world.environment, values["no-color"] === true);
    world.stdout.write(values.json ? `${JSON.stringify(report)}\n` : render(report, paint, values.all === true));
    return told.length > 0 || records.setAside > 0 ? 2 : 0;
  },
};
