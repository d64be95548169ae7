import { foldCase, isAscii, mayBegin, mayEnd, type TextTest } from "./text-match.ts";

/** Lists up to this length are simply tried in turn. */
const shortList = 8;

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

function searchInTurn(wanted: readonly string[]): TextTest {
  // No closure for each text: this runs for every record.
  return (text) => {
    for (let at = 0; at < wanted.length; at++) if (text.includes(wanted[at] as string)) return true;
    return false;
  };
}

/**
 * Looks for all literals in one walk over the text (A. Aho, M. Corasick, "Efficient String Matching", CACM 18:6, 1975):
 * a text costs its length, however many literals there are and however alike they begin.
 */
function searchTogether(wanted: readonly string[]): TextTest {
  const steps = new Map<number, number>();
  const step = (state: number, unit: number): number | undefined => steps.get(state * 0x10000 + unit);
  const nodes = [{ parent: 0, unit: 0, depth: 0, fallback: 0, found: wanted.includes("") }];
  for (const literal of wanted) {
    let state = 0;
    for (let at = 0; at < literal.length; at++) {
      const unit = literal.charCodeAt(at);
      let next = step(state, unit);
      if (next === undefined) {
        next = nodes.length;
        nodes.push({ parent: state, unit, depth: at + 1, fallback: 0, found: false });
        steps.set(state * 0x10000 + unit, next);
      }
      state = next;
    }
    nodes[state]!.found = true;
  }
  const advance = (from: number, unit: number): number => {
    let state = from;
    for (;;) {
      const next = step(state, unit);
      if (next !== undefined) return next;
      if (state === 0) return 0;
      state = nodes[state]!.fallback;
    }
  };
  for (const node of [...nodes].sort((a, b) => a.depth - b.depth)) {
    if (node.depth > 1) node.fallback = advance(nodes[node.parent]!.fallback, node.unit);
    if (nodes[node.fallback]!.found) node.found = true;
  }
  return (text) => {
    let state = 0;
    if (nodes[0]!.found) return true;
    for (let at = 0; at < text.length; at++) {
      state = advance(state, text.charCodeAt(at));
      if (nodes[state]!.found) return true;
    }
    return false;
  };
}
