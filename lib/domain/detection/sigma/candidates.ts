import type { CloudTrailRecord } from "../../event/activity.ts";
import type { ExpressionCompiler } from "./compile-expression.ts";
import { type Demand, demandsOf } from "./conjuncts.ts";
import type { Expression } from "./expression.ts";
import type { Facts } from "./field-reader.ts";
import { isSeldomThere } from "./field-traits.ts";
import { isWorthRemembering, matchingCost } from "./matching-cost.ts";
import { type Candidate, Sieve } from "./sieve.ts";
import type { ValueMemo } from "./value-memo.ts";

/** Rules that may match a record: some behind sieves, and some that have to be asked one by one. */
export interface Candidates {
  readonly open: readonly Candidate[];
  readonly sieves: readonly Sieve[];
}

/** What is left of the rule at a position; true where it is sure to match. */
export interface Remainder {
  readonly position: number;
  readonly left: Expression | true;
}

/** Sorts rules by the field that tells most of them apart, then the others by the next such field. */
export function arrange(remainders: readonly Remainder[], compiler: ExpressionCompiler, memo: ValueMemo): Candidates {
  const sieves: Sieve[] = [];
  let unsorted = remainders.map((remainder) => ({
    ...remainder,
    demands: remainder.left === true ? [] : demandsOf(remainder.left),
  }));
  for (;;) {
    const field = mostTelling(unsorted.map(({ demands }) => demands));
    if (field === undefined) break;
    let cost = 0;
    const behind = unsorted.flatMap(({ position, demands }) => {
      const demand = demands.find((one) => one.field === field);
      if (demand === undefined) return [];
      cost += matchingCost(demand.guard);
      const test = demand.rest === undefined ? undefined : compiler.compile(demand.rest);
      return [{ position, test, guard: compiler.compile(demand.guard) }];
    });
    sieves.push(new Sieve(memo.of(field), behind, isWorthRemembering(field, cost)));
    unsorted = unsorted.filter(({ demands }) => demands.every((one) => one.field !== field));
  }
  const open = unsorted.map(({ position, left }): Candidate => {
    return { position, test: left === true ? undefined : compiler.compile(left) };
  });
  return { open, sieves };
}

/**
 * A field that most records lack, if there is any; else the one with the most different guards, which few values pass.
 */
function mostTelling(all: readonly (readonly Demand[])[]): string | undefined {
  const guards = new Map<string, Set<string>>();
  for (const demands of all)
    for (const { field, guard } of demands) {
      const ofField = guards.get(field) ?? new Set();
      guards.set(field, ofField.add(JSON.stringify(guard)));
    }
  const [best] = [...guards].sort(
    ([one, different], [other, others]) =>
      Number(isSeldomThere(other)) - Number(isSeldomThere(one)) || others.size - different.size,
  );
  return best?.[0];
}

/** Adds the positions of the rules that match to `matched`, which is made where there is the first. */
export function judge(
  { open, sieves }: Candidates,
  record: CloudTrailRecord,
  facts: Facts,
  matched: number[] | undefined,
): number[] | undefined {
  // Counted loops: an iterator for each of these short lists would take longer than the lists.
  let found = passing(open, record, facts, matched);
  for (let at = 0; at < sieves.length; at++) {
    const passed = (sieves[at] as Sieve).pass(record, facts);
    if (passed.length > 0) found = passing(passed, record, facts, found);
  }
  return found;
}

function passing(
  candidates: readonly Candidate[],
  record: CloudTrailRecord,
  facts: Facts,
  matched: number[] | undefined,
): number[] | undefined {
  let found = matched;
  for (let at = 0; at < candidates.length; at++) {
    const { position, test } = candidates[at] as Candidate;
    if (test !== undefined && !test(record, facts)) continue;
    found ??= [];
    found.push(position);
  }
  return found;
}
