/**
 * A 32-bit hash of a text: FNV-1a over UTF-16 code units, then Murmur3's finaliser so that every bit is usable.
 * Not for secrets. Stored standings depend on it, so it must never change.
 */
export function hash32(text: string, seed = 0x811c9dc5): number {
  let hash = seed;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return mix32(hash);
}

/** Murmur3's 32-bit finaliser: a bijection that spreads every input bit over the result. */
export function mix32(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
