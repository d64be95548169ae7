import type { Activity } from "../domain/event/activity.ts";
import type { Actor } from "../domain/identity/identity.ts";
import type { Assessment } from "../domain/response/assessment.ts";
import type { ContainmentTarget, ResponseAction } from "../domain/response/decision.ts";
import { isResourceTarget } from "../domain/response/resource-target.ts";

/** A containment that the evidence called for, and what it would have stopped. */
export interface WouldContain {
  readonly target: ContainmentTarget;
  readonly identityKey: string;
  readonly timeMs: number;
  readonly eventId: string;
  /** What the policy's mode made of it: contain, ask, or less. */
  readonly decision: ResponseAction;
  readonly trust: number;
  readonly reasons: readonly string[];
  readonly rules: readonly string[];
  readonly signals: readonly string[];
  /** Records of the identity from later seconds than the deciding one. */
  readonly laterRecords: number;
  /** Those of them that were made with the contained key, or by a session that began before the cut-off. */
  readonly laterRecordsStopped: number;
}

export interface WouldContainLog {
  /** Takes one batch: its activities, then what was concluded from them. */
  add(activities: readonly (readonly [Activity, Actor])[], assessments: readonly Assessment[]): void;
  /** One for each target, the earliest decision, in order of time. */
  list(): readonly WouldContain[];
}

type Counted = { -readonly [Key in keyof WouldContain]: WouldContain[Key] };

const mostReasons = 10;

/**
 * Collects what would have been contained. Containment is taken to hold from the second after the deciding event.
 * It counts low rather than high: a session of unknown beginning counts as not stopped, and so do sessions that were
 * started with a contained key.
 */
export const createWouldContainLog = (): WouldContainLog => {
  const byTarget = new Map<string, Counted>();
  const byIdentity = new Map<string, Counted[]>();

  const note = (assessment: Assessment, target: ContainmentTarget) => {
    const name = JSON.stringify(target);
    if (byTarget.has(name)) return;
    const { activity, actor, decision, findings, signals, trust } = assessment;
    const entry: Counted = {
      target,
      identityKey: actor.identity.key,
      timeMs: activity.timeMs,
      eventId: activity.eventId,
      decision: decision.action,
      trust,
      reasons: decision.reasons.slice(0, mostReasons),
      rules: findings.map((finding) => finding.ruleId),
      signals: [...new Set(signals.map((signal) => signal.kind))],
      laterRecords: 0,
      laterRecordsStopped: 0,
    };
    byTarget.set(name, entry);
    byIdentity.set(entry.identityKey, [...(byIdentity.get(entry.identityKey) ?? []), entry]);
  };

  return {
    add: (activities, assessments) => {
      for (const assessment of assessments) {
        if (assessment.decision.target) note(assessment, assessment.decision.target);
      }
      if (byIdentity.size === 0) return;
      for (const [activity, actor] of activities) {
        for (const entry of byIdentity.get(actor.identity.key) ?? []) {
          if (activity.timeMs <= entry.timeMs) continue;
          entry.laterRecords++;
          if (isStopped(entry, actor)) entry.laterRecordsStopped++;
        }
      }
    },
    list: () => [...byTarget.values()].sort((a, b) => a.timeMs - b.timeMs),
  };
};

const isStopped = ({ target, timeMs }: WouldContain, actor: Actor): boolean => {
  // What a stopped workload holds of credentials works on.
  if (isResourceTarget(target)) return false;
  switch (target.playbook) {
    case "disable-access-key":
      return actor.accessKeyId === target.accessKeyId;
    case "deny-role-session":
      return actor.principalId === target.principalId;
    case "revoke-role-sessions":
    case "revoke-user-sessions":
      return actor.sessionStartedMs !== undefined && actor.sessionStartedMs <= timeMs;
    case "quarantine-user":
    case "quarantine-role":
      return true;
    case "pin-instance-location":
    case "disable-service-credential":
      // Only people start these: no decision names them.
      return false;
    case "deny-oidc-claim":
    case "deny-service-account":
    case "deny-foreign-principal":
      // A trust policy stops new sessions, which these records are not.
      return false;
  }
};
