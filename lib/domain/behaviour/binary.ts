/** Writes numbers and texts to bytes that grow as needed. Numbers are non-negative integers below 2^53. */
export interface ByteWriter {
  readonly u8: (value: number) => void;
  readonly u16: (value: number) => void;
  readonly u32: (value: number) => void;
  /** Seven bits a byte, least first: small numbers take one byte. */
  readonly varint: (value: number) => void;
  /** At most 65,535 UTF-16 units, each as one to three bytes; any text comes back exactly. */
  readonly text: (value: string) => void;
  readonly bytes: (value: Uint8Array) => void;
  readonly finish: () => Uint8Array;
}

export function byteWriter(): ByteWriter {
  let buffer = new Uint8Array(1024);
  let at = 0;
  const room = (more: number): void => {
    if (at + more <= buffer.length) return;
    const wider = new Uint8Array(Math.max(buffer.length * 2, at + more));
    wider.set(buffer.subarray(0, at));
    buffer = wider;
  };
  const u8 = (value: number): void => {
    room(1);
    buffer[at++] = value;
  };
  const varint = (value: number): void => {
    room(8);
    let rest = value;
    while (rest >= 0x80) {
      buffer[at++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    buffer[at++] = rest;
  };
  const u32 = (value: number): void => {
    room(4);
    buffer[at++] = value;
    buffer[at++] = value >>> 8;
    buffer[at++] = value >>> 16;
    buffer[at++] = value >>> 24;
  };
  return {
    u8,
    u16: (value) => {
      room(2);
      buffer[at++] = value;
      buffer[at++] = value >>> 8;
    },
    u32,
    varint,
    text: (value) => {
      varint(value.length);
      room(value.length * 3);
      for (let index = 0; index < value.length; index++) {
        const unit = value.charCodeAt(index);
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
    },
    bytes: (value) => {
      room(value.length);
      buffer.set(value, at);
      at += value.length;
    },
    finish: () => buffer.slice(0, at),
  };
}

/** Reads what a ByteWriter wrote. Reading beyond the end throws a RangeError that says so. */
export interface ByteReader {
  readonly u8: () => number;
  readonly u16: () => number;
  readonly u32: () => number;
  readonly varint: () => number;
  readonly text: () => string;
  readonly bytes: (length: number) => Uint8Array;
  readonly atEnd: () => boolean;
}

export function byteReader(buffer: Uint8Array): ByteReader {
  let at = 0;
  const u8 = (): number => {
    if (at >= buffer.length) throw new RangeError(`stored bytes end at ${buffer.length}, before what they announce`);
    return buffer[at++] as number;
  };
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; scale < 2 ** 56; scale *= 0x80) {
      const byte = u8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw new RangeError(`stored number at byte ${at} is longer than 8 bytes`);
  };
  const u16 = (): number => u8() | (u8() << 8);
  return {
    u8,
    u16,
    u32: () => (u16() | (u16() << 16)) >>> 0,
    varint,
    text: () => {
      const length = varint();
      let value = "";
      for (let index = 0; index < length; index++) {
        const first = u8();
        let unit = first;
        if (first >= 0xe0) unit = ((first & 0x0f) << 12) | ((u8() & 0x3f) << 6) | (u8() & 0x3f);
        else if (first >= 0xc0) unit = ((first & 0x1f) << 6) | (u8() & 0x3f);
        value += String.fromCharCode(unit);
      }
      return value;
    },
    bytes: (length) => {
      if (at + length > buffer.length)
        throw new RangeError(`stored bytes end at ${buffer.length}, ${length} more were announced`);
      at += length;
      return buffer.slice(at - length, at);
    },
    atEnd: () => at === buffer.length,
  };
}
