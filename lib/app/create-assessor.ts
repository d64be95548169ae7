import { takeHabits } from "../domain/behaviour/baseline.ts";
import { boundedMemo } from "../domain/behaviour/bounded-memo.ts";
import { hasPeers } from "../domain/detection/compare-peers.ts";
import type { CorrelatedFinding } from "../domain/detection/sigma/correlation/correlated-finding.ts";
import type { Assessment } from "../domain/response/assessment.ts";
import type { Case } from "../domain/response/case.ts";
import type { ContainmentRequest } from "../domain/response/containment.ts";
import type { Policy } from "../domain/response/policy.ts";
import { surroundingsOf, type Terms, termsFor } from "../domain/terms.ts";
import { emptyStanding, type Standing } from "../domain/trust/standing.ts";
import { decodeStanding, encodeStanding } from "../domain/trust/standing-codec.ts";
import { type AssessBatch, type AssessorParts, type BatchReport, partsOf } from "./assess-batch.ts";
import { type AssessedMatch, assessIdentity, type IdentityOutcome, kindOf, withCorrelated } from "./assess-identity.ts";
import { carryOut } from "./carry-out.ts";
import { correlateMatches } from "./correlate-matches.ts";
import { type Concern, groupReadings } from "./group-readings.ts";
import { type HeldStandings, heldStandings } from "./held-standings.ts";
import { askForKeys, createKnownKeys, type KnownKeys } from "./known-keys.ts";
import { createKnownPeers, type IdentityHabits, type KnownPeers } from "./known-peers.ts";
import type { Alert, StandingWrite, StoredStanding } from "./ports.ts";
import { UnreadableStandingError } from "./unreadable-standing-error.ts";
import { weeklyParts } from "./weekly-parts.ts";

/** How often a batch is assessed again on what another handler wrote in between, before the queue has to retry it. */
const mostAttempts = 20;

/** Standings kept decoded between batches: some KB each. */
const heldCapacity = 4_000;

/**
 * Makes the use case that everything runs: the queue, the stream, log files, and the command line.
 *
 * For each batch: one read of the standings it touches, the assessment, the effects (alerts, playbooks), and one
 * conditional write for each identity whose standing changed. Effects come before the write: a crash in between repeats
 * an alert, but loses none, and a playbook is started once by its name. Where another handler wrote first, the same
 * activities are assessed again on its result; learning twice changes nothing. A batch in which a week closes is
 * assessed in two parts, because what an account's identities did in it is then known to all of them.
 *
 * A store, topic or state machine that cannot be reached throws, so that the queue retries the batch.
 */
export function createAssessor(parts: AssessorParts): AssessBatch {
  const held = heldStandings(heldCapacity);
  const peers = parts.peers && createKnownPeers(parts.peers, parts.onProblem ?? (() => {}));
  const keys = parts.inventories && createKnownKeys(parts.inventories, parts.onProblem ?? (() => {}));
  const termsNow = termsUnder(parts, peers, keys);
  return async (readings, nowMs) => {
    const termsOf = termsNow();
    const grouped = groupReadings(partsOf(readings), nowMs, parts.onActivity);
    const { unreadable } = grouped;
    if (keys !== undefined && askForKeys(parts.rules)) await keys.prepare(grouped.groups, nowMs);
    let isKept = unreadable.length === 0;
    const keepAside = async () => {
      if (isKept) return;
      await parts.setAside.keep(unreadable);
      isKept = true;
    };
    const done = {
      writes: 0,
      conflicts: 0,
      sent: new Map<string, Alert>(),
      started: new Map<string, ContainmentRequest>(),
    };
    const assessments: Assessment[] = [];
    const assessPart = async (groups: ReadonlyMap<string, readonly Concern[]>) => {
      const habits: IdentityHabits[] = [];
      let pending = [...groups.keys()];
      for (let attempt = 1; pending.length > 0; attempt++) {
        if (attempt > mostAttempts) {
          throw new Error(
            `standings of ${pending.length} identities changed ${mostAttempts} times while they were assessed, first ${pending[0]}; the batch is to be retried`,
          );
        }
        if (attempt > 1) await parts.pause?.(attempt);
        const stored = await parts.standings.load(pending);
        // All are read before anything is done for one: where one cannot be read, nothing of the part has happened yet.
        const standings = pending.map((key) => readStanding(held, key, stored.get(key)));
        if (attempt === 1) await keepAside();
        const writes: StandingWrite[] = [];
        const outcomes = new Map<string, IdentityOutcome>();
        const alone = pending.map((key, index) => {
          const concerns = groups.get(key) as readonly Concern[];
          return assessIdentity(concerns, standings[index] as Standing, stored.get(key)?.openCase, termsOf(key), nowMs);
        });
        const correlated = await correlate(parts, alone, nowMs);
        for (const [index, key] of pending.entries()) {
          const before = stored.get(key);
          const found = correlated?.get(key) ?? [];
          const outcome = withCorrelated(alone[index] as IdentityOutcome, found, termsOf(key), nowMs);
          const openCase = await carryOut(parts, outcome, before?.openCase, done, termsOf(key), nowMs);
          outcomes.set(key, outcome);
          const bytes = encodeStanding(outcome.standing);
          // Of one that never acted there is nothing to keep: its rights were changed, or it has another path.
          if (before === undefined && outcome.standing.baseline.anchorDay === 0) continue;
          if (before === undefined || openCase !== before.openCase || !sameBytes(bytes, before.bytes)) {
            writes.push(writeOf(key, before, outcome, bytes, openCase));
          }
        }
        const conflicts = new Set(await parts.standings.save(writes));
        done.writes += writes.length;
        done.conflicts += conflicts.size;
        const written = new Map(writes.map(({ identityKey, expectedVersion }) => [identityKey, expectedVersion + 1]));
        for (const [key, outcome] of outcomes) {
          if (conflicts.has(key)) continue;
          assessments.push(...outcome.assessments);
          keepHabits(habits, key, outcome.standing);
          held.put(key, written.get(key) ?? stored.get(key)?.version ?? 0, outcome.standing);
        }
        pending = [...conflicts];
      }
      await peers?.add(habits, nowMs);
    };
    if (peers === undefined) await assessPart(grouped.groups);
    else {
      for (const { openWeek, groups } of weeklyParts(grouped.groups)) {
        await peers.prepare(groups.keys(), openWeek, nowMs);
        await assessPart(groups);
      }
    }
    await keepAside();
    return {
      activities: grouped.activities,
      notices: grouped.notices,
      setAside: unreadable,
      identities: grouped.groups.size,
      standingWrites: done.writes,
      standingConflicts: done.conflicts,
      assessments,
      alerts: [...done.sent.values()],
      containments: [...done.started.values()],
    } satisfies BatchReport;
  };
}

/** What an identity did again; what people and services do is no measure for workloads. */
function keepHabits(habits: IdentityHabits[], identityKey: string, standing: Standing): void {
  const found = takeHabits(standing.baseline);
  if (found.length > 0 && hasPeers(kindOf(standing))) habits.push({ identityKey, habits: found });
}

/** Gives the terms of each identity, made anew where another policy is in force than for the batch before. */
function termsUnder(
  parts: AssessorParts,
  peers: KnownPeers | undefined,
  keys: KnownKeys | undefined,
): () => (key: string) => Terms {
  let policy: Policy | undefined;
  let termsOf: (key: string) => Terms;
  return () => {
    const inForce = typeof parts.policy === "function" ? parts.policy() : parts.policy;
    if (inForce !== policy) {
      const surroundings = surroundingsOf(inForce, { ...parts, peers: peers?.lookup, keys: keys?.lookup });
      policy = inForce;
      termsOf = boundedMemo(heldCapacity, (key) => termsFor(key, parts.rules, inForce, surroundings));
    }
    return termsOf;
  };
}

/** What rules over several matches say of a batch, by identity; undefined where there are none, or nothing matched. */
async function correlate(
  { rules, correlations: store, pause }: AssessorParts,
  outcomes: readonly IdentityOutcome[],
  nowMs: number,
): Promise<ReadonlyMap<string, readonly CorrelatedFinding<AssessedMatch>[]> | undefined> {
  const { correlations } = rules;
  if (correlations === undefined || store === undefined || correlations.wanted.size === 0) return undefined;
  const matches = outcomes.flatMap((outcome) => outcome.matches);
  if (matches.length === 0) return undefined;
  const parts = { correlations, store, ...(pause === undefined ? {} : { pause }) };
  return (await correlateMatches(parts, matches, nowMs)).findings;
}

function readStanding(held: HeldStandings, key: string, stored: StoredStanding | undefined): Standing {
  if (stored === undefined) return emptyStanding();
  try {
    return held.take(key, stored.version) ?? decodeStanding(stored.bytes);
  } catch (cause) {
    throw new UnreadableStandingError(key, cause);
  }
}

function writeOf(
  identityKey: string,
  before: StoredStanding | undefined,
  outcome: IdentityOutcome,
  bytes: Uint8Array,
  openCase: Case | undefined,
): StandingWrite {
  return {
    identityKey,
    expectedVersion: before?.version ?? 0,
    bytes,
    openCase,
    trust: Math.round(outcome.trust * 10) / 10,
    kind: kindOf(outcome.standing),
    lastSeenMs: outcome.standing.baseline.newestMs,
  };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}
