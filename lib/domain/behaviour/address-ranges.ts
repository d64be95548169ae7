import { type Address, type AddressRange, lastAddress } from "../event/address.ts";

/** Ranges of addresses with a value each, made for many look-ups. */
export interface RangeTable<Value> {
  /** How many ranges it was made from. */
  readonly size: number;
  /** The value of the longest prefix that holds the address; undefined where none does. */
  find(address: Address): Value | undefined;
}

/**
 * Makes a table of ranges of both versions. Where ranges lie in each other the longest prefix wins, among equal ranges
 * the one given first. Prefixes nest or are apart, so they are cut once into stretches that do not overlap, and a
 * look-up is one binary search however deep they nest.
 */
export function rangeTable<Value>(entries: Iterable<readonly [AddressRange, Value]>): RangeTable<Value> {
  const values: Value[] = [];
  const ranges: { readonly [width: number]: Placed[] } = { 1: [], 4: [] };
  for (const [range, value] of entries) {
    ranges[range.first.length]?.push({ range, last: lastAddress(range), value: values.length });
    values.push(value);
  }
  const ipv4 = stretchesOf(ranges[1] ?? [], 1);
  const ipv6 = stretchesOf(ranges[4] ?? [], 4);
  return {
    size: values.length,
    find(address) {
      const at = valueAt(address.length === 1 ? ipv4 : ipv6, address);
      return at < 0 ? undefined : values[at];
    },
  };
}

interface Placed {
  readonly range: AddressRange;
  readonly last: Address;
  readonly value: number;
}

/**
 * Stretch `at` begins with the address in `starts[at * width]` and the words after it, and ends where the next begins.
 */
interface Stretches {
  readonly width: number;
  readonly starts: Uint32Array;
  /** Index of the stretch's value, -1 where no range holds it. */
  readonly values: Int32Array;
}

/** No range: what lies between the ranges. */
const none = -1;

function stretchesOf(placed: Placed[], width: number): Stretches {
  // Wider ranges come first, so that the narrower ones lie upon them; of equal ranges the one given first comes last.
  placed.sort((a, b) => compare(a.range.first, b.range.first) || a.range.bits - b.range.bits || b.value - a.value);
  const starts: Address[] = [];
  const values: number[] = [];
  const begin = (start: Address | undefined, value: number) => {
    if (start === undefined) return;
    const newest = starts[starts.length - 1];
    if (newest !== undefined && compare(newest, start) === 0) values[values.length - 1] = value;
    else {
      starts.push(start);
      values.push(value);
    }
  };
  const open: Placed[] = [];
  const closeBefore = (start: Address | undefined) => {
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      if (start !== undefined && compare(top.last, start) >= 0) return;
      open.pop();
      begin(next(top.last), open.at(-1)?.value ?? none);
    }
  };
  for (const entry of placed) {
    closeBefore(entry.range.first);
    begin(entry.range.first, entry.value);
    open.push(entry);
  }
  closeBefore(undefined);
  return { width, starts: Uint32Array.from(starts.flat()), values: Int32Array.from(values) };
}

function compare(a: Address, b: Address): number {
  for (let at = 0; at < a.length; at++) {
    const difference = (a[at] as number) - (b[at] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The address after this one; undefined after the very last. */
function next(address: Address): Address | undefined {
  const words = [...address];
  for (let at = words.length - 1; at >= 0; at--) {
    const word = words[at] as number;
    words[at] = (word + 1) >>> 0;
    if (words[at] !== 0) return words;
  }
  return undefined;
}

function valueAt({ width, starts, values }: Stretches, address: Address): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (startsAfter(starts, middle * width, address)) high = middle;
    else low = middle + 1;
  }
  return low === 0 ? none : (values[low - 1] as number);
}

function startsAfter(starts: Uint32Array, offset: number, address: Address): boolean {
  for (let at = 0; at < address.length; at++) {
    const start = starts[offset + at] as number;
    const word = address[at] as number;
    if (start !== word) return start > word;
  }
  return false;
}
