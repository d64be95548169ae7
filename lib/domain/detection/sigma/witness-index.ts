import type { CloudTrailRecord } from "../../event/activity.ts";
import { arrange, type Candidates, judge, type Remainder } from "./candidates.ts";
import { expressionCompiler } from "./compile-expression.ts";
import type { Expression } from "./expression.ts";
import type { Facts } from "./field-reader.ts";
import { foldCase } from "./letters.ts";
import { isNameless, possibleEventNames, specialise } from "./specialise.ts";
import { valueMemo } from "./value-memo.ts";

/** An activity's record, and the names in it: cut off where they are too long, and empty where they are no text. */
export interface Named {
  readonly record: CloudTrailRecord;
  readonly eventSource: string;
  readonly eventName: string;
}

/** The positions of the rules that match an activity, in their order. */
export type WitnessIndex = (activity: Named, facts: Facts) => readonly number[];

/** Pairs of source and name remembered: AWS has some 15,000, an account uses some hundreds. */
const mostPairs = 4_096;
const longestName = 256;

const ascending = (one: number, other: number): number => one - other;
const none: readonly number[] = Object.freeze([]);
const nobody: Candidates = { open: [], sieves: [] };

/**
 * Finds the rules that may match a record by its eventSource and eventName, and asks these. What each pair leaves of
 * the rules is worked out once, so a record costs two look-ups however many rules there are, and most records have no
 * candidate by name. Rules that ask for neither are sorted by the fields that they ask for instead, once for all pairs.
 * `factsOf` tells what of `nhi.` follows from the pair.
 */
export function witnessIndex(
  expressions: readonly Expression[],
  factsOf: (eventSource: string, eventName: string) => Facts,
): WitnessIndex {
  const memo = valueMemo();
  const compiler = expressionCompiler(memo);
  const remainders = expressions.map((left, position): Remainder => ({ left, position }));
  const everything = arrange(remainders, compiler, memo);
  const nameless = arrange(
    remainders.filter(({ position }) => isNameless(expressions[position]!)),
    compiler,
    memo,
  );
  const { byName, anyName } = sortByName(expressions);
  const work = (source: string, name: string): Candidates => {
    const witness = { record: { eventSource: source, eventName: name }, facts: factsOf(source, name) };
    const ofWitness = expressionCompiler(valueMemo());
    const open = [...(byName.get(foldCase(name)) ?? []), ...anyName].flatMap((position): Remainder[] => {
      const left = specialise(expressions[position]!, witness, ofWitness);
      return left === false ? [] : [{ position, left }];
    });
    return open.length === 0 ? nobody : arrange(open, compiler, memo);
  };
  const pairs = new Map<string, Map<string, Candidates>>();
  let pairCount = 0;
  const ofPair = (source: string, name: string): Candidates => {
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
  return (activity, facts) => {
    const { record } = activity;
    // The activity's own texts are the same objects from record to record, and such are looked up without being read.
    const isWhole = activity.eventName.length < longestName && activity.eventSource.length < longestName;
    const source = isWhole && activity.eventSource !== "" ? activity.eventSource : record["eventSource"];
    const name = isWhole && activity.eventName !== "" ? activity.eventName : record["eventName"];
    let matched: number[] | undefined;
    memo.turnToNext();
    if (typeof source === "string" && typeof name === "string") {
      const candidates = ofPair(source, name);
      if (candidates !== nobody) matched = judge(candidates, record, facts, undefined);
      matched = judge(nameless, record, facts, matched);
    } else matched = judge(everything, record, facts, undefined);
    if (matched === undefined) return none;
    return matched.length === 1 ? matched : matched.sort(ascending);
  };
}

function sortByName(expressions: readonly Expression[]): {
  byName: ReadonlyMap<string, readonly number[]>;
  anyName: readonly number[];
} {
  const byName = new Map<string, number[]>();
  const anyName: number[] = [];
  expressions.forEach((expression, position) => {
    if (isNameless(expression)) return;
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
