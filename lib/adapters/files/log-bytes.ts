import type { Reading } from "../../domain/event/activity.ts";
import { parseRecord } from "../../domain/event/parse-record.ts";
import { readEvent, readText } from "../../domain/event/read-event.ts";
import { unreadable } from "../../domain/event/unreadable.ts";
import { textOfBytes } from "./bytes-text.ts";
import type { LogPiece } from "./log-piece.ts";
import { createLogSplitter } from "./log-splitter.ts";
import { recordSlices, withoutSlices } from "./record-slices.ts";
import { unpack } from "./unpack.ts";

/** Pieces of a damaged file or of JSON lines are cut out of this much at a time. */
const stepBytes = 1024 * 1024;
/** Records of a whole document that are read at once. */
const readingsAPart = 64;

/**
 * Reads one whole log file that is already in memory: `{"Records": [...]}` as CloudTrail writes it, JSON lines, or
 * anything else that `readEvent` knows; plain or gzip. Yields its readings in parts as they are asked for, so that a
 * large file's activities need not all be in memory at once. Never throws for any bytes: what cannot be read is a
 * reading of its own, and of a file that breaks off everything before the break is read. `name` is only shown to
 * people.
 *
 * For input that may be larger than memory, see `streamLog`.
 */
export function logParts(packed: Uint8Array, name: string, largest?: number): Generator<Reading[]> {
  const { bytes, problem } = unpack(packed, name, largest);
  return problem ? pieces(bytes, problem) : undamaged(bytes);
}

/** The parts in batches of about `size` readings, each to be gone through once before the next. */
export function* batchesOf(parts: Iterator<Reading[]>, size: number): Generator<{ parts: Iterable<Reading[]> }> {
  let next = parts.next();
  function* batch(): Generator<Reading[]> {
    for (let taken = 0; next.done !== true && taken < size; next = parts.next()) {
      taken += next.value.length;
      yield next.value;
    }
  }
  while (next.done !== true) yield { parts: batch() };
}

/**
 * Slice by slice where the file is as CloudTrail writes it; else as one JSON document; else piece by piece. The faster
 * ways only ever fail at their next step, so what they could not read is read again by the slower ones.
 */
function* undamaged(bytes: Buffer): Generator<Reading[]> {
  let done = 0;
  for (const { texts, next } of recordSlices(bytes)) {
    const records = parseEach(texts);
    if (records === undefined) break;
    yield readEvent(records);
    done = next;
  }
  if (done > 0 && done === bytes.length) return;
  const rest = withoutSlices(bytes, done);
  const document = parse(textOfBytes(rest));
  if (document === undefined) yield* pieces(rest, undefined);
  else {
    const records = recordsOf(document.value) ?? [document.value];
    for (let at = 0; at < records.length; at += readingsAPart) yield readEvent(records.slice(at, at + readingsAPart));
  }
}

function recordsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  const records = typeof value === "object" && value !== null ? (value as { Records?: unknown }).Records : undefined;
  return Array.isArray(records) ? records : undefined;
}

/** What a damaged file, or one of JSON lines, still holds. */
function* pieces(bytes: Uint8Array, problem: ReturnType<typeof unpack>["problem"]): Generator<Reading[]> {
  const splitter = createLogSplitter();
  for (let at = 0; at < bytes.length; at += stepBytes) {
    for (const piece of splitter.push(bytes.subarray(at, at + stepBytes))) yield readPiece(piece);
  }
  for (const piece of splitter.end(problem)) yield readPiece(piece);
}

function readPiece({ text, problem }: LogPiece): Reading[] {
  return problem ? [unreadable(problem.reason, problem.detail, text)] : readText(text);
}

/** Undefined where one of them is no JSON. */
function parseEach(texts: readonly string[]): unknown[] | undefined {
  try {
    return texts.map(parseRecord);
  } catch {
    return undefined;
  }
}

/** JSON lines fail here at their second line, so the attempt costs no more than the first. */
function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text) };
  } catch {
    return undefined;
  }
}
