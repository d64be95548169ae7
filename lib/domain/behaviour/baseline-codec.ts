import { type Baseline, emptyBaseline } from "./baseline.ts";
import {
  finish,
  type Reader,
  readBytes,
  readText,
  readU8,
  readU16,
  readU32,
  readVarint,
  room,
  type Writer,
  writeBytes,
  writer,
  writeText,
  writeU8,
  writeU16,
  writeU32,
  writeVarint,
} from "./binary.ts";
import { dimensions } from "./dimension.ts";
import { type Marks, packedNames } from "./marks.ts";
import type { SessionLink, SessionLinks, SessionNetwork } from "./session-links.ts";
import { callRegisters, errorRegisters, filledOf, type Volume } from "./volume.ts";

/** Writes a baseline. The same baseline always gives the same bytes. */
export function writeBaseline(to: Writer, baseline: Baseline): void {
  writeVarint(to, baseline.anchorDay);
  writeVarint(to, baseline.newestMs);
  writeVarint(to, baseline.firstDay);
  writeVarint(to, baseline.lastClosedDay);
  writeVarint(to, baseline.kinds);
  writeU32(to, baseline.presenceDays);
  writeU16(to, baseline.presenceWeeks);
  writeU32(to, baseline.suspendedDays);
  writeU8(to, dimensions.length);
  for (let dimension = 0; dimension < dimensions.length; dimension++) {
    writeVarint(to, baseline.newDays[dimension] as number);
    writeVarint(to, baseline.newWeeks[dimension] as number);
  }
  writeBytes(to, packedHours(baseline));
  for (const hours of baseline.openHours) writeVarint(to, hours);
  writeVolume(to, baseline.volume);
  writeMarks(to, baseline.marks);
  writeBytes(to, packedSessions(baseline.sessions));
}

export function readBaseline(from: Reader): Baseline {
  const baseline = emptyBaseline();
  baseline.anchorDay = readVarint(from);
  baseline.newestMs = readVarint(from);
  baseline.firstDay = readVarint(from);
  baseline.lastClosedDay = readVarint(from);
  baseline.kinds = readVarint(from);
  baseline.presenceDays = readU32(from);
  baseline.presenceWeeks = readU16(from);
  baseline.suspendedDays = readU32(from);
  const known = readU8(from);
  for (let dimension = 0; dimension < known; dimension++) {
    baseline.newDays[dimension] = readVarint(from);
    baseline.newWeeks[dimension] = readVarint(from);
  }
  const hoursAt = from.at;
  readSparse(from, baseline.hours);
  baseline.packedHours = from.buffer.slice(hoursAt, from.at);
  for (let back = 0; back < baseline.openHours.length; back++) baseline.openHours[back] = readVarint(from);
  readVolume(from, baseline.volume);
  readMarks(from, baseline.marks);
  const sessionsAt = from.at;
  readSessions(from, baseline.sessions);
  baseline.sessions.packed = from.buffer.slice(sessionsAt, from.at);
  return baseline;
}

/** Reused, and apart from the one of the standing that these are parts of. */
const scratch = writer(4_096);

/** Hours change when a day closes, standings are written every batch: their bytes are kept in between. */
function packedHours(baseline: Baseline): Uint8Array {
  if (baseline.packedHours === undefined) {
    scratch.at = 0;
    writeSparse(scratch, baseline.hours);
    baseline.packedHours = finish(scratch);
  }
  return baseline.packedHours;
}

/** A bitmap of the entries that are not zero, then those; one zero byte where all are. */
function writeSparse(to: Writer, values: Uint8Array): void {
  const { length } = values;
  let first = 0;
  while (first < length && values[first] === 0) first++;
  writeU8(to, first < length ? 1 : 0);
  if (first === length) return;
  const bitmap = to.at;
  const bitmapBytes = (length + 7) >> 3;
  room(to, bitmapBytes + length);
  const { buffer } = to;
  let at = bitmap + bitmapBytes;
  for (let index = bitmap; index < at; index++) buffer[index] = 0;
  for (let index = first; index < length; index++) {
    const value = values[index] as number;
    if (value === 0) continue;
    buffer[at++] = value;
    const place = bitmap + (index >> 3);
    buffer[place] = (buffer[place] as number) | (1 << (index & 7));
  }
  to.at = at;
}

function readSparse(from: Reader, values: Uint8Array): void {
  if (readU8(from) === 0) return;
  const bitmap = readBytes(from, (values.length + 7) >> 3);
  for (let index = 0; index < values.length; index++) {
    if (((bitmap[index >> 3] as number) >> (index & 7)) & 1) values[index] = readU8(from);
  }
}

function writeVolume(to: Writer, volume: Volume): void {
  writeSparse(to, volume.callPeaks);
  writeSparse(to, volume.errorPeaks);
  writeU8(to, volume.openHours.length);
  for (const { hour, calls, errors } of volume.openHours) {
    writeVarint(to, hour);
    writeSparse(to, calls);
    writeSparse(to, errors);
  }
}

function readVolume(from: Reader, volume: Volume): void {
  readSparse(from, volume.callPeaks);
  readSparse(from, volume.errorPeaks);
  const open = readU8(from);
  for (let index = 0; index < open; index++) {
    const hour = readVarint(from);
    const calls = new Uint8Array(callRegisters);
    readSparse(from, calls);
    const errors = new Uint8Array(errorRegisters);
    readSparse(from, errors);
    volume.openHours.push({ hour, calls, errors, callsFilled: filledOf(calls), errorsFilled: filledOf(errors) });
  }
}

/** Columns, not rows: each is copied whole, as little-endian numbers, which every platform of Node and Lambda is. */
function writeMarks(to: Writer, marks: Marks): void {
  const { size, keys, days, weeks } = marks;
  writeVarint(to, size);
  writeBytes(to, new Uint8Array(keys.buffer, 0, size * 4));
  writeBytes(to, new Uint8Array(days.buffer, 0, size * 4));
  writeBytes(to, new Uint8Array(weeks.buffer, 0, size * 2));
  const packed = packedNames(marks);
  writeVarint(to, packed.length);
  writeBytes(to, packed);
}

function readMarks(from: Reader, marks: Marks): void {
  const size = readVarint(from);
  const capacity = Math.max(16, 2 ** Math.ceil(Math.log2(size + 1)));
  marks.size = size;
  marks.keys = new Uint32Array(capacity);
  marks.days = new Uint32Array(capacity);
  marks.weeks = new Uint16Array(capacity);
  new Uint8Array(marks.keys.buffer).set(readBytes(from, size * 4));
  new Uint8Array(marks.days.buffer).set(readBytes(from, size * 4));
  new Uint8Array(marks.weeks.buffer).set(readBytes(from, size * 2));
  marks.packed = readBytes(from, readVarint(from));
  marks.unpacked = undefined;
}

function packedSessions(sessions: SessionLinks): Uint8Array {
  if (sessions.packed === undefined) {
    scratch.at = 0;
    writeSessions(scratch, sessions);
    sessions.packed = finish(scratch);
  }
  return sessions.packed;
}

/** Sessions of one maker mostly stand together, so the maker is written where it changes. */
function writeSessions(to: Writer, sessions: SessionLinks): void {
  writeU8(to, sessions.length);
  let maker = "";
  for (const session of sessions) {
    writeU32(to, session.key);
    writeVarint(to, session.startedMs);
    const isOther = session.maker !== maker;
    const { nearest, farthest } = session;
    const places = (nearest === undefined ? 0 : 8) | (farthest === undefined ? 0 : 16);
    writeU8(to, places | (isOther ? 4 : 0) | session.networks.length);
    if (isOther) {
      maker = session.maker;
      writeText(to, maker);
    }
    for (const seen of session.networks) writeNetwork(to, seen);
    if (nearest !== undefined) writeU8(to, nearest);
    if (farthest === undefined) continue;
    writeU8(to, farthest.reach);
    writeNetwork(to, farthest);
  }
}

function writeNetwork(to: Writer, { network, firstMs, eventId }: SessionNetwork): void {
  writeText(to, network);
  writeVarint(to, firstMs);
  writeText(to, eventId);
}

const readNetwork = (from: Reader): SessionNetwork => ({
  network: readText(from),
  firstMs: readVarint(from),
  eventId: readText(from),
});

function readSessions(from: Reader, sessions: SessionLinks): void {
  let maker = "";
  for (let left = readU8(from); left > 0; left--) {
    const key = readU32(from);
    const startedMs = readVarint(from);
    const flags = readU8(from);
    if ((flags & 4) !== 0) maker = readText(from);
    const networks: SessionNetwork[] = [];
    for (let more = flags & 3; more > 0; more--) networks.push(readNetwork(from));
    const link: SessionLink = { key, startedMs, maker, networks };
    if ((flags & 8) !== 0) link.nearest = readU8(from);
    if ((flags & 16) !== 0) link.farthest = { reach: readU8(from), ...readNetwork(from) };
    sessions.push(link);
  }
}
