import { foreignAccountDimension, markKey } from "../behaviour/dimension.ts";
import { type Comparison, compareValue } from "./comparison.ts";
import { openedTo } from "./foreign-accounts.ts";

/** A sensitive change that names an account which neither the identity nor its organisation is: data or rights leave. */
export function compareForeignAccounts(comparison: Comparison): void {
  const { activity, actor, surroundings } = comparison;
  if (activity.errorCode !== undefined) return;
  const isOwn = (account: string) =>
    account === actor.identity.accountId || surroundings.organisationAccounts.has(account);
  const { accounts } = openedTo(activity, isOwn);
  for (const account of accounts) {
    const key = markKey(foreignAccountDimension, account);
    compareValue(comparison, "foreign-account", foreignAccountDimension, key, 1, account);
  }
}
