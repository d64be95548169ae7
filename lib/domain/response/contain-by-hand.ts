import { printable } from "../event/printable.ts";
import { nameOf } from "./case-file.ts";
import type { ContainmentRequest } from "./containment.ts";
import type { ContainmentTarget } from "./decision.ts";
import { approvalFor, isNeverAutomatic, releaseAfterSecondsFor } from "./guard-rails.ts";
import type { Policy } from "./policy.ts";
import { narrowerOf } from "./target-ladder.ts";
import { principalOf } from "./target-text.ts";
import { watchOf } from "./watch.ts";

/** What a person asks for, and what is known beside it. */
export interface ByHand {
  readonly target: ContainmentTarget;
  /** ARN of the user or role, with its path where it is known. */
  readonly identityKey: string;
  /** ARN of the person. */
  readonly startedBy: string;
  readonly why: string;
  /** The identity's open case; undefined where it has none. */
  readonly caseId?: string | undefined;
  /** Sentences of `impactOf`. */
  readonly impact: readonly string[];
  /** The warden never saw it, so that even its path is only what the person says. */
  readonly isUnknown?: boolean;
  /** `AROA…:name` of sessions that a person may choose instead. */
  readonly principalIds?: readonly string[];
  readonly nowMs: number;
}

/** What `caseId` says of a containment without a case. */
export const noCase = "by-hand";

/**
 * The request for a containment that a person starts, or a sentence why there is none. Other people are asked first,
 * except where the policy lets the warden itself contain this identity so: what it may do alone, one person may too,
 * with an identity that the warden knows.
 */
export function requestByHand(wanted: ByHand, policy: Policy): ContainmentRequest | string {
  const { target, identityKey, startedBy, why, caseId = noCase, impact, principalIds = [], nowMs } = wanted;
  const watches = [identityKey, principalOf(target)].map((key) => watchOf(policy, key));
  if (watches.some(({ isProtected }) => isProtected)) {
    return `${printable(identityKey, 200)} is protected by the policy and is never contained; whoever deploys the warden can change that`;
  }
  const isAsked =
    wanted.isUnknown === true || watches.some(({ mode }) => mode !== "enforce") || isNeverAutomatic(target);
  const asked = approvalFor(policy, target);
  const releaseAfterSeconds = releaseAfterSecondsFor(policy, target);
  const narrower = narrowerOf(target, { principalIds });
  const at = new Date(nowMs).toISOString();
  return {
    // Twice within a minute is once: the second is a slip of the finger.
    containmentId: nameOf("containment", identityKey, caseId, JSON.stringify(target), "by hand", at.slice(0, 16)),
    caseId,
    identityKey,
    playbook: target.playbook,
    target,
    reason: printable(`Started by hand: ${/[.!?]$/.test(why) ? why : `${why}.`}`, 600),
    eventIds: [],
    eventTime: at,
    decidedAt: at,
    ...(isAsked ? { approval: asked } : {}),
    budgets: policy.budgets,
    overBudget: { ...asked, onExpiry: "leave" },
    ...(narrower.length === 0 ? {} : { narrower }),
    ...(releaseAfterSeconds === undefined ? {} : { releaseAfterSeconds }),
    ...(impact.length === 0 ? {} : { impact }),
    startedBy,
  };
}
