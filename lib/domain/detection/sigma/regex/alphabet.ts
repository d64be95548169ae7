import { type CharSet, contains, newline, wordUnits } from "./char-set.ts";
import { RegexRefusal } from "./regex-node.ts";

/** What stands beside a place between two characters. */
export type Neighbour = "edge" | "newline" | "word" | "other";

/** Code units in groups that the expression never tells apart. */
export interface Alphabet {
  /** One unit of each group. */
  readonly members: readonly number[];
  readonly neighbours: readonly Neighbour[];
  /** Group of a code unit below 256. */
  readonly low: Uint8Array;
  /** Group of the other units: one for all of them, or a table. */
  readonly high: number | Uint8Array;
}

/** Groups the code units by which of `sets` they are in; `placesMatter` also keeps newlines and word units apart. */
export function groupUnits(sets: readonly CharSet[], placesMatter: boolean): Alphabet {
  const all = placesMatter ? [...sets, newline, wordUnits] : sets;
  const cuts = new Set<number>([0]);
  for (const set of all) for (const [low, high] of set) cuts.add(low).add(high + 1);
  const starts = [...cuts].filter((cut) => cut <= 0xffff).sort((a, b) => a - b);
  const members: number[] = [];
  const groups = new Map<string, number>();
  const table = new Uint8Array(0x10000);
  starts.forEach((start, index) => {
    const membership = all.map((set) => (contains(set, start) ? "1" : "0")).join("");
    let group = groups.get(membership);
    if (group === undefined) {
      group = members.length;
      if (group > 254)
        throw new RegexRefusal("over 255 groups of characters", "use fewer different characters and classes");
      groups.set(membership, group);
      members.push(start);
    }
    table.fill(group, start, starts[index + 1] ?? 0x10000);
  });
  const high = starts.some((start) => start > 256) ? table : table[256]!;
  return { members, neighbours: members.map(neighbourOf), low: table.slice(0, 256), high };
}

export function neighbourOf(unit: number): Neighbour {
  if (unit === 10) return "newline";
  return contains(wordUnits, unit) ? "word" : "other";
}
