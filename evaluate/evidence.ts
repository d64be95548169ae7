import type { Assessment } from "../lib/domain/response/assessment.ts";
import { type ResponseAction, responses } from "../lib/domain/response/decision.ts";

/** Whether an action is at least as much as another. */
export const tells = (action: ResponseAction, least: ResponseAction): boolean =>
  responses.indexOf(action) >= responses.indexOf(least);

/** A signal that trust was lost to. */
export interface Evidence {
  readonly kind: string;
  readonly points: number;
}

/** Below this a family hardly moves trust. */
const leastPoints = 3;

/** What trust was lost to at an assessment, strongest first. */
export const evidenceOf = (assessment: Assessment): readonly Evidence[] =>
  assessment.losses
    .filter(({ points }) => points >= leastPoints)
    .sort((a, b) => b.points - a.points)
    .map(({ contribution, points }) => ({ kind: contribution.kind, points: Math.round(points) }));

/** A case, or an alert, about somebody who did nothing wrong. */
export interface FalseAlert {
  readonly identityKey: string;
  readonly timeMs: number;
  readonly trust: number;
  readonly action: ResponseAction;
  readonly evidence: readonly Evidence[];
}

export const falseAlertOf = (identityKey: string, assessment: Assessment): FalseAlert => ({
  identityKey,
  timeMs: assessment.activity.timeMs,
  trust: assessment.trust,
  action: assessment.decision.action,
  evidence: evidenceOf(assessment),
});
