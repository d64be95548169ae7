import { type Baseline, indexOf, markValue } from "../behaviour/baseline.ts";
import { markKey, resourceDimension } from "../behaviour/dimension.ts";
import type { Activity } from "../event/activity.ts";
import { partitionOf } from "../identity/arn.ts";

/** Held among the resources of an identity whose rights were changed; no resource is named so. */
const rightsChanged = "= its rights were changed";
export const rightsChangedKey = markKey(resourceDimension, rightsChanged);

/** Remembers on an identity's baseline that its rights were changed, by whomever, at a time. */
export const markRightsChanged = (baseline: Baseline, timeMs: number): void =>
  markValue(baseline, indexOf(baseline, rightsChangedKey), rightsChangedKey, timeMs, rightsChanged);

/** IAM's calls that may widen what a role or a user is able to do, with the parameter that names it. */
const widening: ReadonlyMap<string, "roleName" | "userName"> = new Map([
  ["AttachRolePolicy", "roleName"],
  ["PutRolePolicy", "roleName"],
  ["DeleteRolePolicy", "roleName"],
  ["DetachRolePolicy", "roleName"],
  ["UpdateAssumeRolePolicy", "roleName"],
  ["DeleteRolePermissionsBoundary", "roleName"],
  ["PutRolePermissionsBoundary", "roleName"],
  ["AttachUserPolicy", "userName"],
  ["PutUserPolicy", "userName"],
  ["DeleteUserPolicy", "userName"],
  ["DetachUserPolicy", "userName"],
  ["AddUserToGroup", "userName"],
  ["DeleteUserPermissionsBoundary", "userName"],
  ["PutUserPermissionsBoundary", "userName"],
]);

/**
 * Key of the identity whose rights an activity changed; undefined where it changed none, or was refused. The request
 * names a role or a user without its path, so one that has a path is not found by this.
 */
export function whoseRightsChanged(activity: Activity): string | undefined {
  if (activity.service !== "iam" || activity.errorCode !== undefined || activity.accountId === "") return undefined;
  const field = widening.get(activity.eventName);
  if (field === undefined) return undefined;
  const request = activity.record["requestParameters"] as Readonly<Record<string, unknown>> | null | undefined;
  const name = request?.[field];
  if (typeof name !== "string" || !/^[\w+=,.@-]{1,64}$/.test(name)) return undefined;
  const sort = field === "roleName" ? "role" : "user";
  return `arn:${partitionOf(activity.region)}:iam::${activity.accountId}:${sort}/${name}`;
}
