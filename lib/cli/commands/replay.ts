import { describeProblem } from "../../domain/detection/sigma/problem.ts";
import { printable } from "../../domain/event/printable.ts";
import { fits } from "../../domain/scope/wildcards.ts";
import type { Command, ExitCode } from "../command.ts";
import { paintFor } from "../paint.ts";
import { problemLine } from "../problem.ts";
import { createProgressBar } from "../progress-bar.ts";
import { readOptions } from "../read-options.ts";
import { renderReplay } from "../render-replay.ts";
import { type ReplayListener, replay } from "../replay.ts";
import type { ReplayReport } from "../replay-report.ts";
import { namedPlaceholders, placeholderOption } from "../rules/read-rules.ts";
import { readSince } from "../since.ts";
import { loadSurroundings, surroundingsHelp, surroundingsOptions } from "../surroundings.ts";
import { UsageError } from "../usage-error.ts";
import type { LoadedPolicy, LoadedRules, World } from "../world.ts";

const options = {
  json: { type: "boolean" },
  since: { type: "string" },
  identity: { type: "string" },
  rules: { type: "string" },
  policy: { type: "string" },
  ...placeholderOption,
  ...surroundingsOptions,
  limit: { type: "string" },
  all: { type: "boolean" },
  quiet: { type: "boolean", short: "q" },
  "no-color": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

const help = `nhi replay PATH...

Runs CloudTrail logs through the detection that the deployed warden runs, and says which identities
they show, what it found, how trust went, what it would have contained and what that would have stopped.
It changes nothing in any account.

PATH is a file, a folder (everything under it), a pattern with *, ** or ?, or - for standard input.
Read are JSON lines, CloudTrail's S3 files, answers of lookup-events and arrays, plain or gzip.
Files are taken in the order of their first events where their name or first 16 KB tell it, the others
after them by name. Files in folders without any CloudTrail record are skipped and listed.

  --json               print one JSON object on standard output, and nothing else there
  --since TIME         leave older events out: 30m, 24h, 7d, 2w, 2024-03-13, 2024-03-13T08:30:00Z
  --identity PATTERN   report only identities whose key or name fits; * stands for anything
  --rules FOLDER       use these Sigma rules instead of the built-in ones
  --placeholders FILE  what %name% stands for in rules, instead of placeholders.yaml in their folder
  --policy FILE        use this policy; without it warden.yaml in the current folder, if there is one
${surroundingsHelp}
  --limit NUMBER       stop after so many records
  --all                list everything, not only the top of each list
  -q, --quiet          no progress and no notes; problems are still told
  --no-color           no colours; the variable NO_COLOR does the same

The exit code is 0 where all could be read, 2 where something could not (what could was still replayed),
and 1 where the warden itself failed.`;

/** `nhi replay` */
export const replayCommand: Command = {
  name: "replay",
  summary: "run CloudTrail logs through the detection and see what it would have done",
  help,
  run: async (args, world) => {
    const { values, positionals } = readOptions("replay", args, options);
    if (values.help) {
      world.stdout.write(`${help}\n`);
      return 0;
    }
    if (positionals.length === 0) {
      throw new UsageError(
        "nothing to replay; give files, folders or patterns, or - for standard input (see: nhi help replay)",
      );
    }
    const sinceMs = values.since === undefined ? undefined : readSince(values.since, world.nowMs());
    const limit = values.limit === undefined ? undefined : readLimit(values.limit);
    const bar = createProgressBar(world.stderr, world.nowMs, values.quiet === true || values.json === true);
    let faults = 0;
    const tell = (line: string) => {
      bar.clear();
      world.stderr.write(`${line}\n`);
    };
    const fault = (line: string) => {
      faults++;
      tell(line);
    };

    const note = (line: string) => (values.quiet ? undefined : tell(line));

    const surroundings = await loadSurroundings(values, world, { fault, note });
    const rulesFolder = values.rules ?? world.builtInRules;
    const given =
      values.placeholders === undefined ? undefined : await namedPlaceholders(values.placeholders, world.cwd);
    for (const problem of given?.problems ?? []) fault(printable(describeProblem(problem), 1000));
    const rules = await loadRules(() => world.loadRules(rulesFolder, given?.placeholders), rulesFolder, fault, note);
    const { policy, file: policyFile } = await loadPolicy(values.policy, world, fault);
    const listener: ReplayListener = {
      problem: (problem) => fault(problemLine(problem)),
      note: (line) => note(printable(line, 400)),
      progress: bar.show,
    };
    const settings = {
      paths: positionals,
      sinceMs,
      limit,
      rulesFolder: values.rules ?? "built-in",
      rules,
      policyFile,
      policy,
      surroundings,
    };
    const whole = await replay(settings, world, listener);
    bar.clear();

    const unshown = whole.records.setAside - whole.problems.filter(isOfRecord).length;
    if (unshown > 0) fault(`${unshown} more records were set aside for the same reasons; the report counts them`);
    const report = values.identity === undefined ? whole : onlyIdentities(whole, values.identity);
    const paint = paintFor(world.stdout, world.environment, values["no-color"] === true);
    world.stdout.write(
      values.json ? `${JSON.stringify(report, undefinedAsNull)}\n` : renderReplay(report, paint, values.all === true),
    );
    return exitCode(whole, faults);
  },
};

/** Keys stay where there is no value. */
const undefinedAsNull = (_key: string, value: unknown) => (value === undefined ? null : value);

const isOfRecord = ({ place }: ReplayReport["problems"][number]) => /:\d+$/.test(place);

const exitCode = ({ records }: ReplayReport, faults: number): ExitCode => {
  if (!records.balanced) return 1;
  return faults > 0 || records.setAside > 0 ? 2 : 0;
};

const readLimit = (text: string): number => {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new UsageError(`--limit ${printable(text, 40)} is no number of records; give a whole number from 1 up`);
};

type Tell = (line: string) => unknown;

const noRules: LoadedRules = { rules: { match: () => [] }, count: 0, problems: [], warnings: [] };

const loadRules = async (
  load: () => Promise<LoadedRules>,
  folder: string,
  fault: Tell,
  note: Tell,
): Promise<LoadedRules> => {
  try {
    const loaded = await load();
    for (const problem of loaded.problems) fault(printable(problem, 1000));
    for (const warning of loaded.warnings) note(printable(warning, 1000));
    return loaded;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const what = printable(code ?? message, 200);
    fault(
      `${printable(folder, 300)}: the rules cannot be read (${what}); give a folder of Sigma rules; replayed without rules`,
    );
    return noRules;
  }
};

/** A wrong policy never widens anything: the default in observe mode stands in for it. */
const loadPolicy = async (named: string | undefined, world: World, fault: Tell) => {
  const file = named ?? "warden.yaml";
  const loaded: LoadedPolicy = await world.loadPolicy(file);
  for (const problem of loaded.problems) fault(`${printable(problem, 1000)} Replayed with the default policy.`);
  if (loaded.isMissing && named !== undefined)
    fault(`${printable(file, 300)}: does not exist; check the path; replayed with the default policy`);
  const isUsed = !loaded.isMissing && loaded.problems.length === 0;
  return { policy: loaded.policy, file: isUsed ? file : undefined };
};

/** Narrows the lists; the totals stay those of everything that was read. */
const onlyIdentities = (report: ReplayReport, pattern: string): ReplayReport => {
  const wanted = pattern.toLowerCase();
  const kept = report.identities.filter(
    ({ key, name }) => fits(wanted, key.toLowerCase()) || fits(wanted, name.toLowerCase()),
  );
  const keys = new Set(kept.map(({ key }) => key));
  const ofKept = ({ identityKey }: { readonly identityKey: string }) => keys.has(identityKey);
  return {
    ...report,
    identities: kept,
    findings: report.findings.filter(ofKept),
    trust: report.trust.filter(ofKept),
    wouldContain: report.wouldContain.filter(ofKept),
  };
};
