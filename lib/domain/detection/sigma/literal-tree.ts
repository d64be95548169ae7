/** A beginning of some literals. */
export interface Node {
  readonly parent: number;
  readonly unit: number;
  readonly depth: number;
  readonly children: number[];
  /** The longest end of what was read that begins a literal as well. */
  fallback: number;
  /** Whether what was read ends with a literal. */
  found: boolean;
}

/** The beginnings of literals, each with its fallback, as Aho and Corasick have it. Node 0 is nothing read. */
export interface Tree {
  readonly nodes: readonly Node[];
  readonly shallowFirst: readonly number[];
  /** Where a walk goes from a node with a code unit. */
  readonly advance: (from: number, unit: number) => number;
}

export function linkedTree(literals: readonly string[]): Tree {
  const { nodes, step } = treeOf(literals);
  const advance = (from: number, unit: number): number => {
    let state = from;
    for (;;) {
      const next = step(state, unit);
      if (next !== undefined) return next;
      if (state === 0) return 0;
      state = nodes[state]!.fallback;
    }
  };
  const shallowFirst = nodes.map((_node, state) => state).sort((a, b) => nodes[a]!.depth - nodes[b]!.depth);
  for (const state of shallowFirst) {
    const node = nodes[state]!;
    if (node.depth > 1) node.fallback = advance(nodes[node.parent]!.fallback, node.unit);
    if (nodes[node.fallback]!.found) node.found = true;
  }
  return { nodes, shallowFirst, advance };
}

function treeOf(literals: readonly string[]) {
  const steps = new Map<number, number>();
  const step = (state: number, unit: number): number | undefined => steps.get(state * 0x10000 + unit);
  const nodes: Node[] = [{ parent: 0, unit: 0, depth: 0, children: [], fallback: 0, found: false }];
  for (const literal of literals) {
    let state = 0;
    for (let at = 0; at < literal.length; at++) {
      const unit = literal.charCodeAt(at);
      let next = step(state, unit);
      if (next === undefined) {
        next = nodes.length;
        nodes.push({ parent: state, unit, depth: at + 1, children: [], fallback: 0, found: false });
        nodes[state]!.children.push(next);
        steps.set(state * 0x10000 + unit, next);
      }
      state = next;
    }
    nodes[state]!.found = true;
  }
  return { nodes, step };
}
