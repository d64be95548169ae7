import type { Actor } from "../identity/identity.ts";
import { kindIsOfThisRecord, kindIsOnlyClaimed } from "../identity/kind-evidence.ts";
import type { ContainmentTarget } from "./decision.ts";
import { defaultGuardRails, type GuardRails } from "./guard-rails.ts";
import { isAccountId, isIamName, isLongTermKey, isRolePrincipal } from "./read-target.ts";
import { sessionNameOf } from "./target-text.ts";

/** What can be contained of an actor. */
export interface Containable {
  readonly target: ContainmentTarget;
  /** Why people are asked first even where the policy enforces; undefined where nothing is uncertain. */
  readonly askBecause?: string;
}

const temporaryKey = /^ASIA[A-Z0-9]{16}$/;
const identityCenterPath = "aws-reserved/sso.amazonaws.com/";

/**
 * The narrowest measure that stops this actor; a sentence for people where no playbook does.
 *
 * A user's long-term key is disabled, and of a user's temporary sessions all are denied, for a policy cannot tell one
 * of them. A role's session is denied alone where its name tells it from others, else the role's sessions are revoked.
 * Everything is checked again here, because a record is untrusted input; and where it does not say which session it
 * was, the wider measure is never taken without people.
 */
export function containmentTargetOf(
  actor: Actor,
  { containRolesBy }: Pick<GuardRails, "containRolesBy"> = defaultGuardRails,
): Containable | string {
  const { identity, accessKeyId } = actor;
  const [, accountId = "", kind = "", path = ""] = /^arn:[\w-]+:iam::(\d*):(\w+)\/?(.*)$/.exec(identity.key) ?? [];
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (identity.kind === "root" || kind === "root") {
    return "nothing in the account can be denied to root: reset its password, delete its keys, and call AWS Support if you are locked out";
  }
  if (!isAccountId(accountId) || !isIamName(name)) return `no playbook stops an identity of kind ${identity.kind}`;
  if (identity.kind === "service-linked")
    return "a service-linked role cannot be changed; stop the service that uses it";
  if (kind === "role" && path.startsWith(identityCenterPath)) {
    return "IAM Identity Center owns the role: take the person's assignment away there, and end their sessions, which live up to 12 hours";
  }
  // What a record claims of itself exempts nobody: a thief may open the console with a stolen role's credentials.
  const isHuman = identity.kind === "human" && !kindIsOfThisRecord(identity) && !kindIsOnlyClaimed(identity);
  if (isHuman) return "a person's access is stopped where it comes from, in the identity provider";
  if (kind === "role") return ofRole(actor, accountId, name, containRolesBy);
  if (kind !== "user") return `no playbook stops an identity of kind ${identity.kind}`;
  if (accessKeyId !== undefined && isLongTermKey(accessKeyId)) {
    return { target: { playbook: "disable-access-key", accountId, userName: name, accessKeyId } };
  }
  if (accessKeyId !== undefined && temporaryKey.test(accessKeyId)) {
    return { target: { playbook: "revoke-user-sessions", accountId, userName: name } };
  }
  return "the record names no access key of the user, so no credential can be stopped alone; a Bedrock API key or another service-specific credential is stopped by hand, with nhi contain";
}

function ofRole(
  { principalId }: Actor,
  accountId: string,
  roleName: string,
  containRolesBy: GuardRails["containRolesBy"],
): Containable {
  const allSessions: ContainmentTarget = { playbook: "revoke-role-sessions", accountId, roleName };
  if (principalId === undefined || !isRolePrincipal(principalId)) {
    return {
      target: allSessions,
      askBecause: "the record does not say which session of the role it was, so all of them would be stopped",
    };
  }
  if (containRolesBy === "sessions" || !tellsOneSession(sessionNameOf(principalId))) return { target: allSessions };
  return { target: { playbook: "deny-role-session", accountId, roleName, principalId } };
}

/** An instance, a task, a pod, a build or a certificate; an SDK's clock; a run's number, but no account's id. */
const ownNames: readonly RegExp[] = [
  /(?<![0-9a-z])i-[0-9a-f]{8}(?:[0-9a-f]{9})?(?![0-9a-z])/,
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i,
  /[0-9a-f]{16}/i,
  /(?<!\d)(?:\d{9,11}|\d{13,})(?!\d)/,
];

/**
 * Whether a session's name tells it from the role's other sessions. Names such as `GitHubActions`, `deploy` or a
 * function's name are given to one session after the other: to deny the name would stop sessions that nobody stole,
 * until it is released, and the next theft under another name would go on.
 */
export const tellsOneSession = (sessionName: string): boolean => ownNames.some((own) => own.test(sessionName));
