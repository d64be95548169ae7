import type { Activity } from "../event/activity.ts";

/** Whom a request opens something to, beyond the caller's own account. */
export interface OpenedTo {
  /** Accounts that the request names and that are neither the identity's nor the record's, sorted, at most eight. */
  readonly accounts: readonly string[];
  /** Whether it names everybody. */
  readonly everybody: boolean;
}

/**
 * CloudTrail cuts request parameters at 100 KB; a policy that is longer than this names its principals early enough.
 */
const longestRequest = 64 * 1024;
const mostAccounts = 8;
const nobody: OpenedTo = { accounts: [], everybody: false };

/**
 * Accounts in the request's parameters: twelve digits in an ARN, as a policy's principal, or by themselves (snapshots
 * are shared with plain ids). Only the request is searched: what stands in an answer or in a name opens nothing.
 */
export function openedTo(activity: Activity, ownAccounts: (account: string) => boolean): OpenedTo {
  const request = activity.record["requestParameters"];
  if (typeof request !== "object" || request === null) return nobody;
  const text = JSON.stringify(request).slice(0, longestRequest);
  const accounts = new Set<string>();
  for (const [, account] of text.matchAll(/(?<![0-9A-Za-z])(\d{12})(?![0-9A-Za-z])/g)) {
    if (account === undefined || account === activity.accountId || ownAccounts(account)) continue;
    accounts.add(account);
    if (accounts.size === mostAccounts) break;
  }
  return { accounts: [...accounts].sort(), everybody: namesEverybody(text) };
}

/** A policy's principal `*` (policies stand in the request as text, so with escaped quotes), and the group `all`. */
const namesEverybody = (text: string): boolean =>
  /\\*"Principal\\*"\s*:\s*(\\*"\*\\*"|\{\s*\\*"AWS\\*"\s*:\s*(\[\s*)?\\*"\*\\*")/.test(text) ||
  /"(group|groupNames?|values?ToAdd|attributeValue)"\s*:\s*\[?\s*\{?[^{}[\]]{0,40}"all"/.test(text) ||
  /global\/AllUsers|"public-read(-write)?"|"FunctionUrlAuthType"\s*:\s*"NONE"|"authType"\s*:\s*"NONE"/.test(text);
