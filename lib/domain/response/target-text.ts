import type { ContainmentTarget, TrustTarget } from "./decision.ts";
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
    case "pin-instance-location":
      return `credentials of instance ${instanceIdOf(target.instanceArn)} away from it, role ${target.roleName}`;
    case "disable-service-credential":
      return `service-specific credential ${target.serviceSpecificCredentialId} of user ${target.userName}`;
    case "deny-oidc-claim":
    case "deny-service-account":
    case "deny-foreign-principal":
      return `new sessions of role ${target.roleName} for ${refusedOf(target)}`;
  }
}

/** Whom a role's trust refuses, as it stands in the trust policy: `example.com:sub = …`, an ARN. */
export function refusedOf(target: TrustTarget): string {
  switch (target.playbook) {
    case "deny-oidc-claim":
      return `${target.provider}:${target.claim} = ${target.claimValue}`;
    case "deny-service-account":
      return `service account ${target.namespace}/${target.serviceAccount} of ${target.provider}`;
    case "deny-foreign-principal":
      return target.principalArn;
  }
}

/** `deploy` of `AROA…:deploy`. */
export const sessionNameOf = (principalId: string): string => principalId.slice(principalId.indexOf(":") + 1);

/** `i-…` of an instance's ARN; as a session's name it says which instance the session is of. */
export const instanceIdOf = (instanceArn: string): string => instanceArn.slice(instanceArn.indexOf(":instance/") + 10);

/**
 * ARN of the user or role that a target belongs to, without the path, which a target does not hold; of a resource its
 * own.
 */
export const principalOf = (target: ContainmentTarget): string =>
  isResourceTarget(target)
    ? resourceArn(target)
    : `arn:aws:iam::${target.accountId}:${"roleName" in target ? `role/${target.roleName}` : `user/${target.userName}`}`;
