const invalid = 255;

/** Six-bit value of each character code, for the standard and the URL-safe alphabet. */
const values: Uint8Array = (() => {
  const table = new Uint8Array(128).fill(invalid);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (let index = 0; index < alphabet.length; index += 1) table[alphabet.charCodeAt(index)] = index;
  table["-".charCodeAt(0)] = 62;
  table["_".charCodeAt(0)] = 63;
  return table;
})();

/** The bytes of a base64 text, with or without padding and line breaks; undefined where it is not base64. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let length = 0;
  let bits = 0;
  let held = 0;
  let ended = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 10 || code === 13) continue;
    if (code === 61) {
      ended = true;
      continue;
    }
    const value = code < 128 ? values[code]! : invalid;
    if (value === invalid || ended) return undefined;
    bits = ((bits << 6) | value) & 0xffffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[length] = (bits >>> held) & 0xff;
      length += 1;
    }
  }
  return held === 6 ? undefined : bytes.subarray(0, length);
}

/** Text of UTF-8 bytes; every malformed sequence becomes U+FFFD, as in other decoders. */
export function decodeUtf8(bytes: Uint8Array): string {
  const parts: string[] = [];
  let units: number[] = [];
  let index = 0;
  while (index < bytes.length) {
    const lead = bytes[index]!;
    const size = sizeOf(lead);
    const point = size === 1 ? lead : pointAt(bytes, index, size);
    if (point > 0xffff) {
      units.push(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + ((point - 0x10000) & 0x3ff));
    } else units.push(point < 0 ? 0xfffd : point);
    index += point < 0 ? 1 : size;
    if (units.length >= 4_096) {
      parts.push(String.fromCharCode(...units));
      units = [];
    }
  }
  parts.push(String.fromCharCode(...units));
  return parts.join("");
}

function sizeOf(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

/** The code point of a sequence of `size` bytes, or -1 where it is cut short, overlong, a surrogate or too large. */
function pointAt(bytes: Uint8Array, at: number, size: number): number {
  if (size === 0 || at + size > bytes.length) return -1;
  let point = bytes[at]! & (0xff >> (size + 1));
  for (let next = 1; next < size; next += 1) {
    const byte = bytes[at + next]!;
    if ((byte & 0xc0) !== 0x80) return -1;
    point = (point << 6) | (byte & 0x3f);
  }
  const least = size === 2 ? 0x80 : size === 3 ? 0x800 : 0x10000;
  const isSurrogate = point >= 0xd800 && point <= 0xdfff;
  return point < least || point > 0x10ffff || isSurrogate ? -1 : point;
}
