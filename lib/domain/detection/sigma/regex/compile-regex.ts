import { lettersOf } from "../letters.ts";
import { searchFor } from "../literal-search.ts";
import { type Deterministic, found, makeDeterministic } from "./deterministic.ts";
import { parseRegex } from "./parse-regex.ts";
import { buildMachine } from "./regex-machine.ts";
import { type RegexFlags, type RegexNode, RegexRefusal } from "./regex-node.ts";

export type CompiledRegex =
  | { readonly kind: "regex"; readonly test: (text: string) => boolean }
  | { readonly kind: "refused"; readonly found: string; readonly remedy: string };

/**
 * Compiles a Sigma regular expression: PCRE's basic flavour, found anywhere in the text, over UTF-16 code units.
 * `$` without the flag m means the very end of the text. Back references, look-arounds and expressions whose
 * deterministic machine would be too large are refused, so that no text is able to make a match slow.
 */
export function compileRegex(source: string, flags: RegexFlags): CompiledRegex {
  try {
    const node = withoutIdleEnds(parseRegex(source, flags));
    const literal = literalOf(node);
    if (literal !== undefined)
      return { kind: "regex", test: searchFor([literal], lettersOf({ cased: true, dashesAlike: false })) };
    return { kind: "regex", test: walker(makeDeterministic(buildMachine(node))) };
  } catch (error) {
    if (error instanceof RegexRefusal) return { kind: "refused", found: error.message, remedy: error.remedy };
    throw error;
  }
}

/** Walks the table. Rows are addressed by their offset, and a state that nothing leads out of ends the walk. */
function walker(machine: Deterministic): (text: string) => boolean {
  const { width, foundAtEnd } = machine;
  const { low, high } = machine.alphabet;
  const rows = Int32Array.from(machine.table, (state) => (state === found ? found : state * width));
  foundAtEnd.forEach((accepts, state) => {
    const row = rows.subarray(state * width, (state + 1) * width);
    if (accepts === 0 && row.every((next) => next === state * width)) row.fill(hopeless);
  });
  const unitGroups = typeof high === "number" ? undefined : high;
  const highGroup = typeof high === "number" ? high : 0;
  return (text) => {
    let row = 0;
    const length = text.length;
    for (let index = 0; index < length; index++) {
      const unit = text.charCodeAt(index);
      const group = unit < 256 ? low[unit]! : unitGroups === undefined ? highGroup : unitGroups[unit]!;
      row = rows[row + group]!;
      if (row < 0) return row === found;
    }
    return foundAtEnd[row / width] === 1;
  };
}

const hopeless = -2;

/** `.*lit.*` is found wherever `lit` is: what may be empty at either end asks for nothing. */
function withoutIdleEnds(node: RegexNode): RegexNode {
  if (node.kind !== "sequence") return node;
  const idle = (part: RegexNode | undefined): boolean =>
    part?.kind === "repeat" && part.min === 0 && part.part.kind === "set";
  let from = 0;
  let to = node.parts.length;
  while (from < to && idle(node.parts[from])) from += 1;
  while (to > from && idle(node.parts[to - 1])) to -= 1;
  return { kind: "sequence", parts: node.parts.slice(from, to) };
}

function literalOf(node: RegexNode): string | undefined {
  const parts = node.kind === "sequence" ? node.parts : [node];
  let text = "";
  for (const part of parts) {
    if (part.kind !== "set" || part.set.length !== 1 || part.set[0]![0] !== part.set[0]![1]) return undefined;
    text += String.fromCharCode(part.set[0]![0]);
  }
  return text;
}
