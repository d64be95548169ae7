import { runSweep, type SweepReport } from "../../app/sweep.ts";
import { printable } from "../../domain/event/printable.ts";
import { readStart, startForms } from "../../domain/response/sweep/read-start.ts";
import { jsonLine } from "../cases/place.ts";
import type { Command, ExitCode } from "../command.ts";
import { policyNamed } from "../containment/policy-named.ts";
import { type Paint, paintFor } from "../paint.ts";
import { problemLine } from "../problem.ts";
import { createProgressBar } from "../progress-bar.ts";
import { readOptions } from "../read-options.ts";
import { readSince } from "../since.ts";
import { containSwept } from "../sweep/contain-swept.ts";
import { readRecordFiles } from "../sweep/read-records.ts";
import { renderDerived } from "../sweep/render-derived.ts";
import { renderSweep } from "../sweep/render-sweep.ts";
import { sweepAgain } from "../sweep/sweep-again.ts";
import { createSweepProgress } from "../sweep/sweep-progress.ts";
import { UsageError } from "../usage-error.ts";
import type { World } from "../world.ts";

const options = {
  since: { type: "string" },
  region: { type: "string", multiple: true },
  in: { type: "string", multiple: true },
  contain: { type: "boolean" },
  again: { type: "boolean" },
  "dry-run": { type: "boolean" },
  table: { type: "string" },
  data: { type: "string" },
  as: { type: "string" },
  policy: { type: "string" },
  json: { type: "boolean" },
  quiet: { type: "boolean", short: "q" },
  "no-color": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

const help = `nhi sweep KEY|SESSION|IDENTITY [--since TIME] [--region REGION] [--in PATH]
nhi sweep CONTAINMENT|KEY|SESSION|IDENTITY --contain [--dry-run] --table NAME
nhi sweep CONTAINMENT --again --table NAME

Follows a stolen credential through what was made with it: sessions, access keys, users, roles, trust, policies,
functions, grants and shares, and what those made in turn. Says what to contain, sources first, what a person has to
undo, and which secrets were read and have to be replaced; each with its event. Changes nothing without --contain.

It begins with ${startForms}.

  --since TIME     how far back: 30m, 24h, 7d, 2w, 2024-03-13, 2024-03-13T08:30:00Z; without it 24h,
                   with --in all the records
  --region REGION  CloudTrail's event history of this region; may be given again, or with commas. Without it the
                   region of the AWS SDK, and us-east-1, where IAM's calls are. Two requests a second, 50 events each
  --in PATH        CloudTrail log files instead: a file, a folder, a pattern or -; may be given again. They hold data
                   events too, which the event history does not
  --contain        after a containment: what came of it joins its case, and is contained or asked for under the policy,
                   as the deployed warden does by itself; others than you say yes to it, in every mode
  --dry-run        with --contain: start nothing, print what would be asked for; without --table from the policy alone
  --again          has the deployed warden sweep a containment once more by itself, in every account that it can look
                   into: where an account was not swept, after the role is there
  --table NAME     with --contain: the warden's table in AWS; or --data FOLDER, of nhi demo, and --as NAME there
  --policy FILE    with --contain: the policy in force; without it warden.yaml in the current folder, if there is one
  --json           print one JSON object on standard output, and nothing else there
  -q, --quiet      no progress; problems are still told
  --no-color       no colours; the variable NO_COLOR does the same

The exit code is 0 where everything was followed to its end, and 2 where something is missing: what was found is
printed all the same, with what is missing and why. docs/sweep.md says what a sweep does not see.`;

type Values = ReturnType<typeof readOptions<typeof options>>["values"];

/** `nhi sweep` */
export const sweepCommand: Command = {
  name: "sweep",
  summary: "follow a stolen credential through everything that was made with it",
  help,
  run: async (args, world) => {
    const { values, positionals } = readOptions("sweep", args, options);
    if (values.help) {
      world.stdout.write(`${help}\n`);
      return 0;
    }
    const [startKey, ...rest] = positionals;
    if (startKey === undefined || rest.length > 0) throw new UsageError(`sweep begins with one thing: ${startForms}`);
    if (values.again === true) return sweepAgain(startKey, values, world);
    if (values.contain !== true && (values["dry-run"] ?? values.table ?? values.data ?? values.policy) !== undefined) {
      throw new UsageError("--dry-run, --table, --data and --policy go with --contain; a sweep alone changes nothing");
    }
    if (values.in !== undefined && values.region !== undefined) {
      throw new UsageError("--in reads files and --region asks CloudTrail; give one of them");
    }
    const paint = paintFor(world.stdout, world.environment, values["no-color"] === true);
    if (values.contain === true) return contain(startKey, values, world, paint);
    const start = readStart(startKey);
    if (typeof start === "string") throw new UsageError(start);
    const report = await sweep(values, world, { start, startKey });
    world.stdout.write(values.json ? jsonLine({ format: "nhi-sweep/1", ...report }) : renderSweep(report, paint));
    return report.isTruncated ? 2 : (0 satisfies ExitCode);
  },
};

async function contain(startKey: string, values: Values, world: World, paint: Paint): Promise<ExitCode> {
  const isDry = values["dry-run"] === true;
  const policy = await policyNamed(values.policy, world);
  const options = { table: values.table, data: values.data, as: values.as, isDry, policy };
  const found = await containSwept(startKey, options, world, (start, fromMs) => sweep(values, world, start, fromMs));
  world.stdout.write(
    values.json
      ? jsonLine({ format: "nhi-sweep-contain/1", isDryRun: isDry, sweeps: found })
      : found.map((one) => renderDerived(one, isDry, paint)).join("\n"),
  );
  return found.some(({ plan }) => plan.isTruncated) ? 2 : 0;
}

/** In the event history, or in the files that the call names. `fromMs` is where to begin unless --since says it. */
const sweep = (values: Values, world: World, start: Start, fromMs?: number): Promise<SweepReport> =>
  values.in === undefined
    ? sweepHistory(values, world, start, fromMs)
    : sweepFiles(values, world, start, values.in, fromMs);

type Start = Pick<Parameters<typeof runSweep>[1], "start" | "startKey">;

const dayMs = 86_400_000;
/** CloudTrail user guide: the event history holds 90 days. */
const historyDays = 90;

async function sweepHistory(values: Values, world: World, start: Start, sinceMs?: number): Promise<SweepReport> {
  const untilMs = world.nowMs();
  const fromMs =
    values.since === undefined && sinceMs !== undefined
      ? Math.max(sinceMs, untilMs - historyDays * dayMs)
      : readSince(values.since ?? "24h", untilMs);
  if (fromMs > untilMs) throw new UsageError(`--since ${printable(values.since ?? "", 60)} is in the future`);
  if (fromMs < untilMs - historyDays * dayMs) {
    throw new UsageError(
      `--since ${printable(values.since ?? "", 60)} is too far back: CloudTrail's event history holds ${historyDays} days; give a later time, or log files with --in`,
    );
  }
  const history = await world.openHistory(readRegions(values.region ?? []));
  const progress = createSweepProgress(world.stderr, world.nowMs, values.quiet === true || values.json === true);
  try {
    return await runSweep({ history, onProgress: progress.show }, { ...start, fromMs, untilMs });
  } finally {
    progress.clear();
    history.close();
  }
}

async function sweepFiles(
  values: Values,
  world: World,
  start: Start,
  paths: readonly string[],
  fromMs?: number,
): Promise<SweepReport> {
  const sinceMs = values.since === undefined ? fromMs : readSince(values.since, world.nowMs());
  const bar = createProgressBar(world.stderr, world.nowMs, values.quiet === true || values.json === true);
  const { history, missing } = await readRecordFiles(paths, { start: start.start, sinceMs }, world, {
    problem: (problem) => {
      bar.clear();
      world.stderr.write(`${problemLine(problem)}\n`);
    },
    progress: bar.show,
  });
  bar.clear();
  return runSweep({ history }, { ...start, fromMs: sinceMs ?? 0, untilMs: world.nowMs(), missing });
}

/** `us-east-1,eu-west-1`, given once or more. */
function readRegions(given: readonly string[]): readonly string[] {
  const regions = [...new Set(given.flatMap((text) => text.split(",")).map((text) => text.trim()))];
  for (const region of regions) {
    if (!/^[a-z]{2,4}(-[a-z]{2,16}){1,3}-\d{1,2}$/.test(region)) {
      throw new UsageError(`--region ${printable(region, 60)} is no region; give names such as eu-west-1,us-east-1`);
    }
  }
  return regions;
}
