import { searchEnd, searchInTurn, searchTogether } from "./literal-search.ts";
import { foldCase, isAscii, mayBegin, mayEnd, type TextTest } from "./text-match.ts";

/** Lists up to this length are simply tried in turn. */
const shortList = 8;
/** Of more different lengths than these, the ends of a text are not cut out for each. */
const mostLengths = 16;

/** True where the text equals one of the literals. A text as long as none of them is not even looked at. */
export function equalsOneOf(literals: readonly string[], cased: boolean): TextTest {
  const wanted = new Set(cased ? literals : literals.map(foldCase));
  if (cased) return (text) => wanted.has(text);
  // Folding keeps the length of every text that folds into ASCII.
  const lengths = literals.every(isAscii) ? new Set(literals.map(({ length }) => length)) : undefined;
  return (text) =>
    (lengths === undefined || lengths.has(text.length)) && (wanted.has(text) || wanted.has(foldCase(text)));
}

/** True where the text starts (or ends) with one of the literals: one look-up for each different length. */
export function startsOrEndsWithOneOf(literals: readonly string[], cased: boolean, end: "start" | "end"): TextTest {
  const wanted = cased ? literals : literals.map(foldCase);
  const byLength = new Map<number, Set<string>>();
  for (const literal of wanted) {
    const sameLength = byLength.get(literal.length);
    if (sameLength === undefined) byLength.set(literal.length, new Set([literal]));
    else sameLength.add(literal);
  }
  const groups = [...byLength];
  if (groups.length > mostLengths) {
    const search = searchEnd(wanted, end);
    return cased ? search : (text) => search(foldCase(text));
  }
  const may = end === "start" ? mayBegin : mayEnd;
  const isShort = wanted.length <= shortList;
  return (original) => {
    if (isShort && !someMay(original, wanted, may)) return false;
    const text = cased ? original : foldCase(original);
    for (const [length, sameLength] of groups) {
      if (length > text.length) continue;
      if (sameLength.has(end === "start" ? text.slice(0, length) : text.slice(text.length - length))) return true;
    }
    return false;
  };
}

function someMay(text: string, wanted: readonly string[], may: typeof mayBegin): boolean {
  for (let at = 0; at < wanted.length; at++) if (may(text, wanted[at] as string)) return true;
  return false;
}

/** True where the text contains one of the literals. */
export function containsOneOf(literals: readonly string[], cased: boolean): TextTest {
  const wanted = cased ? literals : literals.map(foldCase);
  const search = wanted.length <= shortList ? searchInTurn(wanted) : searchTogether(wanted);
  return cased ? search : (text) => search(foldCase(text));
}
