import { type CharSet, complement, digits, oneUnit, spaces, wordUnits } from "./char-set.ts";
import { RegexRefusal } from "./regex-node.ts";

/** What stood after a backslash: the set it means, whether it may end a range, and where the text goes on. */
export interface Escape {
  readonly set: CharSet;
  readonly single: boolean;
  readonly next: number;
}

const letterSets: Readonly<Record<string, CharSet>> = {
  d: digits,
  D: complement(digits),
  w: wordUnits,
  W: complement(wordUnits),
  s: spaces,
  S: complement(spaces),
  h: [
    [9, 9],
    [32, 32],
  ],
};

const letterUnits: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, a: 7, e: 27, 0: 0 };

/** Reads the escape whose letter stands at `at`, just after its backslash. */
export function readEscape(source: string, at: number): Escape {
  const letter = source[at];
  if (letter === undefined) throw new RegexRefusal("a backslash at the very end", "write \\\\ for a backslash");
  const set = Object.hasOwn(letterSets, letter) ? letterSets[letter] : undefined;
  if (set !== undefined) return { set, single: false, next: at + 1 };
  const unit = Object.hasOwn(letterUnits, letter) ? letterUnits[letter] : undefined;
  if (unit !== undefined) return { set: oneUnit(unit), single: true, next: at + 1 };
  if (letter === "x" || letter === "u") return readHex(source, at);
  if (/[1-9kg]/.test(letter))
    throw new RegexRefusal(`the back reference \\${letter}`, "write out what the group may be, without referring back");
  if (/[A-Za-z]/.test(letter))
    throw new RegexRefusal(
      `the escape \\${letter}`,
      "use a character class such as [A-Z], or one of \\d \\w \\s \\h \\b \\t \\n \\r \\f \\v \\xHH \\uHHHH",
    );
  return { set: oneUnit(letter.charCodeAt(0)), single: true, next: at + 1 };
}

function readHex(source: string, at: number): Escape {
  const rest = source.slice(at, at + 8);
  const match = /^x\{([0-9A-Fa-f]{1,4})\}|^x([0-9A-Fa-f]{2})|^u([0-9A-Fa-f]{4})/.exec(rest);
  if (match === null)
    throw new RegexRefusal(
      `the escape \\${rest.slice(0, 4)}`,
      "write \\xHH, \\x{HHHH} or \\uHHHH with hexadecimal digits",
    );
  const unit = Number.parseInt((match[1] ?? match[2] ?? match[3])!, 16);
  return { set: oneUnit(unit), single: true, next: at + match[0].length };
}
