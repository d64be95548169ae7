/**
 * Items of approvals: pk `APPROVAL#<containmentId>`, sk `APPROVAL`. The playbook writes one when it begins to wait and
 * sets `expired` when nobody answered; the approver function alone writes the answers. While it waits it stands in the
 * open index (`openKind` is `openKinds.approval`, `openSince` is `askedAt`); whoever ends the waiting removes both.
 * What ends the waiting state is a `TaskAnswer` (lib/domain/response/approval.ts) as JSON.
 */
export const approvalKeys = {
  pkPrefix: "APPROVAL#",
  pk: (containmentId: string) => `APPROVAL#${containmentId}`,
  sk: "APPROVAL",
} as const;

/** Attributes. Strings, except `people`; times are ISO 8601 with milliseconds. */
export const approvalItem = {
  containmentId: "containmentId",
  identityKey: "identityKey",
  caseId: "caseId",
  playbook: "playbook",
  /** JSON: the ContainmentTarget. */
  target: "target",
  /** JSON: ContainmentTarget[], what may be chosen instead; `[]` or absent where nothing may. */
  narrower: "narrower",
  /** JSON: string[], sentences of the dependency estimate; `[]` or absent where there are none. */
  impact: "impact",
  reason: "reason",
  /** Number: how many different people have to say yes, 1 or 2. */
  people: "people",
  /** One of `approvalStatuses` (lib/domain/response/approval.ts). */
  status: "status",
  /** The task token of the waiting state, at most 2,048 characters. Never shown, never logged. */
  token: "token",
  askedAt: "askedAt",
  expiresAt: "expiresAt",
  /** JSON: list of `{who, at, answer, why}`. Absent until somebody answers. */
  said: "said",
  /** ARN of the person who started the containment by hand; absent where the warden did. */
  startedBy: "startedBy",
  /**
   * When the waiting playbook took the answer; absent until then, so that an answer that got lost can be given again.
   */
  deliveredAt: "deliveredAt",
} as const;
