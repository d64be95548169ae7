import { finish, reader, readText, writer, writeText } from "./binary.ts";
import { countBits, weekOf } from "./calendar.ts";
import { dimensionOf, evictionRank } from "./dimension.ts";

/** Days that are remembered one by one, before they fold into weeks. */
export const dayWindow = 32;
/**
 * Weeks remembered after that. The oldest overlap the days, so a day is remembered for 133 to 139 days, by its weekday.
 */
export const weekWindow = 16;
/** First week, counted back from the anchor's, whose days may all have left the day window. */
export const firstFoldedWeek = 4;

/** Values that may be new in the days still open, before the ones with the highest rank are dropped. */
export const openCapacity = 256;
/** Values kept from closed days: with names of some 20 characters, about 7 KB. */
export const closedCapacity = 240;
export const longestName = 64;

/**
 * On which days a set of values was seen. Only marks are kept, never counts, so learning is an OR:
 * order, repetition and replay cannot change it.
 * `days` bit i is the day `anchor - i`; `weeks` bit j is the week `weekOf(anchor) - 4 - j`.
 */
export interface Marks {
  size: number;
  /** Sorted ascending. */
  keys: Uint32Array;
  days: Uint32Array;
  weeks: Uint16Array;
  /** The names as they are stored; undefined where they have changed since. */
  packed: Uint8Array | undefined;
  /** The names, in the keys' order; undefined until they are needed. One of the two is always there. */
  unpacked: string[] | undefined;
}

export const emptyMarks = (): Marks => ({
  size: 0,
  keys: new Uint32Array(16),
  days: new Uint32Array(16),
  weeks: new Uint16Array(16),
  packed: new Uint8Array(0),
  unpacked: undefined,
});

/** Names of the values, in the keys' order, to be read. */
export function namesOf(marks: Marks): string[] {
  if (marks.unpacked === undefined) {
    const from = reader(marks.packed as Uint8Array);
    marks.unpacked = Array.from({ length: marks.size }, () => readText(from));
  }
  return marks.unpacked;
}

/** The same, to be changed. */
function namesToChange(marks: Marks): string[] {
  const names = namesOf(marks);
  marks.packed = undefined;
  return names;
}

/** Reused, and apart from the one of the standing that names are part of. */
const scratch = writer(8_192);

/** The names as they are stored. */
export function packedNames(marks: Marks): Uint8Array {
  if (marks.packed === undefined) {
    scratch.at = 0;
    for (const name of marks.unpacked as string[]) writeText(scratch, name);
    marks.packed = finish(scratch);
  }
  return marks.packed;
}

/** Position of a key, or the complement of where it would be inserted. */
export function findMark(marks: Marks, key: number): number {
  const keys = marks.keys;
  let low = 0;
  let high = marks.size - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = keys[middle] as number;
    if (found < key) low = middle + 1;
    else if (found > key) high = middle - 1;
    else return middle;
  }
  return ~low;
}

/** Adds a key that is not there yet at the complement `at` that `findMark` gave. */
export function insertMark(marks: Marks, at: number, key: number, name: string): number {
  const index = ~at;
  namesToChange(marks).splice(index, 0, name);
  if (marks.size === marks.keys.length) grow(marks);
  marks.keys.copyWithin(index + 1, index, marks.size);
  marks.days.copyWithin(index + 1, index, marks.size);
  marks.weeks.copyWithin(index + 1, index, marks.size);
  marks.keys[index] = key;
  marks.days[index] = 0;
  marks.weeks[index] = 0;
  marks.size++;
  return index;
}

function grow(marks: Marks): void {
  const capacity = marks.keys.length * 2;
  const wider = <T extends Uint32Array | Uint16Array>(from: T, to: T): T => {
    to.set(from);
    return to;
  };
  marks.keys = wider(marks.keys, new Uint32Array(capacity));
  marks.days = wider(marks.days, new Uint32Array(capacity));
  marks.weeks = wider(marks.weeks, new Uint16Array(capacity));
}

/** The week bit of a day that is outside the day window, or 0 where it is older than all memory. */
export function weekBit(anchor: number, day: number): number {
  const back = weekOf(anchor) - firstFoldedWeek - weekOf(day);
  return back >= 0 && back < weekWindow ? 1 << back : 0;
}

/**
 * What `days` and `weeks` become when the anchor moves from `from` to `to`; days of `unlearned` leave without a trace.
 */
export function shiftDays(days: number, weeks: number, unlearned: number, from: number, to: number): [number, number] {
  const delta = to - from;
  const weekDelta = weekOf(to) - weekOf(from);
  let folded = weekDelta >= weekWindow ? 0 : (weeks << weekDelta) & 0xffff;
  const leaving = delta >= dayWindow ? days : delta === 0 ? 0 : days & (0xffffffff << (dayWindow - delta));
  let learned = leaving & ~unlearned;
  while (learned !== 0) {
    const bit = 31 - Math.clz32(learned);
    folded |= weekBit(to, from - bit);
    learned &= ~(1 << bit);
  }
  return [delta >= dayWindow ? 0 : (days << delta) >>> 0, folded];
}

/** Moves every value's marks from one anchor day to a later one. */
export function shiftMarks(marks: Marks, unlearned: number, from: number, to: number): void {
  for (let index = 0; index < marks.size; index++) {
    const shifted = shiftDays(marks.days[index] as number, marks.weeks[index] as number, unlearned, from, to);
    marks.days[index] = shifted[0];
    marks.weeks[index] = shifted[1];
  }
}

/** Keeps the values for which `keep` holds, in order. */
function filterMarks(marks: Marks, keep: (index: number) => boolean): void {
  let first = 0;
  while (first < marks.size && keep(first)) first++;
  if (first === marks.size) return;
  const names = namesToChange(marks);
  let kept = first;
  for (let index = first + 1; index < marks.size; index++) {
    if (!keep(index)) continue;
    marks.keys[kept] = marks.keys[index] as number;
    marks.days[kept] = marks.days[index] as number;
    marks.weeks[kept] = marks.weeks[index] as number;
    names[kept] = names[index] as string;
    kept++;
  }
  marks.size = kept;
  names.length = kept;
}

/**
 * Bounds the values that are new on one open day: those with the lowest rank keep their mark.
 * Which ones keep it depends only on the set of values, never on their order. A forgotten value merely looks new again.
 *
 * @param dayBit the day's bit
 * @param historyMask days more than one before it; a value with a mark there is not new
 */
export function boundOpenMarks(marks: Marks, dayBit: number, historyMask: number): void {
  const isNew = (index: number): boolean =>
    ((marks.days[index] as number) & dayBit) !== 0 &&
    ((marks.days[index] as number) & historyMask) === 0 &&
    marks.weeks[index] === 0;
  const ranks: number[] = [];
  for (let index = 0; index < marks.size; index++) {
    if (isNew(index)) ranks.push(evictionRank(marks.keys[index] as number));
  }
  if (ranks.length <= openCapacity) return;
  const limit = ranks.sort((a, b) => a - b)[openCapacity - 1] as number;
  for (let index = 0; index < marks.size; index++) {
    if (isNew(index) && evictionRank(marks.keys[index] as number) > limit) {
      marks.days[index] = ((marks.days[index] as number) & ~dayBit) >>> 0;
    }
  }
  filterMarks(marks, (index) => marks.days[index] !== 0 || marks.weeks[index] !== 0);
}

const isOpenOnly = (marks: Marks, index: number, openMask: number): boolean =>
  (marks.weeks[index] as number) === 0 && ((marks.days[index] as number) & ~openMask) === 0;

/** Drops values without a mark, then the least used of the closed ones beyond the capacity. */
export function boundClosedMarks(marks: Marks, openMask: number): void {
  filterMarks(marks, (index) => marks.days[index] !== 0 || marks.weeks[index] !== 0);
  const closed: number[] = [];
  for (let index = 0; index < marks.size; index++) {
    if (!isOpenOnly(marks, index, openMask)) closed.push(index);
  }
  if (closed.length <= closedCapacity) return;
  closed.sort((a, b) => usefulness(marks, b, openMask) - usefulness(marks, a, openMask) || compareRank(marks, a, b));
  for (const index of closed.slice(closedCapacity)) {
    marks.days[index] = ((marks.days[index] as number) & openMask) >>> 0;
    marks.weeks[index] = 0;
  }
  filterMarks(marks, (index) => marks.days[index] !== 0 || marks.weeks[index] !== 0);
}

const usefulness = (marks: Marks, index: number, openMask: number): number =>
  countBits((marks.days[index] as number) & ~openMask) + countBits(marks.weeks[index] as number);

const compareRank = (marks: Marks, a: number, b: number): number =>
  evictionRank(marks.keys[a] as number) - evictionRank(marks.keys[b] as number) ||
  dimensionOf(marks.keys[a] as number) - dimensionOf(marks.keys[b] as number);
