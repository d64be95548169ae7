import { foreignAccountDimension, markKey } from "../behaviour/dimension.ts";
import { type Comparison, compareValue } from "./comparison.ts";
import { type OpenedTo, openedTo } from "./foreign-accounts.ts";

/** Whom the activity's request opens something to, beyond the identity's account and its organisation. */
export function openedBy(comparison: Comparison): OpenedTo {
  const { activity, actor, surroundings } = comparison;
  comparison.opened ??= openedTo(
    activity,
    (account) => account === actor.identity.accountId || surroundings.organisationAccounts.has(account),
  );
  return comparison.opened;
}

/**
 * A sensitive change that names an account which neither the identity nor its organisation is: data or rights leave.
 */
export function compareForeignAccounts(comparison: Comparison): void {
  if (comparison.activity.errorCode !== undefined) return;
  for (const account of openedBy(comparison).accounts) {
    const key = markKey(foreignAccountDimension, account);
    compareValue(comparison, "foreign-account", foreignAccountDimension, key, 1, account);
  }
}
