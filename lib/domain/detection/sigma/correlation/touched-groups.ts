import { hash32 } from "../../../behaviour/hash.ts";
import { printable } from "../../../event/printable.ts";
import { hashRecord } from "../../../event/record-hash.ts";
import { isNull, someScalar } from "../field-path.ts";
import type { CorrelatedRule, Correlation, RuleMatch } from "./correlation.ts";
import { correlationLimits } from "./correlation-limits.ts";
import { type CountedEvent, compareEvents, entryName } from "./group-state.ts";
import { groupLayout } from "./group-state-codec.ts";

/** One match as it counts in its group. */
export interface GroupEntry<Match extends RuleMatch> {
  readonly event: CountedEvent;
  readonly match: Match;
}

/** A group that a batch touches: a correlation and one set of values of its group-by fields. */
export interface TouchedGroup<Match extends RuleMatch> {
  /** Printable, at most 150 characters; the same for the same correlation and values. */
  readonly key: string;
  readonly correlation: Correlation;
  /** Its values of the group-by fields, as hostile as they came. */
  readonly values: readonly string[];
  /** In the order of `compareEvents`, each event once. */
  readonly entries: readonly GroupEntry<Match>[];
}

/** Matches that were not counted, and why. All are losses that people should be able to see. */
export interface CorrelationLosses {
  /** Without a value in one of the group-by fields. */
  ungrouped: number;
  /** Without a value, or without a number, in the field that is judged. */
  valueless: number;
  /** Older than a group's newest event by more than its timespan and grace. */
  late: number;
  /** In groups beyond those that one batch may touch. */
  crowded: number;
  /** Counted once, then dropped because their group was full. */
  dropped: number;
}

export const noLosses = (): CorrelationLosses => ({ ungrouped: 0, valueless: 0, late: 0, crowded: 0, dropped: 0 });

/** Sorts matches into the groups of the given correlations. Their order does not matter, nor do repetitions. */
export function touchedGroups<Match extends RuleMatch>(
  correlations: readonly Correlation[],
  matches: readonly Match[],
  losses: CorrelationLosses,
): TouchedGroup<Match>[] {
  const byRule = new Map<string, Match[]>();
  for (const match of matches) {
    const same = byRule.get(match.ruleId);
    if (same === undefined) byRule.set(match.ruleId, [match]);
    else same.push(match);
  }
  return correlations.flatMap((correlation) => {
    const groups = new Map<string, Gathered<Match>>();
    for (const [position, rule] of correlation.rules.entries())
      for (const match of byRule.get(rule.ruleId) ?? []) addMatch(groups, correlation, rule, position, match, losses);
    return withinLimit([...groups], losses).map(([, { values, entries }]) => ({
      key: groupKey(correlation, values),
      correlation,
      values,
      entries: inOrder(correlation, entries),
    }));
  });
}

interface Gathered<Match extends RuleMatch> {
  readonly values: readonly string[];
  readonly entries: GroupEntry<Match>[];
}

function addMatch<Match extends RuleMatch>(
  groups: Map<string, Gathered<Match>>,
  correlation: Correlation,
  rule: CorrelatedRule,
  position: number,
  match: Match,
  losses: CorrelationLosses,
): void {
  const { timeMs, eventId } = match;
  const group = textsOf(rule.groupReaders, match);
  if (group === undefined || !Number.isSafeInteger(timeMs) || timeMs < 0) {
    losses.ungrouped += 1;
    return;
  }
  const values = valuesOf(correlation, rule, match);
  if (values.length === 0) losses.valueless += 1;
  const key = JSON.stringify(group);
  let found = groups.get(key);
  if (found === undefined) {
    found = { values: group, entries: [] };
    groups.set(key, found);
  }
  const id = hash48(eventId);
  const step = correlation.type.startsWith("temporal") ? position : 0;
  for (const value of values) found.entries.push({ event: { timeMs, id, rule: step, value }, match });
}

/** Two hashes of 64 bits, because the values are what an attacker chose; they are not kept as they are. */
function groupKey(correlation: Correlation, group: readonly string[]): string {
  const name = printable(correlation.ruleId, 80);
  return `${name}/${groupLayout}-${correlation.fingerprint}/${hashRecord(group)}${hashRecord([correlation.ruleId, group])}`;
}

/** What each reader finds, as text: a list as its different values, sorted. Undefined where one finds nothing. */
function textsOf(readers: CorrelatedRule["groupReaders"], { record, facts }: RuleMatch): string[] | undefined {
  const texts: string[] = [];
  for (const read of readers) {
    const found = scalarsOf(read(record, facts), 100);
    if (found.length === 0) return undefined;
    texts.push(found.length === 1 ? found[0]! : JSON.stringify(found.sort()));
  }
  return texts;
}

function scalarsOf(value: unknown, most: number): string[] {
  if (isNull(value)) return [];
  const found = new Set<string>();
  someScalar(value, (scalar) => {
    found.add(String(scalar));
    return found.size >= most;
  });
  return [...found];
}

/** The values that a match counts with: none where it has none, one for the types that have no field. */
function valuesOf(correlation: Correlation, { valueReaders }: CorrelatedRule, match: RuleMatch): readonly number[] {
  const [only] = valueReaders;
  if (only === undefined) return [0];
  if (correlation.type !== "value_count") {
    const value = only(match.record, match.facts);
    const number = typeof value === "string" && value.trim() !== "" && value.length <= 40 ? Number(value) : value;
    return typeof number === "number" && Number.isFinite(number) ? [number] : [];
  }
  if (valueReaders.length === 1)
    return scalarsOf(only(match.record, match.facts), correlationLimits.valuesAnEvent).map(hash48);
  const together = textsOf(valueReaders, match);
  return together === undefined ? [] : [hash48(JSON.stringify(together))];
}

/** 48 bits: below a hundred million pairs of events, two different ones do not meet by chance. */
function hash48(text: string): number {
  return (hash32(text, 0x9e3779b9) >>> 16) * 2 ** 32 + hash32(text);
}

/** Where a batch touches too many groups, those with the most matches stay. */
function withinLimit<Group extends { readonly entries: readonly unknown[] }>(
  groups: [string, Group][],
  losses: CorrelationLosses,
): [string, Group][] {
  const filled = groups.filter(([, { entries }]) => entries.length > 0);
  if (filled.length <= correlationLimits.groupsABatch) return filled;
  filled.sort(([keyA, a], [keyB, b]) => b.entries.length - a.entries.length || (keyA < keyB ? -1 : 1));
  for (const [, { entries }] of filled.slice(correlationLimits.groupsABatch)) losses.crowded += entries.length;
  return filled.slice(0, correlationLimits.groupsABatch);
}

function inOrder<Match extends RuleMatch>(correlation: Correlation, entries: readonly GroupEntry<Match>[]) {
  const seen = new Set<string>();
  return [...entries]
    .sort((a, b) => compareEvents(a.event, b.event))
    .filter(({ event }) => {
      const name = entryName(correlation, event);
      return !seen.has(name) && seen.add(name);
    });
}
