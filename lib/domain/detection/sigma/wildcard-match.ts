import { directWork } from "./literal-search.ts";
import { anyOne, anyRun, type PatternPart, type TextPattern } from "./text-pattern.ts";

/** Literals and single wildcards between two runs. */
type Stretch = readonly PatternPart[];

/** The first place from `from` on where a stretch fits, or -1. */
type StretchSearch = (text: string, from: number) => number;

/**
 * Matches stretch after stretch, each at the first place that it fits: with runs between them, an earlier place never
 * spoils a later stretch, so there is no backtracking.
 */
export function compileStretches(pattern: TextPattern): (text: string) => boolean {
  const stretches: PatternPart[][] = [[]];
  for (const part of pattern) {
    if (part === anyRun) stretches.push([]);
    else stretches.at(-1)!.push(part);
  }
  const first = stretches[0]!;
  const last = stretches.at(-1)!;
  const middle = stretches.slice(1, -1).map((stretch) => ({ length: lengthOf(stretch), search: searchOf(stretch) }));
  const firstLength = lengthOf(first);
  const lastLength = lengthOf(last);
  return (text) => {
    if (!fits(first, text, 0)) return false;
    let at = firstLength;
    if (stretches.length === 1) return at === text.length;
    for (const { length, search } of middle) {
      const place = search(text, at);
      if (place === -1) return false;
      at = place + length;
    }
    return text.length - lastLength >= at && fits(last, text, text.length - lastLength);
  };
}

function lengthOf(stretch: Stretch): number {
  return stretch.reduce<number>((sum, part) => sum + (typeof part === "string" ? part.length : 1), 0);
}

function fits(stretch: Stretch, text: string, from: number): boolean {
  let at = from;
  for (const part of stretch) {
    if (typeof part === "string") {
      if (!text.startsWith(part, at)) return false;
      at += part.length;
    } else if (part === anyOne) at += 1;
  }
  return at <= text.length;
}

function searchOf(stretch: Stretch): StretchSearch {
  const length = lengthOf(stretch);
  let walk: StretchSearch | undefined;
  return (text, from) => {
    if (text.length * length <= directWork) return firstPlace(stretch, length, text, from);
    walk ??= bitwiseWalk(stretch, length);
    return walk(text, from);
  };
}

/** Tries each place. */
function firstPlace(stretch: Stretch, length: number, text: string, from: number): number {
  const head = stretch[0];
  const lastStart = text.length - length;
  for (let at = from; at <= lastStart; at++) {
    if (typeof head === "string") {
      at = text.indexOf(head, at);
      if (at === -1 || at > lastStart) return -1;
    }
    if (fits(stretch, text, at)) return at;
  }
  return -1;
}

const wordBits = 32;

/**
 * Walks a long text once, with a bit for each character of the stretch that says whether the text fits up to there
 * (R. Baeza-Yates, G. Gonnet, "A New Approach to Text Searching", CACM 35:10, 1992): one step a character for each 32
 * characters of the stretch, whatever the text.
 */
function bitwiseWalk(stretch: Stretch, length: number): StretchSearch {
  const words = Math.ceil(length / wordBits);
  const { masks, others } = masksOf(stretch, words);
  const fitted = 1 << ((length - 1) % wordBits);
  return (text, from) => {
    const state = new Int32Array(words);
    for (let at = from; at < text.length; at++) {
      const mask = masks.get(text.charCodeAt(at)) ?? others;
      let carry = 1;
      for (let word = 0; word < words; word++) {
        const before = state[word]!;
        state[word] = ((before << 1) | carry) & mask[word]!;
        carry = before >>> (wordBits - 1);
      }
      if ((state[words - 1]! & fitted) !== 0) return at + 1 - length;
    }
    return -1;
  };
}

/** For each character the places of the stretch where it fits, and the same for all characters that it does not name. */
function masksOf(stretch: Stretch, words: number): { masks: ReadonlyMap<number, Int32Array>; others: Int32Array } {
  const masks = new Map<number, Int32Array>();
  const others = new Int32Array(words);
  const places: (number | undefined)[] = stretch.flatMap((part) =>
    typeof part === "string" ? Array.from({ length: part.length }, (_, at) => part.charCodeAt(at)) : [undefined],
  );
  const allow = (mask: Int32Array, place: number): void => {
    const word = Math.floor(place / wordBits);
    mask[word] = mask[word]! | (1 << (place % wordBits));
  };
  for (const unit of places) if (unit !== undefined && !masks.has(unit)) masks.set(unit, new Int32Array(words));
  places.forEach((unit, place) => {
    for (const mask of unit === undefined ? [others, ...masks.values()] : [masks.get(unit)!]) allow(mask, place);
  });
  return { masks, others };
}
