import { resolve } from "node:path";
import type { LogFile } from "../adapters/files/log-paths.ts";
import type { LogPiece } from "../adapters/files/log-piece.ts";
import type { Reading } from "../domain/event/activity.ts";
import { excerpt } from "../domain/event/excerpt.ts";
import type { Placed } from "./foreign-file.ts";
import type { World } from "./world.ts";

/** One input: a file that was found, or standard input. */
export interface ReplaySource {
  /** As people are shown it. */
  readonly name: string;
  readonly isNamed: boolean;
  readonly open: () => AsyncIterable<Uint8Array>;
}

export const fileSource = (file: LogFile, world: Pick<World, "cwd" | "open">): ReplaySource => ({
  name: file.path,
  isNamed: file.named,
  open: () => world.open(resolve(world.cwd, file.path)),
});

export const stdinSource = (world: Pick<World, "stdin">): ReplaySource => ({
  name: "standard input",
  isNamed: true,
  open: () => world.stdin,
});

/** The readings of one piece, each with its line. */
export const readPiece = (piece: LogPiece, readText: World["readText"]): readonly Placed[] => {
  if (piece.problem) {
    const unreadable = { ...piece.problem, excerpt: excerpt(piece.text) };
    return [{ reading: { kind: "unreadable", unreadable }, line: piece.line }];
  }
  const placed: Placed[] = [];
  for (const reading of readText(unquoted(piece.text))) placed.push({ reading, line: piece.line });
  return placed;
};

/** `lookup-events --query 'Events[].CloudTrailEvent'` prints records as JSON strings. */
const unquoted = (text: string): string => {
  if (!text.startsWith('"{')) return text;
  try {
    return JSON.parse(text) as string;
  } catch {
    return text;
  }
};

export const timeOf = (reading: Reading): number | undefined => {
  if (reading.kind === "activity") return reading.activity.timeMs;
  return reading.kind === "notice" ? reading.notice.timeMs : undefined;
};
