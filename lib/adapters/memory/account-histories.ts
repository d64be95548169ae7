import type { AccountHistories } from "../../app/account-histories.ts";
import type { Activity } from "../../domain/event/activity.ts";
import { memoryHistory } from "./event-history.ts";

/** Histories of accounts from their activities; an account without any here has no role to read it with. */
export function memoryAccountHistories(activities: ReadonlyMap<string, readonly Activity[]>): AccountHistories {
  return {
    async open(accountId) {
      const known = activities.get(accountId);
      if (known === undefined) return { why: `there is no role to read account ${accountId} with` };
      const name = `the records of account ${accountId}`;
      return { ...memoryHistory(known, { name, accountIds: [accountId] }), close() {} };
    },
  };
}
