import { ruleLimits } from "../limits.ts";
import type { CharSet } from "./char-set.ts";
import { type Place, type RegexNode, RegexRefusal } from "./regex-node.ts";

/** One part of Thompson's machine (K. Thompson, "Regular Expression Search Algorithm", CACM 11:6, 1968). */
export type MachinePart =
  | { readonly kind: "set"; readonly set: CharSet; next: number }
  | { readonly kind: "fork"; next: number; other: number }
  | { readonly kind: "place"; readonly place: Place; next: number }
  | { readonly kind: "found" };

export interface RegexMachine {
  readonly parts: readonly MachinePart[];
  readonly start: number;
}

/** Builds the machine from its end to its start, so that each part knows what follows it. */
export function buildMachine(node: RegexNode): RegexMachine {
  const parts: MachinePart[] = [{ kind: "found" }];
  const add = (part: MachinePart): number => {
    if (parts.length >= ruleLimits.regexParts)
      throw new RegexRefusal(
        `an expression that unfolds to over ${ruleLimits.regexParts} parts`,
        "use smaller counts in {n,m}, or + and *",
      );
    parts.push(part);
    return parts.length - 1;
  };
  const build = (current: RegexNode, next: number): number => {
    switch (current.kind) {
      case "set":
        return add({ kind: "set", set: current.set, next });
      case "place":
        return add({ kind: "place", place: current.place, next });
      case "sequence":
        return current.parts.reduceRight((following, part) => build(part, following), next);
      case "choice":
        return current.options
          .map((option) => build(option, next))
          .reduceRight((other, first) => add({ kind: "fork", next: first, other }));
      case "repeat":
        return buildRepeat(current.part, current.min, current.max, next);
    }
  };
  const buildRepeat = (part: RegexNode, min: number, max: number | undefined, next: number): number => {
    let entry = next;
    if (max === undefined) {
      const loop = { kind: "fork" as const, next, other: next };
      entry = add(loop);
      loop.next = build(part, entry);
    } else
      for (let count = min; count < max; count++) entry = add({ kind: "fork", next: build(part, entry), other: next });
    for (let count = 0; count < min; count++) entry = build(part, entry);
    return entry;
  };
  const start = build(node, 0);
  return { parts, start };
}
