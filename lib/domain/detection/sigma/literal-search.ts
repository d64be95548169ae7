/** Says whether a text contains what is searched for. Takes one step a character, whatever the text. */
export type Search = (text: string) => boolean;

/** Texts and literals up to this product are searched directly: at the very worst that many comparisons. */
export const directWork = 1 << 18;
/** Entries of the largest table: some megabytes, for the longest lists that rules may hold. */
const mostEntries = 4_000_000;

/** Whether a text contains the literal. */
export function searchOne(literal: string): Search {
  let overlaps: Int32Array | undefined;
  return (text) => {
    if (text.length * literal.length <= directWork) return text.includes(literal);
    overlaps ??= overlapsOf(literal);
    return walkOnce(text, literal, overlaps);
  };
}

/** Whether a text contains one of the literals, which are tried in turn. */
export function searchInTurn(literals: readonly string[]): Search {
  const searches = literals.map(searchOne);
  return (text) => {
    // No closure for each text: this runs for every record.
    for (let at = 0; at < searches.length; at++) if ((searches[at] as Search)(text)) return true;
    return false;
  };
}

/**
 * V8's own search is the fastest, but takes text times literal where both were made for it. A long text is walked once,
 * with at most two comparisons a character (D. Knuth, J. Morris, V. Pratt, "Fast Pattern Matching in Strings", SIAM
 * Journal on Computing 6:2, 1977).
 */
function walkOnce(text: string, literal: string, overlaps: Int32Array): boolean {
  let matched = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    while (matched > 0 && literal.charCodeAt(matched) !== unit) matched = overlaps[matched - 1]!;
    if (literal.charCodeAt(matched) === unit) matched += 1;
    if (matched === literal.length) return true;
  }
  return false;
}

/** For each beginning of the literal, how much of its end is a beginning as well. */
function overlapsOf(literal: string): Int32Array {
  const overlaps = new Int32Array(literal.length);
  for (let at = 1, matched = 0; at < literal.length; at++) {
    const unit = literal.charCodeAt(at);
    while (matched > 0 && literal.charCodeAt(matched) !== unit) matched = overlaps[matched - 1]!;
    if (literal.charCodeAt(matched) === unit) matched += 1;
    overlaps[at] = matched;
  }
  return overlaps;
}

/** Whether a text begins (or ends) with one of the literals: at most as many steps as the longest of them has characters. */
export function searchEnd(literals: readonly string[], end: "start" | "end"): Search {
  if (literals.includes("")) return () => true;
  const { nodes, step } = treeOf(end === "start" ? literals : literals.map(backwards));
  return (text) => {
    let state: number | undefined = 0;
    for (let at = 0; at < text.length; at++) {
      state = step(state, text.charCodeAt(end === "start" ? at : text.length - 1 - at));
      if (state === undefined) return false;
      if (nodes[state]!.found) return true;
    }
    return false;
  };
}

/** By code units, as everything here is. */
const backwards = (text: string): string => {
  let turned = "";
  for (let at = text.length - 1; at >= 0; at--) turned += text[at];
  return turned;
};

/**
 * Looks for all literals in one walk over the text (A. Aho, M. Corasick, "Efficient String Matching", CACM 18:6, 1975):
 * a text costs its length, however many literals there are and however alike they begin.
 */
export function searchTogether(literals: readonly string[]): Search {
  if (literals.includes("")) return () => true;
  const tree = treeOf(literals);
  const units = unitGroups(literals);
  const advance = linkedFallbacks(tree);
  if (tree.nodes.length * units.count > mostEntries) return sparseWalk(tree.nodes, advance);
  return denseWalk(tree.nodes, units);
}

interface Node {
  readonly parent: number;
  readonly unit: number;
  readonly depth: number;
  /** The longest end of what was read that begins a literal as well. */
  fallback: number;
  found: boolean;
}

interface Tree {
  readonly nodes: readonly Node[];
  step(state: number, unit: number): number | undefined;
}

type Advance = (state: number, unit: number) => number;

function treeOf(literals: readonly string[]): Tree {
  const steps = new Map<number, number>();
  const step = (state: number, unit: number): number | undefined => steps.get(state * 0x10000 + unit);
  const nodes: Node[] = [{ parent: 0, unit: 0, depth: 0, fallback: 0, found: false }];
  for (const literal of literals) {
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
  return { nodes, step };
}

/** Fills in the fallbacks, level by level. */
function linkedFallbacks({ nodes, step }: Tree): Advance {
  const advance: Advance = (from, unit) => {
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
  return advance;
}

interface UnitGroups {
  readonly count: number;
  readonly of: Uint16Array;
}

/** The different code units of the literals, each a group; group 0 is all others. */
function unitGroups(literals: readonly string[]): UnitGroups {
  const units = new Set<number>();
  for (const literal of literals) for (let at = 0; at < literal.length; at++) units.add(literal.charCodeAt(at));
  const of = new Uint16Array(Math.max(0, ...units) + 1);
  let count = 1;
  for (const unit of units) of[unit] = count++;
  return { count, of };
}

/** One row of the table for each state, with a place for each group: where the walk goes on, as the offset of a row. */
function denseWalk(nodes: readonly Node[], { count, of }: UnitGroups): Search {
  const table = new Int32Array(nodes.length * count);
  const children = nodes.map((): number[] => []);
  nodes.forEach(({ parent }, state) => {
    if (state > 0) children[parent]!.push(state);
  });
  const shallowFirst = nodes.map((_node, state) => state).sort((a, b) => nodes[a]!.depth - nodes[b]!.depth);
  for (const state of shallowFirst) {
    // What leads nowhere from here goes where it goes from the fallback, which is less deep, so that its row is ready.
    const { fallback } = nodes[state]!;
    if (state > 0) table.copyWithin(state * count, fallback * count, (fallback + 1) * count);
    for (const child of children[state]!) {
      const { unit, found } = nodes[child]!;
      table[state * count + of[unit]!] = found ? foundRow : child * count;
    }
  }
  return (text) => {
    let row = 0;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      row = table[row + (unit < of.length ? of[unit]! : 0)]!;
      if (row === foundRow) return true;
    }
    return false;
  };
}

const foundRow = -1;

function sparseWalk(nodes: readonly Node[], advance: Advance): Search {
  return (text) => {
    let state = 0;
    for (let at = 0; at < text.length; at++) {
      state = advance(state, text.charCodeAt(at));
      if (nodes[state]!.found) return true;
    }
    return false;
  };
}
