import type { AddressRange } from "../../event/address.ts";

const notVersion4 = -1;

/**
 * The first bytes of addresses in any of the ranges, and `-1` where a text that does not begin as an IPv4 address may
 * be in one of them; undefined where they are too many to tell.
 */
export function firstBytesOf(ranges: readonly AddressRange[]): ReadonlySet<number> | undefined {
  if (ranges.some(({ first, bits }) => first.length === 1 && bits < 8)) return undefined;
  // An IPv4 address may also be written as an IPv6 one.
  return new Set([notVersion4, ...ranges.map(({ first }) => (first.length === 1 ? first[0]! >>> 24 : notVersion4))]);
}

/**
 * What an IPv4 address begins with, found without reading the rest; -1 for a text that begins with no byte and a dot.
 */
export function firstByteIn(text: string): number {
  let byte = 0;
  for (let at = 0; at < 4; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 46) return at === 0 ? notVersion4 : byte;
    if (!(unit >= 48 && unit <= 57)) return notVersion4;
    byte = byte * 10 + unit - 48;
  }
  return notVersion4;
}
