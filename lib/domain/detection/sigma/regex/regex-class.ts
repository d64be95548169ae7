import { type CharSet, complement, digits, oneUnit, spaces, union, withBothCases, wordUnits } from "./char-set.ts";
import { readEscape } from "./regex-escape.ts";
import { RegexRefusal } from "./regex-node.ts";

const lower: CharSet = [[97, 122]];
const upper: CharSet = [[65, 90]];

const posixSets: Readonly<Record<string, CharSet>> = {
  alpha: union(lower, upper),
  digit: digits,
  alnum: union(lower, upper, digits),
  lower,
  upper,
  word: wordUnits,
  space: spaces,
  blank: [
    [9, 9],
    [32, 32],
  ],
  xdigit: [
    [48, 57],
    [65, 70],
    [97, 102],
  ],
  punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
};

/** Reads the class whose `[` stands just before `at`. A `]` that comes first is an ordinary character, as in PCRE. */
export function readClass(source: string, at: number, ignoreCase: boolean): { set: CharSet; next: number } {
  const negated = source[at] === "^";
  let next = negated ? at + 1 : at;
  const first = next;
  const sets: CharSet[] = [];
  while (source[next] !== "]" || next === first) {
    if (next >= source.length) throw new RegexRefusal("a character class without its ]", "close the class with ]");
    const item = readItem(source, next);
    next = item.next;
    if (item.single && source[next] === "-" && source[next + 1] !== "]" && next + 1 < source.length) {
      const end = readItem(source, next + 1);
      const low = item.set[0]![0];
      const high = end.set[0]?.[0];
      if (!end.single || high === undefined || high < low)
        throw new RegexRefusal(`the range ${source.slice(next - 1, end.next)}`, "write the lower character first");
      sets.push([[low, high]]);
      next = end.next;
    } else sets.push(item.set);
  }
  const listed = union(...sets);
  const folded = ignoreCase ? withBothCases(listed) : listed;
  return { set: negated ? complement(folded) : folded, next: next + 1 };
}

function readItem(source: string, at: number): { set: CharSet; single: boolean; next: number } {
  if (source[at] === "\\") {
    if (source[at + 1] === "b") return { set: oneUnit(8), single: true, next: at + 2 };
    return readEscape(source, at + 1);
  }
  const posix = /^\[:(\^?)([a-z]+):\]/.exec(source.slice(at, at + 16));
  if (posix !== null) {
    const name = posix[2]!;
    const set = Object.hasOwn(posixSets, name) ? posixSets[name] : undefined;
    if (set === undefined)
      throw new RegexRefusal(`the class [:${name}:]`, `use one of ${Object.keys(posixSets).join(", ")}`);
    return { set: posix[1] === "^" ? complement(set) : set, single: false, next: at + posix[0].length };
  }
  const unit = source.charCodeAt(at);
  if (unit >= 0xd800 && unit <= 0xdfff)
    throw new RegexRefusal("a character beyond U+FFFF in a class", "write it as an alternative: (?:x|y)");
  return { set: oneUnit(unit), single: true, next: at + 1 };
}
