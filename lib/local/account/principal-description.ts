import type { Principal, Role, Tag, User } from "./account-state.ts";
import { IamError } from "./iam-error.ts";
import { isoSeconds, type LastUse, type Parameters } from "./operation.ts";

const boundaryOf = (principal: Principal) =>
  principal.boundaryArn === undefined
    ? {}
    : {
        PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: principal.boundaryArn },
      };

/** Tags as the API writes them; left out where there are none. */
const tagsOf = (principal: Principal) =>
  principal.tags.length === 0 ? {} : { Tags: principal.tags.map(({ key, value }) => ({ Key: key, Value: value })) };

/** The API's User. A list leaves out boundary and tags, as IAM's lists do. */
export function describeUser(user: User, detail: "full" | "list" = "full") {
  const base = {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: isoSeconds(user.createdMs),
  };
  return detail === "list" ? base : { ...base, ...boundaryOf(user), ...tagsOf(user) };
}

/** The API's Role. The trust policy is URL-encoded JSON (RFC 3986), as the API answers it. */
export function describeRole(role: Role, detail: "full" | "list" = "full", lastUse?: LastUse) {
  const base = {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: isoSeconds(role.createdMs),
    AssumeRolePolicyDocument: encodeURIComponent(role.trustPolicy),
    MaxSessionDuration: role.maxSessionSeconds,
  };
  if (detail === "list") return base;
  const used = lastUse === undefined ? {} : { LastUsedDate: isoSeconds(lastUse.timeMs), Region: lastUse.region };
  return { ...base, ...boundaryOf(role), ...tagsOf(role), RoleLastUsed: used };
}

/** Reads the API's Tags; AWS: at most 50 a principal, keys to 128 and values to 256 characters. */
export function readTags(parameters: Parameters): readonly Tag[] {
  const given = parameters["Tags"] ?? [];
  if (!Array.isArray(given)) throw new IamError("ValidationError", "Tags must be a list of Key and Value.");
  return given.map((tag: unknown) => {
    const { Key: key, Value: value } = (tag ?? {}) as Record<string, unknown>;
    if (typeof key !== "string" || typeof value !== "string" || key.length > 128 || value.length > 256 || key === "") {
      throw new IamError("ValidationError", `The tag ${JSON.stringify(tag)} is not valid; Key and Value are text.`);
    }
    return { key, value };
  });
}

/** The tags after putting some and removing some. Throws LimitExceeded above 50. */
export function mergedTags(old: readonly Tag[], put: readonly Tag[], removed: readonly string[] = []): readonly Tag[] {
  const merged = new Map(old.map(({ key, value }) => [key, value]));
  for (const { key, value } of put) merged.set(key, value);
  for (const key of removed) merged.delete(key);
  if (merged.size > 50) throw new IamError("LimitExceeded", "The number of tags has reached the maximum limit: 50");
  return [...merged].map(([key, value]) => ({ key, value }));
}
