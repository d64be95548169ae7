import { ruleLimits } from "../limits.ts";
import { type Alphabet, groupUnits, type Neighbour } from "./alphabet.ts";
import { type CharSet, contains } from "./char-set.ts";
import type { RegexMachine } from "./regex-machine.ts";
import { type Place, RegexRefusal } from "./regex-node.ts";

/** A table that is walked one step a character. */
export interface Deterministic {
  readonly alphabet: Alphabet;
  /** `table[state * width + group]` is the next state, or `found`. */
  readonly table: Int16Array;
  readonly width: number;
  /** 1 where the text may end in this state and the expression is found. */
  readonly foundAtEnd: Uint8Array;
}

/** In the table: the expression has been found, whatever follows. */
export const found = -1;

/**
 * Makes the machine deterministic ahead of time (Rabin and Scott's subset construction), searching from every position.
 * All the work that an expression is able to cost is done here, under a budget, so that judging a text takes one table
 * look-up a character for every expression and every text. Throws RegexRefusal where the budget does not suffice.
 */
export function makeDeterministic(machine: RegexMachine): Deterministic {
  const { parts, start } = machine;
  const places = new Set<Place>(parts.flatMap((part) => (part.kind === "place" ? [part.place] : [])));
  const sets: CharSet[] = parts.flatMap((part) => (part.kind === "set" ? [part.set] : []));
  const alphabet = groupUnits([...new Set(sets)], places.size > 0);
  const width = alphabet.members.length;
  const distinguish = (neighbour: Neighbour): Neighbour => tellApart(neighbour, places);

  let steps = 0;
  const reach = (kernel: readonly number[], before: Neighbour, after: Neighbour): readonly number[] => {
    const seen = new Uint8Array(parts.length);
    const open = [...kernel];
    const closed: number[] = [];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen[at] === 1) continue;
      seen[at] = 1;
      steps += 1;
      if (steps > ruleLimits.regexBuildSteps) throw tooManyStates();
      const part = parts[at]!;
      if (part.kind === "set") closed.push(at);
      else if (part.kind === "fork") open.push(part.next, part.other);
      else if (part.kind === "found") return [at];
      else if (holds(part.place, before, after)) open.push(part.next);
    }
    return closed;
  };
  const isFound = (closed: readonly number[]): boolean => closed.length === 1 && parts[closed[0]!]!.kind === "found";

  const numbers = new Map<string, number>();
  const states: { kernel: readonly number[]; before: Neighbour }[] = [];
  const stateOf = (kernel: readonly number[], before: Neighbour): number => {
    const key = `${before} ${kernel.join(" ")}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    if (states.length >= ruleLimits.regexStates) throw tooManyStates();
    numbers.set(key, states.length);
    states.push({ kernel, before });
    return states.length - 1;
  };

  stateOf([start], distinguish("edge"));
  const rows: number[] = [];
  const foundAtEnd: number[] = [];
  for (let index = 0; index < states.length; index++) {
    const { kernel, before } = states[index]!;
    const closures = new Map<Neighbour, readonly number[]>();
    const closureFor = (after: Neighbour): readonly number[] => {
      let closure = closures.get(after);
      if (closure === undefined) {
        closure = reach(kernel, before, after);
        closures.set(after, closure);
      }
      return closure;
    };
    foundAtEnd.push(isFound(closureFor("edge")) ? 1 : 0);
    for (let group = 0; group < width; group++) {
      const neighbour = alphabet.neighbours[group]!;
      const closed = closureFor(places.size > 0 ? neighbour : "edge");
      if (isFound(closed)) {
        rows.push(found);
        continue;
      }
      const unit = alphabet.members[group]!;
      const following = new Set<number>([start]);
      for (const at of closed) {
        const part = parts[at]!;
        steps += 1;
        if (part.kind === "set" && contains(part.set, unit)) following.add(part.next);
      }
      rows.push(
        stateOf(
          [...following].sort((a, b) => a - b),
          distinguish(neighbour),
        ),
      );
    }
  }
  return { alphabet, table: Int16Array.from(rows), width, foundAtEnd: Uint8Array.from(foundAtEnd) };
}

function tooManyStates(): RegexRefusal {
  return new RegexRefusal(
    `an expression whose machine needs over ${ruleLimits.regexStates} states`,
    "anchor it with ^, use smaller counts in {n,m}, or use contains, startswith and endswith",
  );
}

function holds(place: Place, before: Neighbour, after: Neighbour): boolean {
  switch (place) {
    case "text-start":
      return before === "edge";
    case "text-end":
      return after === "edge";
    case "line-start":
      return before === "edge" || before === "newline";
    case "line-end":
      return after === "edge" || after === "newline";
    case "word-edge":
      return (before === "word") !== (after === "word");
    case "not-word-edge":
      return (before === "word") === (after === "word");
  }
}

/** Keeps of what stood before only what the places in use ask about, so that states are not doubled for nothing. */
function tellApart(neighbour: Neighbour, places: ReadonlySet<Place>): Neighbour {
  if (neighbour === "edge" && (places.has("text-start") || places.has("line-start"))) return "edge";
  if ((neighbour === "edge" || neighbour === "newline") && places.has("line-start")) return "newline";
  if (neighbour === "word" && (places.has("word-edge") || places.has("not-word-edge"))) return "word";
  return "other";
}
