import type { AccountState, Principal, PrincipalBase } from "./account-state.ts";
import { IamError, noSuchEntity } from "./iam-error.ts";
import { entityName, type OperationContext, optionalText, type Parameters } from "./operation.ts";
import { mergedTags, readTags } from "./principal-description.ts";

/** The Path parameter, "/" where there is none. */
export function readPath(p: Parameters): string {
  const path = optionalText(p, "Path") ?? "/";
  if (/^\/([\x21-\x7e]+\/)?$/.test(path)) return path;
  throw new IamError("ValidationError", `Path ${JSON.stringify(path)} is not valid; it begins and ends with a slash.`);
}

/** What a user and a role begin with. Throws EntityAlreadyExists where the name is taken. */
export function newPrincipal(
  state: AccountState,
  p: Parameters,
  { nowMs, newId, accountId }: OperationContext,
  kind: "User" | "Role",
): PrincipalBase {
  const name = entityName(p, `${kind}Name`, 64);
  // IAM takes no two names that differ only in case.
  const taken = [...(kind === "User" ? state.users : state.roles).keys()];
  if (taken.some((other) => other.toLowerCase() === name.toLowerCase())) {
    throw new IamError("EntityAlreadyExists", `${kind} with name ${name} already exists.`);
  }
  const path = readPath(p);
  const boundaryArn = optionalText(p, "PermissionsBoundary");
  if (boundaryArn !== undefined && !state.policies.has(boundaryArn)) throw noSuchEntity(`Policy ${boundaryArn}`);
  return {
    name,
    path,
    id: newId(kind === "User" ? "AIDA" : "AROA"),
    arn: `arn:aws:iam::${accountId}:${kind.toLowerCase()}${path}${name}`,
    createdMs: nowMs,
    inlinePolicies: [],
    attachedPolicyArns: [],
    boundaryArn,
    tags: mergedTags([], readTags(p)),
  };
}

/** Throws DeleteConflict while a policy is left on the principal. */
export function refuseIfInUse(principal: Principal): void {
  if (principal.attachedPolicyArns.length > 0) {
    throw new IamError("DeleteConflict", "Cannot delete entity, must detach all policies first.");
  }
  if (principal.inlinePolicies.length > 0) {
    throw new IamError("DeleteConflict", "Cannot delete entity, must delete policies first.");
  }
}

/** A copy of the map without the name. */
export function without<T>(entries: ReadonlyMap<string, T>, name: string): ReadonlyMap<string, T> {
  return new Map([...entries].filter(([key]) => key !== name));
}
