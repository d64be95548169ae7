import { printable } from "../../event/printable.ts";
import { nameOf } from "../case-file.ts";
import { noCase } from "../contain-by-hand.ts";
import { type ContainmentRequest, caseOwnerOf } from "../containment.ts";
import { approvalFor, releaseAfterSecondsFor } from "../guard-rails.ts";
import type { Policy } from "../policy.ts";
import { narrowerOf } from "../target-ladder.ts";
import { targetText } from "../target-text.ts";
import type { DerivedTarget } from "./derived-plan.ts";

/** What a derived containment is requested with, beside its own target. */
export interface DerivedRequestTerms {
  /** The containment that was swept. */
  readonly source: Pick<ContainmentRequest, "containmentId" | "caseId" | "target" | "identityKey" | "caseIdentityKey">;
  readonly policy: Policy;
  /** Sentences of `impactOf`. */
  readonly impact: readonly string[];
  /** ARN of the person who asked for the sweep; undefined where it came by itself. */
  readonly startedBy?: string | undefined;
  readonly nowMs: number;
}

const withoutCase = `${noCase}:`;

/**
 * What all that came of one theft has in common: its case, or the containment that a person began with where there is
 * none. The same through every sweep, so that two credentials that made each other end.
 */
const scopeOf = ({ caseId, containmentId }: Pick<ContainmentRequest, "containmentId" | "caseId">): string =>
  caseId === noCase ? withoutCase + containmentId : caseId;

/** Whether a containment was begun by a person for an identity without a case, or came of one that was. */
export const hasNoCase = ({ caseId }: Pick<ContainmentRequest, "caseId">): boolean =>
  caseId === noCase || caseId.startsWith(withoutCase);

/** Its name: by the case and the target, so that one credential is requested once a case, however often it is swept. */
export function derivedId(
  source: Pick<ContainmentRequest, "containmentId" | "caseId">,
  target: DerivedTarget["target"],
): string {
  return nameOf("containment", scopeOf(source), JSON.stringify(target), "derived");
}

/**
 * The request for the containment of something that a sweep found, under the policy as any other: its approval, budgets
 * and expiry. The reason names what it was made with. Where anything is uncertain and nobody answers, nothing is
 * changed.
 */
export function requestDerived(derived: DerivedTarget, terms: DerivedRequestTerms): ContainmentRequest {
  const { step, target, identityKey, action, askBecause, isUncertain } = derived;
  const { source, policy, impact, startedBy, nowMs } = terms;
  const asked = approvalFor(policy, target);
  const cautious = { ...asked, onExpiry: "leave" } as const;
  const releaseAfterSeconds = releaseAfterSecondsFor(policy, target);
  const narrower = narrowerOf(target, { accessKeyIds: step.credentials });
  const made = step.event === undefined ? "" : ` with ${step.event.action} (event ${step.event.eventId})`;
  const because = askBecause.length === 0 ? "" : `; people are asked because ${askBecause.join(", and ")}`;
  return {
    containmentId: derivedId(source, target),
    caseId: scopeOf(source),
    identityKey,
    caseIdentityKey: caseOwnerOf(source),
    playbook: target.playbook,
    target,
    reason: printable(
      `It was made by ${step.byText}${made}, and came of what is contained: ${targetText(source.target)} (${source.containmentId})${because}.`,
      900,
    ),
    eventIds: step.event === undefined ? [] : [step.event.eventId],
    eventTime: new Date(step.event?.timeMs ?? nowMs).toISOString(),
    decidedAt: new Date(nowMs).toISOString(),
    ...(action === "contain" ? {} : { approval: isUncertain ? cautious : asked }),
    budgets: policy.budgets,
    overBudget: cautious,
    ...(narrower.length === 0 ? {} : { narrower }),
    ...(releaseAfterSeconds === undefined ? {} : { releaseAfterSeconds }),
    ...(impact.length === 0 ? {} : { impact: impact.map((sentence) => printable(sentence, 500)) }),
    ...(startedBy === undefined ? {} : { startedBy }),
  };
}
