/**
 * Items of the budget of containments: pk `BUDGET#<accountId>` and `BUDGET#all`, sk the hour in UTC, `2026-11-21T18`.
 * A playbook adds one to both, on the condition that the count is below what the policy allows.
 */
export const budgetKeys = {
  pkPrefix: "BUDGET#",
  pk: (accountId: string) => `BUDGET#${accountId}`,
  overallPk: "BUDGET#all",
  /** The hour of an ISO 8601 time. */
  sk: (iso: string) => iso.slice(0, 13),
} as const;

/** Number: how many containments began within the hour. */
export const budgetCount = "count";

/** How many containments an hour begin without a person being asked, where the policy says nothing else. */
export const defaultBudgets = { accountAnHour: 10, overallAnHour: 20 } as const;
