import type { Letters } from "./letters.ts";
import { isSearchedDirectly, unitsOf } from "./literal-search.ts";
import { anyRun, type TextPattern } from "./text-pattern.ts";

/** The code units between two runs; `any` for a single wildcard. */
type Stretch = readonly number[];
const any = -1;

/** The first place from `from` on where a stretch fits, or -1. */
type StretchSearch = (text: string, from: number) => number;

/**
 * Matches stretch after stretch, each at the first place that it fits: with runs between them, an earlier place never
 * spoils a later stretch, so there is no backtracking.
 */
export function compileStretches(pattern: TextPattern, letters: Letters): (text: string) => boolean {
  const stretches: number[][] = [[]];
  for (const part of pattern) {
    if (part === anyRun) stretches.push([]);
    else if (typeof part === "string") stretches.at(-1)!.push(...unitsOf(part, letters));
    else stretches.at(-1)!.push(any);
  }
  const plain = letters.units();
  const first = stretches[0]!;
  const last = stretches.at(-1)!;
  const middle = stretches.slice(1, -1).map((stretch) => ({ stretch, search: searchOf(stretch, plain) }));
  return (text) => {
    if (!fits(first, text, 0, plain)) return false;
    let at = first.length;
    if (stretches.length === 1) return at === text.length;
    for (const { stretch, search } of middle) {
      const place = search(text, at);
      if (place === -1) return false;
      at = place + stretch.length;
    }
    return text.length - last.length >= at && fits(last, text, text.length - last.length, plain);
  };
}

/** The code unit that stands for each, where some are alike. */
type Plain = Uint16Array | undefined;

function fits(stretch: Stretch, text: string, from: number, plain: Plain): boolean {
  if (from + stretch.length > text.length) return false;
  for (let at = 0; at < stretch.length; at++) {
    const unit = text.charCodeAt(from + at);
    const wanted = stretch[at] as number;
    if (wanted !== any && wanted !== (plain === undefined ? unit : plain[unit])) return false;
  }
  return true;
}

function searchOf(stretch: Stretch, plain: Plain): StretchSearch {
  let walk: StretchSearch | undefined;
  return (text, from) => {
    if (isSearchedDirectly(text.length, stretch.length)) return firstPlace(stretch, text, from, plain);
    walk ??= bitwiseWalk(stretch, plain);
    return walk(text, from);
  };
}

/** Tries each place. */
function firstPlace(stretch: Stretch, text: string, from: number, plain: Plain): number {
  for (let at = from; at + stretch.length <= text.length; at++) if (fits(stretch, text, at, plain)) return at;
  return -1;
}

const wordBits = 32;

/**
 * Walks a long text once, with a bit for each character of the stretch that says whether the text fits up to there
 * (R. Baeza-Yates, G. Gonnet, "A New Approach to Text Searching", CACM 35:10, 1992): one step a character for each 32
 * characters of the stretch, whatever the text.
 */
function bitwiseWalk(stretch: Stretch, plain: Plain): StretchSearch {
  const words = Math.ceil(stretch.length / wordBits);
  const { masks, rows } = masksOf(stretch, words);
  const fitted = 1 << ((stretch.length - 1) % wordBits);
  const state = new Int32Array(words);
  return (text, from) => {
    let first = 0;
    state.fill(0);
    for (let at = from; at < text.length; at++) {
      let unit = text.charCodeAt(at);
      if (plain !== undefined) unit = plain[unit] as number;
      const row = unit < rows.length ? (rows[unit] as number) : 0;
      let carry = first >>> (wordBits - 1);
      first = ((first << 1) | 1) & (masks[row] as number);
      let last = first;
      for (let word = 1; word < words; word++) {
        const before = state[word] as number;
        last = ((before << 1) | carry) & (masks[row + word] as number);
        state[word] = last;
        carry = before >>> (wordBits - 1);
      }
      if ((last & fitted) !== 0) return at + 1 - stretch.length;
    }
    return -1;
  };
}

/**
 * The places of the stretch where a character fits, as the bits of a row: row 0 for all characters that the stretch
 * does not name. `rows` says where a character's row begins.
 */
function masksOf(stretch: Stretch, words: number): { readonly masks: Int32Array; readonly rows: Int32Array } {
  const units = [...new Set(stretch)].filter((unit) => unit !== any);
  const rows = new Int32Array(Math.max(0, ...units) + 1);
  units.forEach((unit, index) => {
    rows[unit] = (index + 1) * words;
  });
  const masks = new Int32Array((units.length + 1) * words);
  stretch.forEach((wanted, place) => {
    const word = Math.floor(place / wordBits);
    const fitting = wanted === any ? [0, ...units.map((unit) => rows[unit] as number)] : [rows[wanted] as number];
    for (const row of fitting) masks[row + word] = (masks[row + word] as number) | (1 << (place % wordBits));
  });
  return { masks, rows };
}
