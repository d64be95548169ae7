/**
 * Attributes of a containment's item (pk `CONTAINMENT#<id>`, sk `CONTAINMENT`), written by the playbooks and read by
 * the stores. Every value is a string; times are ISO 8601 with milliseconds.
 */
export const containmentItem = {
  containmentId: "containmentId",
  playbook: "playbook",
  identityKey: "identityKey",
  caseId: "caseId",
  /** The whole ContainmentRequest as JSON. */
  request: "request",
  /** ARN of the execution that wrote the item. */
  execution: "execution",
  /** running, contained, refused or failed; the release of a containment writes released. */
  state: "state",
  /** `running`, then one of the containment outcomes. */
  outcome: "outcome",
  /** Sentences for people; hold the error where there was one. */
  detail: "detail",
  /** What stood before the change, as JSON; the release needs it. Written before the change, never overwritten. */
  beforeState: "beforeState",
  /** Value of the incident tag before the change; empty where there was none. */
  marksBefore: "marksBefore",
  /** What the change left, as JSON: a release refuses where it is no longer so. */
  afterState: "afterState",
  /** Unique id of the user or role, `AIDA…` or `AROA…`: one that was made again under the same name has another. */
  principalId: "principalId",
  /** Who allowed it, with spaces between them; empty where nobody was asked. */
  approvedBy: "approvedBy",
  /** How the effect was proven: see `proofLevels`. */
  proof: "proof",
  /** `failed` where people could not be told. */
  notice: "notice",
  startedAt: "startedAt",
  updatedAt: "updatedAt",
  /** When a time-limited containment is released by itself; empty where it is not. */
  releaseAt: "releaseAt",
  releasedAt: "releasedAt",
  /** ARN of who released it, or `expiry`, or `drill`. */
  releasedBy: "releasedBy",
  /** Where what stands is not what the containment left, in a sentence; set by a release that refused. */
  drift: "drift",
  /** What the sweep after it came to, in sentences; written by the sweep function. */
  swept: "swept",
} as const;

/**
 * NONE: nothing was proven. READ-BACK: IAM was asked again after the change and shows it in place. PROVEN: it held for
 * 60 s and the policy simulator answers with an explicit deny. UNPROVEN: it is in place, and that it held or denies
 * could not be shown. FAILED: somebody took it away.
 */
export const proofLevels = {
  none: "NONE",
  readBack: "READ-BACK",
  proven: "PROVEN",
  unproven: "UNPROVEN",
  failed: "FAILED",
} as const;
