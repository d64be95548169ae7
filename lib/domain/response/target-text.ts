import type { ContainmentTarget } from "./decision.ts";
import { isResourceTarget, resourceArn, resourceText } from "./resource-target.ts";

/** `access key AKIA… of user backup, account 111122223333`: what a containment is about, for people. */
export function targetText(target: ContainmentTarget): string {
  return `${targetName(target)}, account ${target.accountId}`;
}

/** The same without the account. */
export function targetName(target: ContainmentTarget): string {
  if (isResourceTarget(target)) return resourceText(target);
  switch (target.playbook) {
    case "disable-access-key":
      return `access key ${target.accessKeyId} of user ${target.userName}`;
    case "revoke-user-sessions":
      return `temporary sessions of user ${target.userName}`;
    case "quarantine-user":
      return `everything that user ${target.userName} may do`;
    case "deny-role-session":
      return `session ${sessionNameOf(target.principalId)} of role ${target.roleName}`;
    case "revoke-role-sessions":
      return `sessions of role ${target.roleName}`;
    case "quarantine-role":
      return `everything that role ${target.roleName} may do`;
  }
}

/** `deploy` of `AROA…:deploy`. */
export const sessionNameOf = (principalId: string): string => principalId.slice(principalId.indexOf(":") + 1);

/** ARN of the user or role that a target belongs to, without the path, which a target does not hold; of a resource its own. */
export const principalOf = (target: ContainmentTarget): string =>
  isResourceTarget(target)
    ? resourceArn(target)
    : `arn:aws:iam::${target.accountId}:${"roleName" in target ? `role/${target.roleName}` : `user/${target.userName}`}`;
