/**
 * Keys of the warden's single DynamoDB table, agreed between the stores, the playbooks and the stack.
 * Every item has `pk` and `sk`, both strings.
 */
export const table = {
  partitionKey: "pk",
  sortKey: "sk",
  /** Seconds since 1970 after which DynamoDB may delete the item. */
  expiry: "expires",
  /** Sparse index over what waits for people: open cases, running containments, questions that wait for an answer. */
  openIndex: "open",
  openIndexPartitionKey: "openKind",
  openIndexSortKey: "openSince",
} as const;

/** Values of `openKind`. `openSince` is a string: ISO 8601 with milliseconds. */
export const openKinds = { case: "case", containment: "containment", approval: "approval" } as const;

export const sortKeys = {
  /** pk IDENTITY#<key>: the standing, its version, and the open case when there is one. */
  standing: "STANDING",
  /** pk CONTAINMENT#<id>: one containment, with its before-state and outcome. */
  containment: "CONTAINMENT",
  /** pk SETTING#kill-switch: `{ engaged: BOOL }`. An engaged switch stops every change to an identity. */
  setting: "SETTING",
  /** pk CORRELATION#<key>: one group of one correlation rule, forgotten by the table once it is over. */
  correlation: "CORRELATION",
} as const;

export const identityPk = (identityKey: string) => `IDENTITY#${identityKey}`;
export const containmentPk = (containmentId: string) => `CONTAINMENT#${containmentId}`;
export const correlationPk = (key: string) => `CORRELATION#${key}`;
/** pk PEERS#<account>, sk WEEK#<n>: what identities of an account do, forgotten by the table once nobody reads it. */
export const peersPk = (accountId: string) => `PEERS#${accountId}`;
export const peerWeekSk = (week: number) => `WEEK#${week}`;
export const killSwitchPk = "SETTING#kill-switch";
/** Versions of the live settings. */
export const settingsPk = "SETTINGS";
