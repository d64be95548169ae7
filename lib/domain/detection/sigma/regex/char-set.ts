/** A set of UTF-16 code units as sorted, disjoint, inclusive ranges. */
export type CharSet = readonly (readonly [number, number])[];

const lastUnit = 0xffff;

export const anyUnit: CharSet = [[0, lastUnit]];
export const newline: CharSet = [[10, 10]];
export const notNewline: CharSet = [
  [0, 9],
  [11, lastUnit],
];
export const digits: CharSet = [[48, 57]];
export const wordUnits: CharSet = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
/** What PCRE's `\s` means without Unicode properties: tab, line feed, vertical tab, form feed, return, space. */
export const spaces: CharSet = [
  [9, 13],
  [32, 32],
];

export function oneUnit(unit: number): CharSet {
  return [[unit, unit]];
}

export function union(...sets: readonly CharSet[]): CharSet {
  const ranges = sets.flat().sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [low, high] of ranges) {
    const last = merged.at(-1);
    if (last !== undefined && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else merged.push([low, high]);
  }
  return merged;
}

export function complement(set: CharSet): CharSet {
  const gaps: [number, number][] = [];
  let next = 0;
  for (const [low, high] of set) {
    if (low > next) gaps.push([next, low - 1]);
    next = high + 1;
  }
  if (next <= lastUnit) gaps.push([next, lastUnit]);
  return gaps;
}

export function contains(set: CharSet, unit: number): boolean {
  let low = 0;
  let high = set.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = set[middle]!;
    if (unit < range[0]) high = middle - 1;
    else if (unit > range[1]) low = middle + 1;
    else return true;
  }
  return false;
}

/** The set with the other case of each of its letters: one unit to one unit, as `String.toUpperCase` pairs them. */
export function withBothCases(set: CharSet): CharSet {
  const added: [number, number][] = [];
  for (const [lower, upper] of casePairs()) {
    if (contains(set, lower)) added.push([upper, upper]);
    if (contains(set, upper)) added.push([lower, lower]);
  }
  return union(set, added);
}

let pairs: readonly (readonly [number, number])[] | undefined;

function casePairs(): readonly (readonly [number, number])[] {
  if (pairs === undefined) {
    const found: [number, number][] = [];
    for (let unit = 0; unit <= lastUnit; unit++) {
      const upper = String.fromCharCode(unit).toUpperCase();
      // A letter outside ASCII never folds into ASCII: the long s is not an s (ECMA-262, Canonicalize).
      if (upper.length !== 1 || (unit > 127 && upper.charCodeAt(0) < 128)) continue;
      if (upper.charCodeAt(0) !== unit) found.push([unit, upper.charCodeAt(0)]);
    }
    pairs = found;
  }
  return pairs;
}
