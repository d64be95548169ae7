import type { ContainmentTarget, PlaybookName } from "./decision.ts";

/**
 * What an execution of a playbook is started with. The execution's name is `containmentId`,
 * which is made of the identity, the case and the target, so that a repeated decision starts nothing new.
 */
export interface ContainmentRequest {
  readonly containmentId: string;
  readonly caseId: string;
  readonly identityKey: string;
  /** Whose case it is, where that is another identity: the one whose sweep brought the target up. */
  readonly caseIdentityKey?: string | undefined;
  readonly playbook: PlaybookName;
  readonly target: ContainmentTarget;
  /** One or two sentences for people. Holds no attacker-chosen text beyond what `printable` let through. */
  readonly reason: string;
  /** At most ten CloudTrail event ids. */
  readonly eventIds: readonly string[];
  /** When the deciding event happened and when the decision was made, ISO 8601 with milliseconds. */
  readonly eventTime: string;
  readonly decidedAt: string;
  /** Where it is there, people are asked first. */
  readonly approval?: ApprovalTerms | undefined;
  /** How many containments may be started in an hour without asking; a playbook's own default where it is left out. */
  readonly budgets?: ContainmentBudgets | undefined;
  /** How people are asked where a budget is used up or cannot be read, although `approval` is not there. */
  readonly overBudget?: ApprovalTerms | undefined;
  /** Narrower measures that a person may choose instead, the widest of them first; none where it is left out. */
  readonly narrower?: readonly ContainmentTarget[] | undefined;
  /** After this long the containment is released by itself; session scope only, and for good where it is left out. */
  readonly releaseAfterSeconds?: number | undefined;
  /** Sentences for people on who depends on the target, at most `mostImpactSentences`. Printable text only. */
  readonly impact?: readonly string[] | undefined;
  /** Set by the daily drill alone, whose target is the canary: a playbook refuses it for any other. */
  readonly drill?: true | undefined;
  /** ARN of the person who started it by hand, who may not approve it. */
  readonly startedBy?: string | undefined;
}

/** Whose standing holds the case that a containment belongs to. */
export const caseOwnerOf = ({
  caseIdentityKey,
  identityKey,
}: Pick<ContainmentRequest, "identityKey" | "caseIdentityKey">): string => caseIdentityKey ?? identityKey;

/** Who has to say yes, for how long they are waited for, and what happens where nobody answers. */
export interface ApprovalTerms {
  /** Different people, by their identity and not by their session. */
  readonly people: 1 | 2;
  readonly seconds: number;
  readonly onExpiry: "leave" | "contain";
}

/** Containments in one UTC hour that need nobody's yes. */
export interface ContainmentBudgets {
  readonly accountAnHour: number;
  readonly overallAnHour: number;
}

export const mostImpactSentences = 8;

/**
 * How a playbook ended; written to the containment item and sent to people. refused-denied, refused-expired: people
 * said no, or nothing in time. narrowed: they chose a narrower measure, which is a containment of its own. reverted:
 * somebody took the change away and it could not be held. release-refused-drift: what stands is not what the
 * containment left.
 */
export const containmentOutcomes = [
  "contained",
  "already-contained",
  "refused-kill-switch",
  "refused-protected",
  "refused-denied",
  "refused-expired",
  "narrowed",
  "reverted",
  "released",
  "release-refused-drift",
  "target-not-found",
  "failed",
] as const;
export type ContainmentOutcome = (typeof containmentOutcomes)[number];
