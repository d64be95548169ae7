import {
  finish,
  isAtEnd,
  type Reader,
  readBytes,
  reader,
  readText,
  readU8,
  readU16,
  readU32,
  readVarint,
  type Writer,
  writeBytes,
  writer,
  writeText,
  writeU8,
  writeU16,
  writeU32,
  writeVarint,
} from "../../../behaviour/binary.ts";
import type { Correlation } from "./correlation.ts";
import type { CountedEvent, GroupState } from "./group-state.ts";

/** Version of the layout. It is part of a group's key too, so that handlers of two versions never read each other's. */
export const groupLayout = 1;

const scratch = writer(16_384);
const twoTo32 = 2 ** 32;

/** The stored form of a group: below 8 KB. Equal states give equal bytes. */
export function encodeGroupState(correlation: Correlation, state: GroupState): Uint8Array {
  const kind = contentKind(correlation);
  const to = scratch;
  to.at = 0;
  writeU8(to, groupLayout);
  writeVarint(to, state.dropped);
  writeVarint(to, state.droppedToMs);
  writeVarint(to, state.events.length);
  let lastMs = 0;
  for (const { timeMs, id, rule, value } of state.events) {
    writeVarint(to, timeMs - lastMs);
    lastMs = timeMs;
    writeHash(to, id);
    if (kind === "rule") writeU8(to, rule);
    else if (kind === "hash") writeHash(to, value);
    else if (kind === "number") writeNumber(to, value);
  }
  writeU8(to, state.reported.length);
  for (const { timeMs, eventMs, observed, atLeast, eventId } of state.reported) {
    writeVarint(to, timeMs);
    writeVarint(to, eventMs);
    writeNumber(to, observed);
    writeU8(to, atLeast ? 1 : 0);
    writeText(to, eventId);
  }
  return finish(to);
}

/**
 * Reads a stored group.
 * @throws RangeError where the bytes are of another layout, end early, or go on after their end
 */
export function decodeGroupState(correlation: Correlation, bytes: Uint8Array): GroupState {
  const kind = contentKind(correlation);
  const from = reader(bytes);
  const layout = readU8(from);
  if (layout !== groupLayout) throw new RangeError(`the group has layout ${layout}; this version reads ${groupLayout}`);
  const dropped = readVarint(from);
  const droppedToMs = readVarint(from);
  const events: CountedEvent[] = [];
  let timeMs = 0;
  for (let left = readVarint(from); left > 0; left--) {
    timeMs += readVarint(from);
    const id = readHash(from);
    const rule = kind === "rule" ? readU8(from) : 0;
    const value = kind === "hash" ? readHash(from) : kind === "number" ? readNumber(from) : 0;
    events.push({ timeMs, id, rule, value });
  }
  const reported = Array.from({ length: readU8(from) }, () => ({
    timeMs: readVarint(from),
    eventMs: readVarint(from),
    observed: readNumber(from),
    atLeast: readU8(from) === 1,
    eventId: readText(from),
  }));
  if (!isAtEnd(from)) throw new RangeError("the group has bytes after its end; it was not written by this layout");
  return { events, reported, dropped, droppedToMs };
}

/** What an event has beside its time and id. */
function contentKind({ type }: Correlation): "none" | "rule" | "hash" | "number" {
  if (type.startsWith("temporal")) return "rule";
  if (type === "value_count") return "hash";
  return type.startsWith("value_") ? "number" : "none";
}

function writeHash(to: Writer, hash: number): void {
  writeU16(to, Math.floor(hash / twoTo32));
  writeU32(to, hash % twoTo32);
}

const readHash = (from: Reader): number => readU16(from) * twoTo32 + readU32(from);

function writeNumber(to: Writer, value: number): void {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setFloat64(0, value);
  writeBytes(to, new Uint8Array(bytes.buffer));
}

function readNumber(from: Reader): number {
  const bytes = readBytes(from, 8);
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0);
}
