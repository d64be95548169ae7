import type { Reading } from "../../domain/event/activity.ts";
import { addReadings, readEvent, readText } from "../../domain/event/read-event.ts";
import { unreadable } from "../../domain/event/unreadable.ts";
import { textOfBytes } from "./bytes-text.ts";
import type { LogPiece } from "./log-piece.ts";
import { createLogSplitter } from "./log-splitter.ts";
import { unpack } from "./unpack.ts";

/** Pieces of a damaged file or of JSON lines are cut out of this much at a time. */
const stepBytes = 1024 * 1024;

/**
 * Reads one whole log file that is already in memory: `{"Records": [...]}` as CloudTrail writes it, JSON lines, or
 * anything else that `readEvent` knows; plain or gzip. Never throws for any bytes: what cannot be read is a reading of
 * its own, and of a file that breaks off everything before the break is read. `name` is only shown to people.
 *
 * A file that is one good JSON document is parsed at once, which is the fastest there is; for input that may be larger
 * than memory, see `streamLog`.
 */
export function readLogBytes(packed: Uint8Array, name: string): { readings: Reading[] } {
  const { bytes, problem } = unpack(packed, name);
  const document = problem ? undefined : parse(bytes);
  if (document === undefined) return { readings: [...pieces(bytes, problem)] };
  const readings: Reading[] = [];
  for (const record of recordsOf(document.value) ?? [document.value]) addReadings(record, readings);
  return { readings };
}

/** The same, one reading at a time, so that a large file's activities need not all be in memory at once. */
export function* logReadings(packed: Uint8Array, name: string, largest?: number): Generator<Reading> {
  const { bytes, problem } = unpack(packed, name, largest);
  const document = problem ? undefined : parse(bytes);
  if (document !== undefined) {
    for (const record of recordsOf(document.value) ?? [document.value]) yield* readEvent(record);
    return;
  }
  yield* pieces(bytes, problem);
}

/** What a damaged file, or one of JSON lines, still holds. */
function* pieces(bytes: Uint8Array, problem: ReturnType<typeof unpack>["problem"]): Generator<Reading> {
  const splitter = createLogSplitter();
  for (let at = 0; at < bytes.length; at += stepBytes) {
    for (const piece of splitter.push(bytes.subarray(at, at + stepBytes))) yield* readPiece(piece);
  }
  for (const piece of splitter.end(problem)) yield* readPiece(piece);
}

function readPiece({ text, problem }: LogPiece): Reading[] {
  return problem ? [unreadable(problem.reason, problem.detail, text)] : readText(text);
}

function recordsOf(value: unknown): readonly unknown[] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { Records: records } = value as { Records?: unknown };
  return Array.isArray(records) ? records : undefined;
}

/** JSON lines fail here at their second line, so the attempt costs no more than the first. */
function parse(bytes: Buffer): { value: unknown } | undefined {
  try {
    const text = textOfBytes(bytes);
    return { value: JSON.parse(text.startsWith("\ufeff") ? text.slice(1) : text) };
  } catch {
    return undefined;
  }
}
