import { findLogs, pathProblem } from "../adapters/files/log-paths.ts";
import { streamLog } from "../adapters/files/log-stream.ts";
import type { Activity, Reading } from "../domain/event/activity.ts";
import type { Actor } from "../domain/identity/identity.ts";
import type { Policy } from "../domain/response/policy.ts";
import { createForeignFile, type Placed } from "./foreign-file.ts";
import type { Problem } from "./problem.ts";
import { cutIntoBatches } from "./replay-batches.ts";
import type { ReplayReport } from "./replay-report.ts";
import { fileSource, type ReplaySource, readPiece, stdinSource, timeOf } from "./replay-source.ts";
import { createReplayTally } from "./replay-tally.ts";
import { createSetAsideLog } from "./set-aside-log.ts";
import type { Surroundings } from "./surroundings.ts";
import type { LoadedRules, World } from "./world.ts";
import { createWouldContainLog } from "./would-contain.ts";

export interface ReplaySettings {
  /** Files, folders, patterns; `-` is standard input. */
  readonly paths: readonly string[];
  /** Milliseconds since 1970; older events are counted and left out. */
  readonly sinceMs: number | undefined;
  /** Records to read at most. */
  readonly limit: number | undefined;
  readonly rulesFolder: string;
  readonly rules: LoadedRules;
  readonly policyFile: string | undefined;
  readonly policy: Policy;
  readonly surroundings: Surroundings;
}

/** Told of what happens while it happens. */
export interface ReplayListener {
  problem(problem: Problem): void;
  note(line: string): void;
  progress(state: ReplayProgress): void;
}

export interface ReplayProgress {
  readonly records: number;
  readonly bytes: number;
  /** Undefined where the end is not known. */
  readonly totalBytes: number | undefined;
}

/** Readings that are gathered before they are put in order of time and assessed. Memory is bounded by this. */
const gathered = 1000;

/**
 * Runs logs through the same use case that the deployed system runs, in order of their first events, and says what it
 * saw. Touches nothing outside: no playbook is started and nobody is told. Everything that can be read is read;
 * throws only where the assessment itself fails.
 */
export const replay = async (
  settings: ReplaySettings,
  world: World,
  listener: ReplayListener,
): Promise<ReplayReport> => {
  const startedMs = world.nowMs();
  const { sinceMs = Number.NEGATIVE_INFINITY, limit = Number.POSITIVE_INFINITY } = settings;
  const { policy, rules, surroundings } = settings;
  const { contracts, dataCategories, networks } = surroundings;
  const problems: Problem[] = [];
  const setAside = createSetAsideLog();
  const tally = createReplayTally();
  const contained = createWouldContainLog();
  const skipped: { file: string; records: number }[] = [];
  const records = { read: 0, activities: 0, notices: 0, setAside: 0, older: 0 };
  let acting: (readonly [Activity, Actor])[] = [];
  let buffer: Reading[] = [];
  let clockMs = startedMs;
  let bytes = 0;

  const complain = (problem: Problem) => {
    problems.push(problem);
    listener.problem(problem);
  };

  const assess = world.createAssessor({
    rules: rules.rules,
    policy,
    contracts,
    dataCategories,
    ...(networks === undefined ? {} : { networks }),
    onActivity: (activity, actor) => {
      tally.activity(activity, actor);
      acting.push([activity, actor]);
    },
  });

  const flush = async () => {
    const batches = cutIntoBatches(buffer, clockMs);
    buffer = [];
    for (const { readings, nowMs } of batches) {
      clockMs = nowMs;
      acting = [];
      const report = await assess(readings, nowMs);
      records.activities += report.activities;
      records.notices += report.notices;
      records.setAside += report.setAside.length;
      tally.assessments(report.assessments);
      contained.add(acting, report.assessments);
    }
  };

  const take = async (found: readonly Placed[], name: string) => {
    for (const { reading, line } of found) {
      if (records.read >= limit) return;
      records.read++;
      if ((timeOf(reading) ?? Number.POSITIVE_INFINITY) < sinceMs) {
        records.older++;
        continue;
      }
      if (reading.kind === "unreadable") {
        const problem = setAside.add(reading.unreadable, `${name}:${line}`);
        if (problem) complain(problem);
      }
      buffer.push(reading);
      if (buffer.length >= gathered) await flush();
    }
  };

  const found = await findLogs(
    settings.paths.filter((path) => path !== "-"),
    world.cwd,
    world.folders,
  );
  for (const problem of found.problems) complain(problem);
  const usesStdin = settings.paths.includes("-");
  const sources = [...(usesStdin ? [stdinSource(world)] : []), ...found.files.map((file) => fileSource(file, world))];
  const totalBytes = usesStdin ? undefined : found.files.reduce((sum, file) => sum + file.bytes, 0);

  const readSource = async (source: ReplaySource) => {
    const foreign = createForeignFile(source.isNamed);
    const before = bytes;
    let pieces = 0;
    let unpacked = 0;
    try {
      for await (const step of streamLog(source.open())) {
        bytes = before + step.bytesRead;
        unpacked = step.bytesUnpacked;
        pieces += step.pieces.length;
        const placed: Placed[] = [];
        for (const piece of step.pieces) placed.push(...readPiece(piece, world.readText));
        await take(foreign.take(placed), source.name);
        listener.progress({ records: records.read, bytes, totalBytes });
        if (records.read >= limit) return;
      }
    } catch (error) {
      if (!isFileError(error)) throw error;
      complain(pathProblem(source.name, error));
      return;
    }
    if (unpacked === 0 && pieces === 0)
      complain({
        place: source.name,
        what: "is empty: there is no record in it",
        remedy: "fetch it again, or leave it out",
      });
    const foreignRecords = foreign.skipped();
    if (foreignRecords === 0) return;
    skipped.push({ file: source.name, records: foreignRecords });
    listener.note(
      `${source.name}: no CloudTrail records: skipped, ${foreignRecords} lines; name the file itself to read it`,
    );
  };

  let filesRead = 0;
  for (const source of sources) {
    if (records.read >= limit) break;
    filesRead++;
    await readSource(source);
  }
  await flush();

  const { firstMs, lastMs } = tally.span();
  const accounted = records.activities + records.notices + records.setAside + records.older;
  return {
    format: "nhi-replay/1",
    input: {
      files: filesRead,
      bytes,
      skipped,
      passedOver: found.passedOver.length,
      firstEventMs: firstMs,
      lastEventMs: lastMs,
    },
    records: { ...records, balanced: accounted === records.read, stoppedAtLimit: records.read >= limit },
    setAside: setAside.reasons(),
    rules: { folder: settings.rulesFolder, count: rules.count },
    policy: { file: settings.policyFile, mode: policy.mode },
    contracts: {
      folder: surroundings.contractsFolder,
      inForce: contracts.length,
      dataCategories: dataCategories.length,
    },
    networks: { folder: surroundings.networksFolder, files: surroundings.networkFiles },
    identities: tally.identities(),
    findings: tally.findings(),
    trust: tally.trust(),
    wouldContain: contained.list(),
    problems,
    elapsedMs: world.nowMs() - startedMs,
  };
};

/** Errors of files carry a system call's code; anything else is a fault of ours and must not look like bad input. */
const isFileError = (error: unknown) =>
  error instanceof Error && /^E[A-Z0-9]+$/.test(String((error as { code?: unknown }).code));
