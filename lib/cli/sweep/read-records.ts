import { findLogs, pathProblem } from "../../adapters/files/log-paths.ts";
import { streamLog } from "../../adapters/files/log-stream.ts";
import { memoryHistory } from "../../adapters/memory/event-history.ts";
import type { EventHistory } from "../../app/event-history.ts";
import type { Activity } from "../../domain/event/activity.ts";
import type { Cut } from "../../domain/response/sweep/cut.ts";
import { leavesTraces } from "../../domain/response/sweep/derived-from.ts";
import { isDoneBy, type Suspect } from "../../domain/response/sweep/suspect.ts";
import { counted } from "../figures.ts";
import { createForeignFile } from "../foreign-file.ts";
import type { Problem } from "../problem.ts";
import type { ReplayProgress } from "../replay.ts";
import { fileSource, readPiece, stdinSource } from "../replay-source.ts";
import { createSetAsideLog } from "../set-aside-log.ts";
import type { World } from "../world.ts";

export interface RecordFiles {
  readonly history: EventHistory;
  /** What of the files could not be read. */
  readonly missing: readonly Cut[];
  readonly records: number;
  readonly files: number;
}

export interface RecordListener {
  problem(problem: Problem): void;
  progress(state: ReplayProgress): void;
}

/** Some kilobytes each; calls that nothing can follow from are not kept. */
const mostKept = 500_000;
const mostOwnKept = 1_000;
/** Temporary credentials live so long at most, so a record of that time before may say who issued one. */
const issuedBeforeMs = 36 * 3_600_000;

/** Reads log files into a history that can be swept. What cannot be read is told, and said to be missing. */
export async function readRecordFiles(
  paths: readonly string[],
  { start, sinceMs }: { readonly start: Suspect; readonly sinceMs: number | undefined },
  world: World,
  listener: RecordListener,
): Promise<RecordFiles> {
  const kept: Activity[] = [];
  const accountIds = new Set<string>();
  const missing: Cut[] = [];
  const setAside = createSetAsideLog();
  const fromMs = sinceMs === undefined ? 0 : sinceMs - issuedBeforeMs;
  let records = 0;
  let left = 0;
  const complain = (problem: Problem) => {
    listener.problem(problem);
    missing.push({ reason: "unreadable", where: problem.place, why: `${problem.what}; ${problem.remedy}` });
  };
  let own = 0;
  // Some calls of the start are kept whatever they did: they tell a quiet credential from one that is misspelt.
  const isWanted = (activity: Activity) => own < mostOwnKept && isDoneBy(start, activity) && own++ >= 0;
  const named = paths.filter((path) => path !== "-");
  const found = await findLogs(named, world.cwd, world.folders);
  for (const problem of found.problems) complain(problem);
  const sources = [
    ...(paths.includes("-") ? [stdinSource(world)] : []),
    ...found.files.map((file) => fileSource(file, world)),
  ];
  const totalBytes = paths.includes("-") ? undefined : found.files.reduce((sum, { bytes }) => sum + bytes, 0);
  let before = 0;
  for (const source of sources) {
    const foreign = createForeignFile(source.isNamed);
    let read = 0;
    try {
      for await (const { pieces, bytesRead } of streamLog(source.open())) {
        read = bytesRead;
        for (const { reading, line } of foreign.take(pieces.flatMap((piece) => readPiece(piece, world.readText)))) {
          records++;
          if (reading.kind === "unreadable") {
            const problem = setAside.add(reading.unreadable, `${source.name}:${line}`);
            if (problem !== undefined) listener.problem(problem);
          }
          if (reading.kind !== "activity") continue;
          const { activity } = reading;
          if (activity.accountId !== "") accountIds.add(activity.accountId);
          if (activity.timeMs < fromMs || !(leavesTraces(activity) || isWanted(activity))) continue;
          if (kept.length < mostKept) kept.push(activity);
          else left++;
        }
        listener.progress({ records, bytes: before + read, totalBytes });
      }
    } catch (error) {
      if (!(error instanceof Error) || !/^E[A-Z0-9]+$/.test(String((error as { code?: unknown }).code))) throw error;
      complain(pathProblem(source.name, error));
    }
    before += read;
  }
  if (setAside.total() > 0) {
    const why = `${counted(setAside.total(), "record")} could not be read; what they say is not known`;
    missing.push({ reason: "unreadable", where: "the files", why });
  }
  if (left > 0) {
    const why = `${counted(left, "record")} above the limit of ${mostKept} were left out; give fewer files or a later --since`;
    missing.push({ reason: "records", where: "the files", why });
  }
  const name = `${counted(sources.length, "file")} of records`;
  return {
    history: memoryHistory(kept, { name, accountIds: [...accountIds] }),
    missing,
    records,
    files: sources.length,
  };
}
