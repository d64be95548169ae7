import type { Activity } from "../../event/activity.ts";
import type { Actor } from "../../identity/identity.ts";
import type { Deed } from "./deed.ts";
import { changeDeeds, changesSomething } from "./derived-changes.ts";
import { credentialDeeds, makesCredentials } from "./derived-credentials.ts";
import { readDeeds, readsSecrets } from "./derived-reads.ts";
import { sessionDeeds } from "./derived-sessions.ts";

const sessionServices = new Set([
  "sts.amazonaws.com",
  "signin.amazonaws.com",
  "rolesanywhere.amazonaws.com",
  "eks-auth.amazonaws.com",
]);

/** CloudTrail records Lambda's calls with the API's date: `UpdateFunctionCode20150331v2`. */
const actionOf = ({ service, eventName }: Activity): string => `${service}:${eventName.replace(/\d{8}(v\d)?$/, "")}`;

/**
 * What this call made, changed or read that outlives it: sessions, credentials, principals, workloads, access given,
 * watches switched off, secrets. Nothing for a call that failed. The caller says with `isDoneBy` whose call it was.
 */
export function derivedFrom(activity: Activity, actor: Actor): readonly Deed[] {
  if (!leavesTraces(activity)) return [];
  const action = actionOf(activity);
  const made = [...sessionDeeds(activity, actor), ...credentialDeeds(activity, actor, action)];
  // Instances with a role have been listed as what is to be contained; those without one only cost money.
  return [...made, ...(made.length > 0 ? [] : changeDeeds(activity, action)), ...readDeeds(activity, action)];
}

/** Whether anything can follow from a call of this name; cheap, so that the others need not be kept. */
export function leavesTraces(activity: Activity): boolean {
  if (activity.errorCode !== undefined) return false;
  if (sessionServices.has(activity.eventSource)) return true;
  const action = actionOf(activity);
  return makesCredentials(action) || changesSomething(action) || readsSecrets(action);
}
