/** Says whether a text contains what is searched for. Takes one step a character, whatever the text. */
export type Search = (text: string) => boolean;

/** Texts and literals up to this product are searched directly: at the very worst that many comparisons. */
const directWork = 1 << 18;
/** Entries of the largest table: a few megabytes for the longest lists that rules may hold. */
const mostEntries = 4_000_000;

/**
 * Whether a text contains the literal. V8's own search is the fastest, but takes text times literal for a text that was
 * made for it; a long text is therefore walked once.
 */
export function searchOne(literal: string): Search {
  let linear: Search | undefined;
  return (text) => {
    if (text.length * literal.length <= directWork) return text.includes(literal);
    linear ??= searchTogether([literal]);
    return linear(text);
  };
}

/** Whether a text contains one of the literals, which are tried in turn where the text is short. */
export function searchInTurn(literals: readonly string[]): Search {
  const longest = Math.max(0, ...literals.map(({ length }) => length));
  let linear: Search | undefined;
  return (text) => {
    if (text.length * longest > directWork) {
      linear ??= searchTogether(literals);
      return linear(text);
    }
    // No closure for each text: this runs for every record.
    for (let at = 0; at < literals.length; at++) if (text.includes(literals[at] as string)) return true;
    return false;
  };
}

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
  return denseWalk(tree.nodes, units, advance);
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

/** The different code units of the literals, each a group; group 0 is all others. */
function unitGroups(literals: readonly string[]): { readonly count: number; readonly of: Uint16Array } {
  const units = new Set<number>();
  for (const literal of literals) for (let at = 0; at < literal.length; at++) units.add(literal.charCodeAt(at));
  const of = new Uint16Array(Math.max(0, ...units) + 1);
  let count = 1;
  for (const unit of units) of[unit] = count++;
  return { count, of };
}

function denseWalk(nodes: readonly Node[], units: ReturnType<typeof unitGroups>, advance: Advance): Search {
  const { count, of } = units;
  const table = new Int32Array(nodes.length * count);
  const order = nodes.map((_node, state) => state).sort((a, b) => nodes[a]!.depth - nodes[b]!.depth);
  const members = [...of.entries()].filter(([, group]) => group > 0);
  for (const state of order) {
    // What leads nowhere from here goes where it goes from the fallback, whose row is ready: it is less deep.
    const { fallback } = nodes[state]!;
    if (state > 0) table.copyWithin(state * count, fallback * count, (fallback + 1) * count);
    for (const [unit, group] of members) {
      const next = advance(state, unit);
      if (state === 0 || nodes[next]!.parent === state)
        table[state * count + group] = nodes[next]!.found ? foundRow : next * count;
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
