import type { Finding } from "../domain/detection/finding.ts";
import type { CompiledCorrelations } from "../domain/detection/sigma/correlation/compile-correlations.ts";
import { correlationLevels, matchesOf } from "../domain/detection/sigma/correlation/correlate.ts";
import { correlateGroup } from "../domain/detection/sigma/correlation/correlate-group.ts";
import type { CorrelatedFinding } from "../domain/detection/sigma/correlation/correlated-finding.ts";
import type { RuleMatch } from "../domain/detection/sigma/correlation/correlation.ts";
import { expiresAtSeconds, type GroupState } from "../domain/detection/sigma/correlation/group-state.ts";
import { decodeGroupState, encodeGroupState } from "../domain/detection/sigma/correlation/group-state-codec.ts";
import {
  type CorrelationLosses,
  noLosses,
  type TouchedGroup,
  touchedGroups,
} from "../domain/detection/sigma/correlation/touched-groups.ts";
import type { CorrelationStore, CorrelationWrite, StoredCorrelation } from "./correlation-store.ts";

/** How often a group is correlated again on what another handler wrote in between, before the queue has to retry. */
const mostAttempts = 20;

/** A rule's match of an activity, and the identity whose activity it was. */
export interface IdentityMatch extends RuleMatch {
  readonly identityKey: string;
}

/** Correlations that are being tried out: they are judged like all others, and what they find is only counted. */
export interface ShadowListening {
  readonly shadow: ReadonlySet<string>;
  readonly onShadow: (finding: Finding) => void;
}

export interface CorrelateParts {
  readonly correlations: Pick<CompiledCorrelations, "correlations" | "wanted"> & Partial<ShadowListening>;
  readonly store: CorrelationStore;
  /** Waits before the given attempt (2, 3 …); some chance in it parts two handlers. */
  readonly pause?: (attempt: number) => Promise<unknown>;
}

export interface CorrelationReport<Match extends IdentityMatch = IdentityMatch> {
  /** By the identity of each finding's match. Correlations that are only steps of others are left out. */
  readonly findings: ReadonlyMap<string, readonly CorrelatedFinding<Match>[]>;
  readonly writes: number;
  readonly conflicts: number;
  readonly losses: CorrelationLosses;
  /** Stored groups that could not be read, and were begun anew. */
  readonly unreadable: number;
}

/**
 * Correlates the matches of one batch with those of earlier ones: for each level of correlations one read of the
 * groups that are touched and one conditional write of those that changed. Where another handler wrote first, the
 * group is correlated again on its result. Giving a batch twice counts it once and gives its findings twice, so a
 * batch that failed after this is simply given again.
 */
export async function correlateMatches<Match extends IdentityMatch>(
  parts: CorrelateParts,
  matches: readonly Match[],
  nowMs: number,
): Promise<CorrelationReport<Match>> {
  const { correlations, wanted, shadow, onShadow } = parts.correlations;
  const report: Tallies = { writes: 0, conflicts: 0, losses: noLosses(), unreadable: 0 };
  const findings = new Map<string, CorrelatedFinding<Match>[]>();
  let open = matches.filter(({ ruleId }) => wanted.has(ruleId));
  if (open.length === 0) return { findings, ...report };
  for (const level of correlationLevels(correlations)) {
    const found: CorrelatedFinding<Match>[] = [];
    const groups = touchedGroups(level, open, report.losses);
    for (const { group, made } of await correlateStored(parts, groups, report, nowMs)) {
      found.push(...made);
      if (shadow?.has(group.correlation.ruleId)) for (const finding of made) onShadow?.(finding);
      if (group.correlation.silent) continue;
      for (const finding of made) {
        const { identityKey } = finding.match;
        const same = findings.get(identityKey);
        if (same === undefined) findings.set(identityKey, [finding]);
        else same.push(finding);
      }
    }
    open = [...open, ...matchesOf(found)];
  }
  return { findings, ...report };
}

interface Tallies {
  writes: number;
  conflicts: number;
  losses: CorrelationLosses;
  unreadable: number;
}

interface StoredOutcome<Match extends RuleMatch> {
  readonly group: TouchedGroup<Match>;
  readonly made: readonly CorrelatedFinding<Match>[];
}

async function correlateStored<Match extends IdentityMatch>(
  parts: CorrelateParts,
  groups: readonly TouchedGroup<Match>[],
  report: Tallies,
  nowMs: number,
): Promise<readonly StoredOutcome<Match>[]> {
  const outcomes = new Map<string, StoredOutcome<Match>>();
  let pending = groups;
  for (let attempt = 1; pending.length > 0; attempt++) {
    if (attempt > mostAttempts)
      throw new Error(
        `${pending.length} groups of correlations changed ${mostAttempts} times while they were counted, first ${pending[0]?.key}; the batch is to be retried`,
      );
    if (attempt > 1) await parts.pause?.(attempt);
    const stored = await parts.store.load(pending.map(({ key }) => key));
    const writes: CorrelationWrite[] = [];
    const losses = new Map<string, CorrelationLosses>();
    for (const group of pending) {
      const { key, correlation } = group;
      const before = stored.get(key);
      const lost = noLosses();
      const result = correlateGroup(group, readState(group, before, report), lost);
      losses.set(key, lost);
      outcomes.set(key, { group, made: result.findings });
      if (!result.changed) continue;
      writes.push({
        key,
        expectedVersion: before?.version ?? 0,
        bytes: encodeGroupState(correlation, result.state),
        expiresAtSeconds: expiresAtSeconds(correlation, result.state, nowMs),
      });
    }
    const conflicts = new Set(writes.length === 0 ? [] : await parts.store.save(writes));
    report.writes += writes.length;
    report.conflicts += conflicts.size;
    for (const [key, { late, dropped }] of losses) {
      if (conflicts.has(key)) continue;
      report.losses.late += late;
      report.losses.dropped += dropped;
    }
    pending = pending.filter(({ key }) => conflicts.has(key));
  }
  return groups.flatMap(({ key }) => outcomes.get(key) ?? []);
}

/** A damaged group is begun anew, and counted: it is a short memory, not worth holding a batch for. */
function readState(
  { correlation }: Pick<TouchedGroup<RuleMatch>, "correlation">,
  stored: StoredCorrelation | undefined,
  report: Tallies,
): GroupState | undefined {
  if (stored === undefined) return undefined;
  try {
    return decodeGroupState(correlation, stored.bytes);
  } catch {
    report.unreadable += 1;
    return undefined;
  }
}
