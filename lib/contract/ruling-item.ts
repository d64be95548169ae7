/** Items of verdicts: pk `CASE#<caseId>`, sk `RULING#<ruledMs>`, padded so that they sort by time. */
export const rulingKeys = {
  pk: (caseId: string) => `CASE#${caseId}`,
  skPrefix: "RULING#",
  sk: (ruledMs: number) => `RULING#${String(ruledMs).padStart(16, "0")}`,
} as const;

export const rulingItem = {
  /** JSON: the closed case. */
  closedCase: "closedCase",
  /** JSON: what the verdict changed. */
  trace: "trace",
  /** JSON: by whom and why it was taken back. */
  undone: "undone",
  /** Binary: the identity's standing before the verdict. */
  before: "before",
  /** Number: the version of the standing that the verdict wrote. */
  version: "version",
  verdict: "verdict",
  owner: "owner",
  identityKey: "identityKey",
} as const;
