import type { CloudTrailRecord } from "../../event/activity.ts";
import type { ExpressionCompiler, RecordTest } from "./compile-expression.ts";
import type { Expression } from "./expression.ts";
import type { Facts } from "./field-path.ts";
import { possibleEventNames, specialise } from "./specialise.ts";
import { foldCase } from "./text-match.ts";

/** A rule that may match a record, and what is left to ask of it; nothing where it is sure to match. */
export interface Candidate {
  readonly position: number;
  readonly test: RecordTest | undefined;
}

/** The rules that may match a record, in their order. */
export type WitnessIndex = (
  record: CloudTrailRecord,
  names?: { readonly eventSource: string; readonly eventName: string },
) => readonly Candidate[];

/** Pairs of source and name remembered: AWS has some 15,000, an account uses some hundreds. */
const mostPairs = 4_096;
const longestName = 256;

/**
 * Answers from a record's eventSource and eventName alone which rules may match it. Each pair is worked out once, so
 * a record costs two look-ups however many rules there are, and most records have no candidate. `factsOf` tells what of
 * `nhi.` follows from the pair.
 */
export function witnessIndex(
  expressions: readonly Expression[],
  compiler: ExpressionCompiler,
  factsOf: (eventSource: string, eventName: string) => Facts,
): WitnessIndex {
  const everything = expressions.map((expression, position): Candidate => {
    return { position, test: compiler.compile(expression) };
  });
  const { byName, anyName } = sortByName(expressions);
  const work = (source: string, name: string): readonly Candidate[] => {
    const witness = { record: { eventSource: source, eventName: name }, facts: factsOf(source, name) };
    const positions = [...(byName.get(foldCase(name)) ?? []), ...anyName].sort((a, b) => a - b);
    return positions.flatMap((position): Candidate[] => {
      const left = specialise(expressions[position]!, witness, compiler);
      if (left === false) return [];
      return [{ position, test: left === true ? undefined : compiler.compile(left) }];
    });
  };
  const pairs = new Map<string, Map<string, readonly Candidate[]>>();
  let pairCount = 0;
  return (record, names) => {
    // An activity's own texts are the same objects from record to record, and such are looked up without being read.
    const source = record["eventSource"] === names?.eventSource ? names?.eventSource : record["eventSource"];
    const name = record["eventName"] === names?.eventName ? names?.eventName : record["eventName"];
    if (typeof source !== "string" || typeof name !== "string") return everything;
    let ofSource = pairs.get(source);
    const known = ofSource?.get(name);
    if (known !== undefined) return known;
    const candidates = work(source, name);
    if (source.length > longestName || name.length > longestName) return candidates;
    if (pairCount >= mostPairs) {
      pairs.clear();
      ofSource = undefined;
      pairCount = 0;
    }
    if (ofSource === undefined) {
      ofSource = new Map();
      pairs.set(source, ofSource);
    }
    ofSource.set(name, candidates);
    pairCount += 1;
    return candidates;
  };
}

function sortByName(expressions: readonly Expression[]): {
  byName: ReadonlyMap<string, readonly number[]>;
  anyName: readonly number[];
} {
  const byName = new Map<string, number[]>();
  const anyName: number[] = [];
  expressions.forEach((expression, position) => {
    const names = possibleEventNames(expression, foldCase);
    if (names === undefined) anyName.push(position);
    else
      for (const name of names) {
        const sameName = byName.get(name);
        if (sameName === undefined) byName.set(name, [position]);
        else sameName.push(position);
      }
  });
  return { byName, anyName };
}
