import { printable } from "../event/printable.ts";
import type { Assessment } from "./assessment.ts";
import type { Case } from "./case.ts";
import { nameOf } from "./case-file.ts";
import type { ApprovalTerms, ContainmentRequest } from "./containment.ts";
import type { ContainmentTarget } from "./decision.ts";
import { approvalFor, type GuardRails, isNeverAutomatic, releaseAfterSecondsFor } from "./guard-rails.ts";
import { isReasonItself, suspectSessions } from "./target-in-case.ts";
import { narrowerOf } from "./target-ladder.ts";

/** What a request is filled with beside the case and the decision. */
export interface RequestTerms {
  readonly rails: GuardRails;
  /** Sentences of `impactOf`. */
  readonly impact?: readonly string[];
  /** When the containment of the same target ended before: this is another one, for what came after. Milliseconds. */
  readonly afterMs?: number | undefined;
}

/** What calls for a containment. */
export interface Reason extends Pick<Assessment, "decision" | "actor"> {
  readonly activity: Pick<Assessment["activity"], "timeMs">;
}

/** What tells a second containment of a role from the first: the session that began after the first was in force. */
function renewal(file: Case, target: ContainmentTarget, { actor }: Reason): string[] {
  const startedMs = actor.sessionStartedMs;
  const { containedUntilMs } = file;
  if (target.playbook !== "revoke-role-sessions" || containedUntilMs === undefined || startedMs === undefined)
    return [];
  return startedMs > containedUntilMs && isReasonItself(file, actor) ? [String(startedMs)] : [];
}

/**
 * The request for a containment, named by identity, case and target, so that it is started once. A role's sessions
 * that began after its last revocation are a new matter: the thief came back for another credential. People are asked
 * first where the decision says so and for what is never done alone.
 */
export function requestContainment(
  file: Case,
  target: ContainmentTarget,
  reason: Reason,
  nowMs: number,
  { rails, impact = [], afterMs }: RequestTerms,
): ContainmentRequest {
  const { decision, activity, actor } = reason;
  const narrower = narrowerOf(target, {
    principalIds: [...(actor.principalId === undefined ? [] : [actor.principalId]), ...suspectSessions(file)],
    accessKeyIds: actor.accessKeyId === undefined ? [] : [actor.accessKeyId],
  });
  const asked = approvalFor(rails, target);
  const releaseAfterSeconds = releaseAfterSecondsFor(rails, target);
  return {
    containmentId: nameOf(
      "containment",
      file.identityKey,
      file.caseId,
      JSON.stringify(target),
      ...(afterMs === undefined ? renewal(file, target, reason) : [`after ${afterMs}`]),
    ),
    caseId: file.caseId,
    identityKey: file.identityKey,
    playbook: target.playbook,
    target,
    reason: decision.reasons.join("; "),
    eventIds: [...new Set(file.story.map(({ eventId }) => eventId))].slice(-10),
    eventTime: new Date(activity.timeMs).toISOString(),
    decidedAt: new Date(nowMs).toISOString(),
    ...(decision.action === "contain" && !isNeverAutomatic(target) ? {} : { approval: asked }),
    budgets: rails.budgets,
    overBudget: leaving(asked),
    ...(narrower.length === 0 ? {} : { narrower }),
    ...(releaseAfterSeconds === undefined ? {} : { releaseAfterSeconds }),
    ...(impact.length === 0 ? {} : { impact: impact.map((sentence) => printable(sentence, 500)) }),
  };
}

/** A flood of containments is itself uncertain: where nobody answers, it changes nothing. */
const leaving = (terms: ApprovalTerms): ApprovalTerms => ({ ...terms, onExpiry: "leave" });
