/**
 * A seeded source of numbers: the same seed and label give the same numbers on every machine.
 * Not for secrets. No other source of chance is used in the simulated organisation.
 */
export interface Random {
  /** A whole number, 0 to 2^32 - 1. */
  uint32(): number;
  /** 0 (included) to 1 (excluded). */
  unit(): number;
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /** True with this probability, 0 to 1. */
  chance(probability: number): boolean;
  /** One item. Throws on an empty list. */
  pick<T>(items: readonly T[]): T;
  /** Exponentially distributed with this mean: the gap between independent happenings. */
  exponential(mean: number): number;
}

/** A 32-bit hash of text (FNV-1a with murmur3's last mixing step), for labels and for stable choices by name. */
export function hashText(text: string, seed = 0): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * Makes a stream of numbers of its own for each label, so that adding one identity does not change the others.
 * The generator is sfc32 (Chris Doty-Humphrey, PractRand: 128 bits of state), seeded by four label hashes.
 */
export function seededRandom(seed: number, label: string): Random {
  let a = hashText(label, seed);
  let b = hashText(label, seed ^ 0x9e3779b9);
  let c = hashText(label, seed ^ 0x7f4a7c15);
  let counter = 1;
  const uint32 = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round++) uint32();
  const unit = (): number => uint32() / 0x1_0000_0000;
  return {
    uint32,
    unit,
    integer: (low, high) => low + Math.floor(unit() * (high - low + 1)),
    chance: (probability) => unit() < probability,
    pick: (items) => {
      const item = items[Math.floor(unit() * items.length)];
      if (item === undefined) throw new RangeError("cannot pick from an empty list; give at least one item");
      return item;
    },
    exponential: (mean) => -Math.log(1 - unit()) * mean,
  };
}
