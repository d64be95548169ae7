import { foldCase, type TextTest } from "./text-match.ts";

/** Lists up to this length are simply tried in turn. */
const shortList = 8;

/** True where the text equals one of the literals. */
export function equalsOneOf(literals: readonly string[], cased: boolean): TextTest {
  const wanted = new Set(cased ? literals : literals.map(foldCase));
  return cased ? (text) => wanted.has(text) : (text) => wanted.has(text) || wanted.has(foldCase(text));
}

/** True where the text starts (or ends) with one of the literals: one look-up for each different length. */
export function startsOrEndsWithOneOf(literals: readonly string[], cased: boolean, end: "start" | "end"): TextTest {
  const byLength = new Map<number, Set<string>>();
  for (const literal of cased ? literals : literals.map(foldCase)) {
    const sameLength = byLength.get(literal.length);
    if (sameLength === undefined) byLength.set(literal.length, new Set([literal]));
    else sameLength.add(literal);
  }
  const groups = [...byLength];
  return (original) => {
    const text = cased ? original : foldCase(original);
    return groups.some(([length, wanted]) => {
      if (length > text.length) return false;
      return wanted.has(end === "start" ? text.slice(0, length) : text.slice(text.length - length));
    });
  };
}

/** True where the text contains one of the literals: long lists are entered by their first two characters. */
export function containsOneOf(literals: readonly string[], cased: boolean): TextTest {
  const wanted = cased ? literals : literals.map(foldCase);
  if (wanted.length <= shortList || wanted.some((literal) => literal.length < 2)) {
    return (original) => {
      const text = cased ? original : foldCase(original);
      return wanted.some((literal) => text.includes(literal));
    };
  }
  const byHead = new Map<number, string[]>();
  for (const literal of wanted) {
    const head = headAt(literal, 0);
    const sameHead = byHead.get(head);
    if (sameHead === undefined) byHead.set(head, [literal]);
    else sameHead.push(literal);
  }
  return (original) => {
    const text = cased ? original : foldCase(original);
    for (let at = 0; at + 1 < text.length; at++) {
      const sameHead = byHead.get(headAt(text, at));
      if (sameHead?.some((literal) => text.startsWith(literal, at)) === true) return true;
    }
    return false;
  };
}

function headAt(text: string, at: number): number {
  return text.charCodeAt(at) * 0x10000 + text.charCodeAt(at + 1);
}
