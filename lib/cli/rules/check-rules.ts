import { compileRules, type RuleDocument } from "../../domain/detection/rules.ts";
import { describeProblem, type RuleProblem } from "../../domain/detection/sigma/problem.ts";
import { printable } from "../../domain/event/printable.ts";
import { aligned, count, counted } from "../figures.ts";
import { readOptions } from "../read-options.ts";
import { UsageError } from "../usage-error.ts";
import type { World } from "../world.ts";
import { placeholderHelp, placeholderOption, readRules } from "./read-rules.ts";
import { whyUnmatchable } from "./unmatchable.ts";
import type { RulesVerb } from "./verb.ts";

/** What `nhi rules check --json` prints. Keys are only ever added. */
export interface CheckReport {
  readonly format: "nhi-rules-check/1";
  /** Rule documents found; a file may hold several. loaded + refused + otherSources is their number. */
  readonly documents: number;
  readonly loaded: number;
  /** Loaded ones that something is odd about. */
  readonly warned: number;
  readonly refused: number;
  /** Documents for other log sources, such as Windows, or of no rule; they are left alone. */
  readonly otherSources: readonly { readonly source: string; readonly count: number }[];
  /** Loaded rules that no record of CloudTrail can match, and why. */
  readonly unmatchable: readonly {
    readonly file: string;
    readonly line: number | null;
    readonly why: readonly string[];
  }[];
  readonly problems: readonly (Omit<RuleProblem, "line"> & { readonly line: number | null })[];
}

export interface CheckedRules {
  readonly report: CheckReport;
  readonly documents: readonly RuleDocument[];
}

const otherSource = "a log source that cannot match CloudTrail: ";

/** Checkouts of rules hold workflows and settings beside them. A file that is named itself is taken for a rule. */
const isForeign = (content: unknown): boolean =>
  !["logsource", "detection", "correlation", "filter"].some((key) => Object.hasOwn(Object(content), key));

/** Reads and compiles everything under the paths, and sorts what is to be said about it. */
export async function checkPaths(
  paths: readonly string[],
  world: Pick<World, "cwd" | "builtInRules">,
  placeholderFile?: string,
): Promise<CheckedRules> {
  const read = await readRules(paths, world, placeholderFile);
  const compiled = compileRules(read.documents, read.placeholders);
  const all = [...read.problems, ...compiled.problems];
  const others = new Map<string, string>();
  for (const { path, found, file } of all)
    if (path === "logsource" && found.startsWith(otherSource)) others.set(file, found.slice(otherSource.length));
  for (const { file, content } of read.documents)
    if (!paths.includes(file) && isForeign(content)) others.set(file, "no rule: YAML of something else");
  const problems = all.filter(({ file }) => !others.has(file));
  const filesWith = (severity: RuleProblem["severity"]) =>
    new Set(problems.filter((problem) => problem.severity === severity).map(({ file }) => file));
  const refused = filesWith("error");
  const warned = [...filesWith("warning")].filter((file) => !refused.has(file)).length;
  const documents = new Set([...read.documents, ...read.problems].map(({ file }) => file)).size;
  const sources = new Map<string, number>();
  for (const source of others.values()) sources.set(source, (sources.get(source) ?? 0) + 1);
  const unmatchable = compiled.rules.flatMap(({ source, expression }) => {
    const why = whyUnmatchable(expression);
    return why.length === 0 ? [] : [{ file: source.file, line: source.line(["detection"]) ?? null, why }];
  });
  const report: CheckReport = {
    format: "nhi-rules-check/1",
    documents,
    loaded: documents - refused.size - others.size,
    warned,
    refused: refused.size,
    otherSources: [...sources].map(([source, times]) => ({ source, count: times })).sort((a, b) => b.count - a.count),
    unmatchable,
    problems: problems.map((problem) => ({ ...problem, line: problem.line ?? null })),
  };
  return { report, documents: read.documents };
}

const fewSources = 10;

/** The report for people. Text from rule files is escaped. */
export function renderCheck(report: CheckReport): string {
  const { problems, unmatchable, otherSources, documents, loaded, refused, warned } = report;
  const others = otherSources.reduce((sum, source) => sum + source.count, 0);
  const lines = problems.map((problem) =>
    printable(describeProblem({ ...problem, line: problem.line ?? undefined }), 600),
  );
  for (const { file, line, why } of unmatchable) {
    const place = line === null ? file : `${file}:${line}`;
    lines.push(`${printable(place, 300)}: loaded, but cannot match raw CloudTrail: ${why.join("; ")}`);
  }
  const parts = [`${count(loaded)} loaded`, `${count(refused)} refused`, `${count(warned)} with warnings`];
  if (unmatchable.length > 0) parts.push(`${count(unmatchable.length)} cannot match raw CloudTrail`);
  if (others > 0) parts.push(`${count(others)} for other log sources, left alone`);
  const listed = otherSources
    .slice(0, fewSources)
    .map(({ source, count: times }) => [`  ${count(times)}`, printable(source, 80)]);
  return [...lines, `${counted(documents, "rule document")}: ${parts.join(", ")}`, ...aligned(listed, [0]), ""].join(
    "\n",
  );
}

const options = { ...placeholderOption, json: { type: "boolean" } } as const;

export const checkVerb: RulesVerb = {
  name: "check",
  help: `nhi rules check PATH...    say what is wrong with rule files, and which can never match
${placeholderHelp}
  --json             print one JSON object
  The exit code is 2 where a rule was refused.`,
  run: async (args, world) => {
    const { values, positionals } = readOptions("rules", args, options);
    if (positionals.length === 0)
      throw new UsageError("nothing to check; give rule files or folders (see: nhi rules check --help)");
    const { report } = await checkPaths(positionals, world, values.placeholders);
    world.stdout.write(values.json ? `${JSON.stringify(report)}\n` : renderCheck(report));
    return report.refused > 0 ? 2 : 0;
  },
};
