import type { CompiledCorrelations } from "./compile-correlations.ts";
import { correlateGroup } from "./correlate-group.ts";
import type { CorrelatedFinding } from "./correlated-finding.ts";
import type { Correlation, RuleMatch } from "./correlation.ts";
import { correlationLimits } from "./correlation-limits.ts";
import { expiresAtSeconds, type GroupState } from "./group-state.ts";
import { type CorrelationLosses, noLosses, touchedGroups } from "./touched-groups.ts";

export interface KeptGroup {
  readonly ruleId: string;
  readonly state: GroupState;
  readonly expiresAtSeconds: number;
}

/** The groups of all correlations by key. Plain data. */
export type CorrelationState = ReadonlyMap<string, KeptGroup>;

export interface Correlated<Match extends RuleMatch> {
  /** Without those that are only steps of another correlation. */
  readonly findings: readonly CorrelatedFinding<Match>[];
  readonly state: CorrelationState;
  readonly losses: CorrelationLosses;
  /** Groups that were forgotten for want of room before their time. */
  readonly forgotten: number;
}

/** Correlations in the order in which their findings become matches for others. */
export function correlationLevels(correlations: readonly Correlation[]): readonly (readonly Correlation[])[] {
  const levels: Correlation[][] = [];
  for (const correlation of correlations) {
    while (levels.length <= correlation.depth) levels.push([]);
    levels[correlation.depth]!.push(correlation);
  }
  return levels;
}

/**
 * Findings of correlations as matches for the correlations above them, read as the events that they were told with.
 * One that is given again with another event of its timespan is left out: above, it would count for that one's group.
 */
export function matchesOf<Match extends RuleMatch>(findings: readonly CorrelatedFinding<Match>[]): Match[] {
  return findings
    .filter(({ ownEvent }) => ownEvent)
    .map(({ ruleId, eventId, timeMs, match }) => ({ ...match, ruleId, eventId, timeMs }));
}

/**
 * Correlates a batch of matches on the state that earlier batches left, all of it in memory. `nowMs` only sets how long
 * groups are kept; where the past is replayed, give the time of the newest event.
 */
export function correlate<Match extends RuleMatch>(
  { correlations }: Pick<CompiledCorrelations, "correlations">,
  matches: readonly Match[],
  state: CorrelationState,
  nowMs: number,
): Correlated<Match> {
  const losses = noLosses();
  const groups = new Map(state);
  const findings: CorrelatedFinding<Match>[] = [];
  let open = matches;
  for (const level of correlationLevels(correlations)) {
    const found: CorrelatedFinding<Match>[] = [];
    for (const group of touchedGroups(level, open, losses)) {
      const { correlation, key } = group;
      const result = correlateGroup(group, groups.get(key)?.state, losses);
      groups.set(key, {
        ruleId: correlation.ruleId,
        state: result.state,
        expiresAtSeconds: expiresAtSeconds(correlation, result.state, nowMs),
      });
      found.push(...result.findings);
      if (!correlation.silent) findings.push(...result.findings);
    }
    if (found.length > 0) open = [...open, ...matchesOf(found)];
  }
  const forgotten = forget(groups, nowMs);
  return { findings, state: groups, losses, forgotten };
}

/** Forgets what is over, and where a correlation has too many groups, those that are over first. */
function forget(groups: Map<string, KeptGroup>, nowMs: number): number {
  const byRule = new Map<string, [string, KeptGroup][]>();
  for (const [key, group] of groups) {
    const kept = byRule.get(group.ruleId);
    if (group.expiresAtSeconds * 1_000 < nowMs) groups.delete(key);
    else if (kept === undefined) byRule.set(group.ruleId, [[key, group]]);
    else kept.push([key, group]);
  }
  let forgotten = 0;
  for (const kept of byRule.values()) {
    const excess = kept.length - correlationLimits.groupsInMemory;
    if (excess <= 0) continue;
    kept.sort(([keyA, a], [keyB, b]) => a.expiresAtSeconds - b.expiresAtSeconds || (keyA < keyB ? -1 : 1));
    for (const [key] of kept.slice(0, excess)) groups.delete(key);
    forgotten += excess;
  }
  return forgotten;
}
