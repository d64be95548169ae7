import type { Bound, Correlation } from "./correlation.ts";
import type { CountedEvent } from "./group-state.ts";

/** What the events of a timespan come to. Events are added and removed in the order of `compareEvents`. */
export interface Tally {
  add(event: CountedEvent): void;
  /** Removes the oldest. */
  removeFirst(): void;
  /** The count, the sum …; for temporal_ordered the longest run of its rules in their order. */
  observed(): number;
  /** Whether an event of the rule at this position is among them. */
  has(rule: number): boolean;
}

/** The percentile is by nearest rank: the smallest value that at least so many per cent of the values do not pass. */
export function tallyFor(correlation: Correlation): Tally {
  const { type, percentile, rules } = correlation;
  switch (type) {
    case "event_count":
      return tallyOf((events) => events.length);
    case "value_count":
      return countingTally(({ value }) => value);
    case "temporal":
      return countingTally(({ rule }) => rule);
    case "temporal_ordered":
      return tallyOf((events) => longestRun(events, rules.length));
    case "value_sum":
      return tallyOf(sum);
    case "value_avg":
      return tallyOf((events) => sum(events) / events.length);
    case "value_min":
      return tallyOf((events) => events.reduce((least, { value }) => Math.min(least, value), Number.POSITIVE_INFINITY));
    case "value_max":
      return tallyOf((events) => events.reduce((most, { value }) => Math.max(most, value), Number.NEGATIVE_INFINITY));
    case "value_median":
    case "value_percentile":
      return tallyOf((events) => nearestRank(events, percentile));
  }
}

/** True where what was observed meets the correlation's condition. */
export function isMet({ condition }: Correlation, tally: Tally, observed: number): boolean {
  if (condition.kind === "rules") return condition.holds((rule) => tally.has(rule));
  return condition.bounds.every((bound) => isWithinBound(observed, bound));
}

function isWithinBound(observed: number, { comparison, value }: Bound): boolean {
  switch (comparison) {
    case "gt":
      return observed > value;
    case "gte":
      return observed >= value;
    case "lt":
      return observed < value;
    case "lte":
      return observed <= value;
    case "eq":
      return observed === value;
    case "neq":
      return observed !== value;
  }
}

/** Works its answer out anew each time, so that it never depends on what has left the timespan. */
function tallyOf(observe: (events: readonly CountedEvent[]) => number): Tally {
  let events: CountedEvent[] = [];
  let first = 0;
  return {
    add: (event) => events.push(event),
    removeFirst() {
      first += 1;
      if (first < 1_024) return;
      events = events.slice(first);
      first = 0;
    },
    observed: () => observe(first === 0 ? events : events.slice(first)),
    has: (rule) => events.some((event, index) => index >= first && event.rule === rule),
  };
}

/** Counts how many different keys there are. */
function countingTally(keyOf: (event: CountedEvent) => number): Tally {
  const counts = new Map<number, number>();
  const queue: number[] = [];
  let first = 0;
  return {
    add(event) {
      const key = keyOf(event);
      queue.push(key);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    removeFirst() {
      const key = queue[first++]!;
      const count = counts.get(key)!;
      if (count === 1) counts.delete(key);
      else counts.set(key, count - 1);
    },
    observed: () => counts.size,
    has: (rule) => counts.has(rule),
  };
}

const sum = (events: readonly CountedEvent[]): number => events.reduce((total, { value }) => total + value, 0);

function nearestRank(events: readonly CountedEvent[], percentile: number): number {
  const values = Float64Array.from(events, ({ value }) => value).sort();
  return values[Math.max(0, Math.ceil((percentile / 100) * values.length) - 1)] ?? Number.NaN;
}

/**
 * How many of the rules follow one another in their order, other rules' events between them or not. Events of the same
 * time are in any order, since CloudTrail's times are whole seconds; but no event is two steps in a row.
 */
function longestRun(events: readonly CountedEvent[], ruleCount: number): number {
  const runs = runsOf(ruleCount);
  let longest = 0;
  for (let from = 0; from < events.length && longest < ruleCount; ) {
    let to = from + 1;
    while (to < events.length && events[to]!.timeMs === events[from]!.timeMs) to += 1;
    const together = to - from === 1 ? undefined : events.slice(from, to).sort((a, b) => a.rule - b.rule);
    for (let at = from; at < to; at++) {
      const { rule, id } = together?.[at - from] ?? events[at]!;
      longest = Math.max(longest, runs.extend(rule, id));
    }
    from = to;
  }
  return longest;
}

/** For each rule the longest run that ends with it, and the longest of those that end with another event than that. */
function runsOf(ruleCount: number): { extend(rule: number, id: number): number } {
  const first = new Float64Array(ruleCount);
  const firstId = new Float64Array(ruleCount).fill(-1);
  const second = new Float64Array(ruleCount);
  return {
    extend(rule, id) {
      let before = 0;
      for (let earlier = 0; earlier < rule; earlier++)
        before = Math.max(before, firstId[earlier] === id ? second[earlier]! : first[earlier]!);
      const length = before + 1;
      if (id === firstId[rule]) first[rule] = Math.max(first[rule]!, length);
      else if (length >= first[rule]!) {
        second[rule] = first[rule]!;
        first[rule] = length;
        firstId[rule] = id;
      } else second[rule] = Math.max(second[rule]!, length);
      return length;
    },
  };
}
