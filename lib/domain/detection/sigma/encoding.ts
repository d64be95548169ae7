const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** UTF-8 (RFC 3629); a lone surrogate becomes U+FFFD. */
export function utf8(text: string): readonly number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const read = character.codePointAt(0)!;
    const point = read >= 0xd800 && read <= 0xdfff ? 0xfffd : read;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    else bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
  }
  return bytes;
}

/** UTF-16 bytes, least significant first for `little`. */
export function utf16(text: string, order: "little" | "big"): readonly number[] {
  const bytes: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (order === "little") bytes.push(unit & 255, unit >> 8);
    else bytes.push(unit >> 8, unit & 255);
  }
  return bytes;
}

/** Base64 with padding (RFC 4648, section 4). */
export function base64(bytes: readonly number[]): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const first = bytes[at]!;
    const second = bytes[at + 1];
    const third = bytes[at + 2];
    text += alphabet[first >> 2]! + alphabet[((first & 3) << 4) | ((second ?? 0) >> 4)]!;
    text += second === undefined ? "=" : alphabet[((second & 15) << 2) | ((third ?? 0) >> 6)]!;
    text += third === undefined ? "=" : alphabet[third & 63]!;
  }
  return text;
}

/**
 * The three texts that the bytes become inside a longer base64 text, by how many bytes stand before them modulo three:
 * the characters that depend on nothing but the bytes.
 */
export function base64Offsets(bytes: readonly number[]): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const text = base64([...Array<number>(offset).fill(0), ...bytes]);
    const bits = (offset + bytes.length) * 8;
    return text.slice(Math.ceil((offset * 8) / 6), Math.floor(bits / 6));
  });
}

/** Bytes as a text of the same length, so that a pattern may hold them. */
export function bytesAsText(bytes: readonly number[]): string {
  return bytes.map((byte) => String.fromCharCode(byte)).join("");
}
