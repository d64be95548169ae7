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
  /** One sentence for people; holds the error where there was one. */
  detail: "detail",
  /** What stood before the change, as JSON; the undo needs it. Written before the change, never overwritten. */
  beforeState: "beforeState",
  /** How the effect was proven: see `proofLevels`. */
  proof: "proof",
  /** `failed` where people could not be told. */
  notice: "notice",
  startedAt: "startedAt",
  updatedAt: "updatedAt",
} as const;

/** NONE: nothing was proven. READ-BACK: IAM was asked again after the change and shows it in place. */
export const proofLevels = { none: "NONE", readBack: "READ-BACK" } as const;
