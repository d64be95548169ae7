import type { Activity } from "../event/activity.ts";
import type { Actor } from "../identity/identity.ts";

/** IAM's calls that give a user, or take from it what holds it back. */
const userCalls: ReadonlySet<string> = new Set([
  "CreateAccessKey",
  "UpdateAccessKey",
  "CreateLoginProfile",
  "UpdateLoginProfile",
  "CreateServiceSpecificCredential",
  "ResetServiceSpecificCredential",
  "UploadSSHPublicKey",
  "UploadSigningCertificate",
  "EnableMFADevice",
  "DeactivateMFADevice",
  "AttachUserPolicy",
  "PutUserPolicy",
  "DetachUserPolicy",
  "DeleteUserPolicy",
  "AddUserToGroup",
  "PutUserPermissionsBoundary",
  "DeleteUserPermissionsBoundary",
]);

/** Those that mean the caller where they name no user. */
const ownByDefault: ReadonlySet<string> = new Set([
  "CreateAccessKey",
  "UpdateAccessKey",
  "UploadSigningCertificate",
  "CreateServiceSpecificCredential",
]);

const roleCalls: ReadonlySet<string> = new Set([
  "UpdateAssumeRolePolicy",
  "AttachRolePolicy",
  "PutRolePolicy",
  "DetachRolePolicy",
  "DeleteRolePolicy",
  "PutRolePermissionsBoundary",
  "DeleteRolePermissionsBoundary",
  "AddRoleToInstanceProfile",
]);

/** Who may take a role on is written in these parameters. */
const trustFields = ["policyDocument", "assumeRolePolicyDocument"] as const;
const trustCalls: ReadonlySet<string> = new Set(["UpdateAssumeRolePolicy", "CreateRole"]);
const longestPolicy = 64 * 1024;

/**
 * Whether IAM was asked to change a credential, a right or a trust of the caller itself, in words (`for itself`,
 * `that lets itself into role x`); undefined where not. IAM does not tell names apart by case, so neither does this.
 */
export function selfDealingOf(activity: Activity, actor: Actor): string | undefined {
  if (activity.service !== "iam") return undefined;
  const { identity } = actor;
  const asked = activity.record["requestParameters"];
  if (asked === undefined) return undefined;
  const request = (asked ?? {}) as Readonly<Record<string, unknown>>;
  const { eventName } = activity;
  if (identity.key.includes(":user/") && userCalls.has(eventName)) {
    if (eventName === "UpdateAccessKey" && request["status"] === "Inactive") return undefined;
    // A request that was refused is recorded without its parameters: whom it named is not known then.
    const isOwn =
      asked !== null || activity.errorCode === undefined ? isOwnUser(request, activity, identity.name) : false;
    return isOwn ? "for itself" : undefined;
  }
  if (!identity.key.includes(":role/")) return undefined;
  if (roleCalls.has(eventName) && isName(request["roleName"], identity.name)) return "for its own role";
  if (!trustCalls.has(eventName) || !trusts(request, identity.key, identity.name)) return undefined;
  const role = request["roleName"];
  return `that lets itself into role ${typeof role === "string" ? role.slice(0, 64) : "without a name"}`;
}

const isOwnUser = (request: Readonly<Record<string, unknown>>, { eventName }: Activity, own: string): boolean =>
  request["userName"] === undefined ? ownByDefault.has(eventName) : isName(request["userName"], own);

const isName = (named: unknown, own: string): boolean =>
  typeof named === "string" && named.toLowerCase() === own.toLowerCase();

/** Whether a trust policy names the caller: its role's ARN, or one of its sessions'. */
function trusts(request: Readonly<Record<string, unknown>>, key: string, name: string): boolean {
  return trustFields.some((field) => {
    const policy = request[field];
    if (typeof policy !== "string") return false;
    const text = policy.slice(0, longestPolicy);
    return text.includes(`${key}"`) || text.includes(`:assumed-role/${name}/`);
  });
}
