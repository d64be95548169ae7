import { type Baseline, emptyBaseline } from "./baseline.ts";
import type { ByteReader, ByteWriter } from "./binary.ts";
import { dimensions } from "./dimension.ts";
import type { Marks } from "./marks.ts";
import type { SessionLinks } from "./session-links.ts";
import { callRegisters, errorRegisters, type Volume } from "./volume.ts";

/** Writes a baseline. The same baseline always gives the same bytes. */
export function writeBaseline(writer: ByteWriter, baseline: Baseline): void {
  writer.varint(baseline.anchorDay);
  writer.varint(baseline.newestMs);
  writer.varint(baseline.firstDay);
  writer.varint(baseline.lastClosedDay);
  writer.varint(baseline.kinds);
  writer.u32(baseline.presenceDays);
  writer.u16(baseline.presenceWeeks);
  writer.u32(baseline.suspendedDays);
  writer.u8(dimensions.length);
  for (let dimension = 0; dimension < dimensions.length; dimension++) {
    writer.varint(baseline.newDays[dimension] as number);
    writer.varint(baseline.newWeeks[dimension] as number);
  }
  writeSparse(writer, baseline.hours, writer.u8);
  for (const hours of baseline.openHours) writer.varint(hours);
  writeVolume(writer, baseline.volume);
  writeMarks(writer, baseline.marks);
  writeSessions(writer, baseline.sessions);
}

export function readBaseline(reader: ByteReader): Baseline {
  const baseline = emptyBaseline();
  baseline.anchorDay = reader.varint();
  baseline.newestMs = reader.varint();
  baseline.firstDay = reader.varint();
  baseline.lastClosedDay = reader.varint();
  baseline.kinds = reader.varint();
  baseline.presenceDays = reader.u32();
  baseline.presenceWeeks = reader.u16();
  baseline.suspendedDays = reader.u32();
  const known = reader.u8();
  for (let dimension = 0; dimension < known; dimension++) {
    baseline.newDays[dimension] = reader.varint();
    baseline.newWeeks[dimension] = reader.varint();
  }
  readSparse(reader, baseline.hours, reader.u8);
  for (let back = 0; back < baseline.openHours.length; back++) baseline.openHours[back] = reader.varint();
  readVolume(reader, baseline.volume);
  readMarks(reader, baseline.marks);
  readSessions(reader, baseline.sessions);
  return baseline;
}

/** A bitmap of the entries that are not zero, then those; one zero byte where all are. */
function writeSparse(writer: ByteWriter, values: Uint8Array, write: (value: number) => void): void {
  const bitmap = new Uint8Array(Math.ceil(values.length / 8));
  let some = 0;
  for (let index = 0; index < values.length; index++) {
    if (values[index] === 0) continue;
    bitmap[index >> 3] = (bitmap[index >> 3] as number) | (1 << (index & 7));
    some = 1;
  }
  writer.u8(some);
  if (some === 0) return;
  writer.bytes(bitmap);
  for (const value of values) if (value !== 0) write(value);
}

function readSparse(reader: ByteReader, values: Uint8Array, read: () => number): void {
  if (reader.u8() === 0) return;
  const bitmap = reader.bytes(Math.ceil(values.length / 8));
  for (let index = 0; index < values.length; index++) {
    if (((bitmap[index >> 3] as number) >> (index & 7)) & 1) values[index] = read();
  }
}

function writeVolume(writer: ByteWriter, volume: Volume): void {
  writeSparse(writer, volume.callPeaks, writer.u8);
  writeSparse(writer, volume.errorPeaks, writer.u8);
  writer.u8(volume.openHours.length);
  for (const { hour, calls, errors } of volume.openHours) {
    writer.varint(hour);
    writeSparse(writer, calls, writer.u8);
    writeSparse(writer, errors, writer.u8);
  }
}

function readVolume(reader: ByteReader, volume: Volume): void {
  readSparse(reader, volume.callPeaks, reader.u8);
  readSparse(reader, volume.errorPeaks, reader.u8);
  const open = reader.u8();
  for (let index = 0; index < open; index++) {
    const hour = reader.varint();
    const calls = new Uint8Array(callRegisters);
    readSparse(reader, calls, reader.u8);
    const errors = new Uint8Array(errorRegisters);
    readSparse(reader, errors, reader.u8);
    volume.openHours.push({ hour, calls, errors });
  }
}

function writeMarks(writer: ByteWriter, marks: Marks): void {
  writer.varint(marks.size);
  for (let index = 0; index < marks.size; index++) {
    writer.u32(marks.keys[index] as number);
    writer.u32(marks.days[index] as number);
    writer.u16(marks.weeks[index] as number);
  }
  for (const name of marks.names) writer.text(name);
}

function readMarks(reader: ByteReader, marks: Marks): void {
  const size = reader.varint();
  const capacity = Math.max(16, 2 ** Math.ceil(Math.log2(size + 1)));
  marks.keys = new Uint32Array(capacity);
  marks.days = new Uint32Array(capacity);
  marks.weeks = new Uint16Array(capacity);
  marks.size = size;
  for (let index = 0; index < size; index++) {
    marks.keys[index] = reader.u32();
    marks.days[index] = reader.u32();
    marks.weeks[index] = reader.u16();
  }
  for (let index = 0; index < size; index++) marks.names.push(reader.text());
}

function writeSessions(writer: ByteWriter, sessions: SessionLinks): void {
  const makers = [...new Set(sessions.map((session) => session.maker))].sort();
  writer.u8(makers.length);
  for (const maker of makers) writer.text(maker);
  writer.u8(sessions.length);
  for (const session of sessions) {
    writer.u32(session.key);
    writer.varint(session.startedMs);
    writer.u8(makers.indexOf(session.maker));
    writer.u8(session.networks.length);
    for (const { network, firstMs, eventId } of session.networks) {
      writer.text(network);
      writer.varint(firstMs);
      writer.text(eventId);
    }
  }
}

function readSessions(reader: ByteReader, sessions: SessionLinks): void {
  const makers: string[] = [];
  for (let left = reader.u8(); left > 0; left--) makers.push(reader.text());
  for (let left = reader.u8(); left > 0; left--) {
    const key = reader.u32();
    const startedMs = reader.varint();
    const maker = makers[reader.u8()] ?? "";
    const networks: SessionLinks[number]["networks"] = [];
    for (let more = reader.u8(); more > 0; more--) {
      networks.push({ network: reader.text(), firstMs: reader.varint(), eventId: reader.text() });
    }
    sessions.push({ key, startedMs, maker, networks });
  }
}
