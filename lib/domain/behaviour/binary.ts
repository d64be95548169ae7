/** Bytes being written; `at` is where the next one goes. Numbers are non-negative integers below 2^53. */
export interface Writer {
  buffer: Uint8Array;
  at: number;
}

/** A writer for a caller to keep: its buffer, an array of its own, takes longer to make than a standing to write. */
export const writer = (capacity: number): Writer => ({ buffer: new Uint8Array(capacity), at: 0 });

/**
 * Typed arrays are dear to make and small standings many, so copies lie side by side in one array until it is full.
 * A small one, because the last copy that is in use keeps all of it.
 */
const slabBytes = 8 * 1024;
let slab = new Uint8Array(0);
let slabAt = 0;

/** What was written, as a copy that nothing else ever writes to; the writer begins anew. */
export function finish(to: Writer): Uint8Array {
  const length = to.at;
  to.at = 0;
  if (length > slabBytes / 8) return to.buffer.slice(0, length);
  if (slabAt + length > slab.length) {
    slab = new Uint8Array(slabBytes);
    slabAt = 0;
  }
  const bytes = slab.subarray(slabAt, slabAt + length);
  slabAt += length;
  bytes.set(to.buffer.subarray(0, length));
  return bytes;
}

/** Makes room for `more` bytes; the buffer may be another one afterwards. */
export function room(to: Writer, more: number): void {
  if (to.at + more <= to.buffer.length) return;
  const wider = new Uint8Array(Math.max(to.buffer.length * 2, to.at + more));
  wider.set(to.buffer.subarray(0, to.at));
  to.buffer = wider;
}

export function writeU8(to: Writer, value: number): void {
  room(to, 1);
  to.buffer[to.at++] = value;
}

export function writeU16(to: Writer, value: number): void {
  room(to, 2);
  to.buffer[to.at++] = value;
  to.buffer[to.at++] = value >>> 8;
}

export function writeU32(to: Writer, value: number): void {
  room(to, 4);
  to.buffer[to.at++] = value;
  to.buffer[to.at++] = value >>> 8;
  to.buffer[to.at++] = value >>> 16;
  to.buffer[to.at++] = value >>> 24;
}

/** Seven bits a byte, least first: small numbers take one byte. */
export function writeVarint(to: Writer, value: number): void {
  room(to, 8);
  let rest = value;
  while (rest >= 0x80) {
    to.buffer[to.at++] = (rest % 0x80) | 0x80;
    rest = Math.floor(rest / 0x80);
  }
  to.buffer[to.at++] = rest;
}

export function writeBytes(to: Writer, bytes: Uint8Array): void {
  room(to, bytes.length);
  to.buffer.set(bytes, to.at);
  to.at += bytes.length;
}

/** The length, then each UTF-16 unit as one to three bytes, so that any text comes back exactly. */
export function writeText(to: Writer, text: string): void {
  writeVarint(to, text.length);
  room(to, text.length * 3);
  const { buffer } = to;
  let { at } = to;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) buffer[at++] = unit;
    else if (unit < 0x800) {
      buffer[at++] = 0xc0 | (unit >> 6);
      buffer[at++] = 0x80 | (unit & 0x3f);
    } else {
      buffer[at++] = 0xe0 | (unit >> 12);
      buffer[at++] = 0x80 | ((unit >> 6) & 0x3f);
      buffer[at++] = 0x80 | (unit & 0x3f);
    }
  }
  to.at = at;
}

/** Bytes being read. Reading beyond the end throws a RangeError that says so. */
export interface Reader {
  readonly buffer: Uint8Array;
  at: number;
}

export const reader = (buffer: Uint8Array): Reader => ({ buffer, at: 0 });

export const isAtEnd = (from: Reader): boolean => from.at === from.buffer.length;

export function readU8(from: Reader): number {
  if (from.at >= from.buffer.length) endsEarly(from, 1);
  return from.buffer[from.at++] as number;
}

export const readU16 = (from: Reader): number => readU8(from) | (readU8(from) << 8);

export const readU32 = (from: Reader): number => (readU16(from) | (readU16(from) << 16)) >>> 0;

export function readVarint(from: Reader): number {
  let value = 0;
  for (let scale = 1; scale < 2 ** 56; scale *= 0x80) {
    const byte = readU8(from);
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
  }
  throw new RangeError(`stored number before byte ${from.at} is longer than 8 bytes`);
}

export function readBytes(from: Reader, length: number): Uint8Array {
  if (from.at + length > from.buffer.length) endsEarly(from, length);
  from.at += length;
  return from.buffer.slice(from.at - length, from.at);
}

export function readText(from: Reader): string {
  const length = readVarint(from);
  if (from.at + length > from.buffer.length) endsEarly(from, length);
  const units = new Array<number>(length);
  for (let index = 0; index < length; index++) {
    const first = readU8(from);
    if (first < 0x80) units[index] = first;
    else if (first < 0xe0) units[index] = ((first & 0x1f) << 6) | (readU8(from) & 0x3f);
    else units[index] = ((first & 0x0f) << 12) | ((readU8(from) & 0x3f) << 6) | (readU8(from) & 0x3f);
  }
  return String.fromCharCode(...units);
}

function endsEarly({ buffer, at }: Reader, wanted: number): never {
  throw new RangeError(`stored bytes end at ${buffer.length}, ${wanted} more were announced at ${at}`);
}
