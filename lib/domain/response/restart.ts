import type { Assessment } from "./assessment.ts";
import type { Case } from "./case.ts";
import type { ContainmentTarget } from "./decision.ts";
import { isReasonItself } from "./target-in-case.ts";

/** A containment whose playbook has ended. */
export interface EndedContainment {
  readonly state: "contained" | "refused" | "failed" | "released";
  readonly target: ContainmentTarget;
  /** Milliseconds since 1970; NaN where the record does not say, and then nothing is started. */
  readonly endedMs: number;
}

/**
 * Whether something that happened after a containment ended calls for another one of the same target. What people
 * released or refused is not started again by the evidence that they knew: only by a fact that is enough by itself, or
 * by a session that began afterwards and was misused itself. While a containment holds, only sessions of a role that
 * began after it are not covered.
 */
export function callsForAnother(
  { state, target, endedMs }: EndedContainment,
  file: Case,
  { activity, actor, signals }: Pick<Assessment, "activity" | "actor" | "signals">,
): boolean {
  if (Number.isNaN(endedMs) || activity.timeMs <= endedMs) return false;
  const startedMs = actor.sessionStartedMs;
  const isNewSession = startedMs !== undefined && startedMs > endedMs && isReasonItself(file, actor);
  if (state === "contained") return target.playbook === "revoke-role-sessions" && isNewSession;
  return isNewSession || signals.some(({ deterministic, timeMs }) => deterministic && timeMs > endedMs);
}
