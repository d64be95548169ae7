import type { Actor } from "../identity/identity.ts";
import { kindIsOfThisRecord, kindIsOnlyClaimed } from "../identity/kind-evidence.ts";
import type { ContainmentTarget } from "./decision.ts";

const iamName = /^[\w+=,.@-]{1,128}$/;
const longTermKey = /^AKIA[A-Z0-9]{16}$/;
const account = /^\d{12}$/;

/**
 * The narrowest thing that stops this actor: a user's long-term key, or a role's sessions; a sentence where there is none.
 * Everything is checked again here, because a record is untrusted input: `^AKIA`, twelve digits, IAM's name alphabet.
 */
export function containmentTargetOf(actor: Actor): ContainmentTarget | string {
  const { identity } = actor;
  const [, accountId = "", kind = "", path = ""] = /^arn:[\w-]+:iam::(\d*):(\w+)\/?(.*)$/.exec(identity.key) ?? [];
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (!account.test(accountId) || !iamName.test(name)) return `no playbook stops an identity of kind ${identity.kind}`;
  if (identity.kind === "service-linked")
    return "a service-linked role cannot be changed; stop the service that uses it";
  // What a record claims of itself exempts nobody: a thief may open the console with a stolen role's credentials.
  const isHuman = identity.kind === "human" && !kindIsOfThisRecord(identity) && !kindIsOnlyClaimed(identity);
  if (isHuman) return "a person's access is stopped where it comes from, in the identity provider";
  if (kind === "role") return { playbook: "revoke-role-sessions", accountId, roleName: name };
  if (kind !== "user") return `no playbook stops an identity of kind ${identity.kind}`;
  const { accessKeyId } = actor;
  if (accessKeyId === undefined || !longTermKey.test(accessKeyId)) {
    return "the activity was not done with a long-term access key, so disabling a key would not stop it";
  }
  return { playbook: "disable-access-key", accountId, userName: name, accessKeyId };
}
