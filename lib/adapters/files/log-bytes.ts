import type { Reading } from "../../domain/event/activity.ts";
import { readEvent, readText } from "../../domain/event/read-event.ts";
import { linesOf, recordTexts } from "./log-text.ts";
import { unpack } from "./unpack.ts";

/**
 * Reads one whole log file: `{"Records": [...]}` as CloudTrail writes it, JSON lines, or any one JSON document that
 * `readEvent` knows; plain or gzip. Never throws for any bytes: what cannot be read is a reading of its own,
 * and of a file that was cut off, everything before the cut is read. `name` is only used in what is said to people.
 */
export function readLogBytes(bytes: Uint8Array, name: string): { readings: Reading[] } {
  return { readings: [...logReadings(bytes, name)] };
}

/** The same, one reading at a time, so that a large file's activities need not all be in memory at once. */
export function* logReadings(bytes: Uint8Array, name: string, largest?: number): Generator<Reading> {
  const { text, problem } = unpack(bytes, name, largest);
  yield* textReadings(text, problem !== undefined);
  if (problem) yield { kind: "unreadable", unreadable: problem };
}

/** `cut`: the text is known to break off, and that is reported for the whole file, not for the piece it happened in. */
function* textReadings(whole: string, cut: boolean): Generator<Reading> {
  for (let text = whole; text.trim() !== ""; ) {
    const document = parse(text);
    if (document !== undefined) {
      const records = recordsOf(document.value);
      if (records === undefined) yield* readEvent(document.value);
      else for (const record of records) yield* readEvent(record);
      return;
    }
    const { pieces, half, rest } = recordTexts(text) ?? linesOf(text);
    for (const piece of pieces) yield* readText(piece);
    if (half !== "" && !(cut && parse(half) === undefined)) yield* readText(half);
    text = rest;
  }
}

function recordsOf(value: unknown): readonly unknown[] | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { Records: records } = value as { Records?: unknown };
  return Array.isArray(records) ? records : undefined;
}

/** JSON lines fail here at the second line, so the try costs no more than the first. */
function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
