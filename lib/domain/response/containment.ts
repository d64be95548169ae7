import type { ContainmentTarget, PlaybookName } from "./decision.ts";

/**
 * What an execution of a playbook is started with. The execution's name is `containmentId`,
 * which is made of the identity, the case and the target, so that a repeated decision starts nothing new.
 */
export interface ContainmentRequest {
  readonly containmentId: string;
  readonly caseId: string;
  readonly identityKey: string;
  readonly playbook: PlaybookName;
  readonly target: ContainmentTarget;
  /** One or two sentences for people. Holds no attacker-chosen text beyond what `printable` let through. */
  readonly reason: string;
  /** At most ten CloudTrail event ids. */
  readonly eventIds: readonly string[];
  /** When the deciding event happened and when the decision was made, ISO 8601 with milliseconds. */
  readonly eventTime: string;
  readonly decidedAt: string;
}

/** How a playbook ended; written to the containment item and sent to people. */
export const containmentOutcomes = [
  "contained",
  "already-contained",
  "refused-kill-switch",
  "refused-protected",
  "target-not-found",
  "failed",
] as const;
export type ContainmentOutcome = (typeof containmentOutcomes)[number];
