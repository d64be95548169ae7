import { type Letters, longText } from "./letters.ts";
import { linkedTree, type Tree } from "./literal-tree.ts";

/** Says whether a text contains what is searched for. */
export type Search = (text: string) => boolean;

/** Texts and literals up to this product are searched directly: at the very worst that many comparisons. */
const directWork = 1 << 18;
/** Literals up to this many are tried in turn in a short text. */
const shortList = 8;
/** Entries of the largest table: some megabytes, for the longest lists that rules may hold. */
const mostEntries = 4_000_000;

/** Whether V8's own search, which may take text times literal where both were made for it, is bound to be fast. */
export function isSearchedDirectly(textLength: number, literalLength: number): boolean {
  return textLength <= longText && textLength * literalLength <= directWork;
}

/** Whether a text contains one of the literals, up to what the letters take for one another. */
export function searchFor(literals: readonly string[], letters: Letters): Search {
  const wanted = literals.map(letters.plain);
  const longest = Math.max(0, ...wanted.map(({ length }) => length));
  let walk: Search | undefined;
  return (text) => {
    if (wanted.length > shortList || !isSearchedDirectly(text.length, longest)) {
      walk ??= searchTogether(wanted, letters);
      return walk(text);
    }
    const plain = letters.plain(text);
    // No closure for each text: this runs for every record.
    for (let at = 0; at < wanted.length; at++) if (plain.includes(wanted[at] as string)) return true;
    return false;
  };
}

/**
 * Looks for all literals in one walk over the text (A. Aho, M. Corasick, "Efficient String Matching", CACM 18:6, 1975):
 * one step a character, whatever the text, however many literals there are and however alike they begin. The literals
 * are plain already.
 */
export function searchTogether(wanted: readonly string[], letters: Letters): Search {
  if (wanted.includes("")) return () => true;
  const tree = linkedTree(wanted);
  const groups = groupsOf(wanted);
  return tree.nodes.length * groups.count > mostEntries ? sparseWalk(tree, letters) : denseWalk(tree, groups, letters);
}

/** The different code units of the literals, each a group; group 0 is all others. */
interface Groups {
  readonly count: number;
  readonly of: Uint16Array;
}

function groupsOf(literals: readonly string[]): Groups {
  const units = new Set<number>();
  for (const literal of literals) for (let at = 0; at < literal.length; at++) units.add(literal.charCodeAt(at));
  const of = new Uint16Array(Math.max(0, ...units) + 1);
  let count = 1;
  for (const unit of units) of[unit] = count++;
  return { count, of };
}

const foundRow = -1;

/** A row of the table for each state, with a place for each group: where the walk goes on, as the offset of a row. */
function denseWalk({ nodes, shallowFirst }: Tree, { count, of }: Groups, letters: Letters): Search {
  const table = new Int32Array(nodes.length * count);
  for (const state of shallowFirst) {
    // What leads nowhere from here goes where it goes from the fallback, which is less deep, so that its row is ready.
    const { fallback, children } = nodes[state]!;
    if (state > 0) table.copyWithin(state * count, fallback * count, (fallback + 1) * count);
    for (const child of children) {
      const { unit, found } = nodes[child]!;
      table[state * count + of[unit]!] = found ? foundRow : child * count;
    }
  }
  const plain = letters.units();
  const low = Uint16Array.from(
    { length: 256 },
    (_, unit) => of[plain === undefined ? unit : (plain[unit] as number)] ?? 0,
  );
  return (text) => {
    let row = 0;
    for (let at = 0; at < text.length; at++) {
      let unit = text.charCodeAt(at);
      let group = 0;
      if (unit < 256) group = low[unit] as number;
      else {
        if (plain !== undefined) unit = plain[unit] as number;
        if (unit < of.length) group = of[unit] as number;
      }
      row = table[row + group] as number;
      if (row === foundRow) return true;
    }
    return false;
  };
}

function sparseWalk({ nodes, advance }: Tree, letters: Letters): Search {
  return (text) => {
    const plain = letters.units();
    let state = 0;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      state = advance(state, plain === undefined ? unit : plain[unit]!);
      if (nodes[state]!.found) return true;
    }
    return false;
  };
}

/**
 * Whether one text is inside another where both come out of a record: nothing is built that would take longer than a
 * walk over both (D. Knuth, J. Morris, V. Pratt, "Fast Pattern Matching in Strings", SIAM Journal on Computing 6:2,
 * 1977).
 */
export function isInside(literal: string, text: string, letters: Letters): boolean {
  if (isSearchedDirectly(text.length, literal.length)) return letters.plain(text).includes(letters.plain(literal));
  const wanted = unitsOf(literal, letters);
  const overlaps = overlapsOf(wanted);
  const units = unitsOf(text, letters);
  let matched = 0;
  for (let at = 0; at < units.length && matched < wanted.length; at++) {
    matched = advanceIn(wanted, overlaps, matched, units[at] as number);
  }
  return matched === wanted.length;
}

/** A text's code units, with alike ones written as one. */
export function unitsOf(text: string, letters: Letters): Uint16Array {
  const plain = letters.units();
  const units = new Uint16Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    units[at] = plain === undefined ? unit : (plain[unit] as number);
  }
  return units;
}

/** For each beginning of the literal, how much of its end is a beginning as well. */
function overlapsOf(wanted: Uint16Array): Int32Array {
  const overlaps = new Int32Array(wanted.length);
  let matched = 0;
  for (let at = 1; at < wanted.length; at++) {
    matched = advanceIn(wanted, overlaps, matched, wanted[at] as number);
    overlaps[at] = matched;
  }
  return overlaps;
}

function advanceIn(wanted: Uint16Array, overlaps: Int32Array, from: number, unit: number): number {
  let matched = from;
  while (matched > 0 && wanted[matched] !== unit) matched = overlaps[matched - 1] as number;
  return wanted[matched] === unit ? matched + 1 : matched;
}
