import { type ContainmentTarget, playbookNames } from "./decision.ts";
import { isPolicyValue } from "./policies/policy-values.ts";
import { readTrustTarget } from "./read-trust-target.ts";
import { isResourcePlaybook, readResourceTarget } from "./resource-target.ts";

const account = /^\d{12}$/;
const iamName = /^[\w+=,.@-]{1,128}$/;
const longTermKey = /^AKIA[A-Z0-9]{16}$/;
/** A role's unique id and a session's name, which IAM allows 2 to 64 characters. */
const rolePrincipal = /^AROA[A-Z0-9]{12,28}:[\w+=,.@-]{2,64}$/;

/**
 * IAM's prefix for it, and the length of its other unique ids.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
const serviceCredential = /^ACCA[A-Z0-9]{12,28}$/;

/** Addresses of one instance and its NAT gateways: more would be no place any more. */
export const mostAddresses = 50;

/** IAM allows names of 64 characters for roles and users; a record with a longer one is left to fail at IAM. */
export const isAccountId = (text: string): boolean => account.test(text);
export const isIamName = (text: string): boolean => iamName.test(text);
export const isLongTermKey = (text: string): boolean => longTermKey.test(text);
/** `AROA…:session-name`, in IAM's own alphabet. */
export const isRolePrincipal = (text: string): boolean => rolePrincipal.test(text);
/** `ACCA…`: a service-specific credential, long-term API keys of Bedrock among them. */
export const isServiceCredential = (text: string): boolean => serviceCredential.test(text);
/** `arn:aws:ec2:…:instance/i-…` of that account: a role is given to instances of its own account alone. */
export const isInstanceOf = (accountId: string, text: string): boolean =>
  isPolicyValue("instanceArn", text) && text.split(":")[4] === accountId;

/**
 * A containment target from text that somebody else wrote or stored: undefined unless it names a playbook of ours and
 * nothing but twelve digits, ids and names in IAM's own alphabet. Fields that are not the target's own are dropped.
 */
export function readTarget(value: unknown): ContainmentTarget | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const playbook = playbookNames.find((name) => name === fields["playbook"]);
  const accountId = textOf(fields["accountId"], isAccountId);
  const userName = textOf(fields["userName"], isIamName);
  const roleName = textOf(fields["roleName"], isIamName);
  if (playbook === undefined || accountId === undefined) return undefined;
  if (isResourcePlaybook(playbook)) return readResourceTarget(playbook, accountId, fields);
  switch (playbook) {
    case "disable-access-key": {
      const accessKeyId = textOf(fields["accessKeyId"], isLongTermKey);
      if (userName === undefined || accessKeyId === undefined) return undefined;
      return { playbook, accountId, userName, accessKeyId };
    }
    case "revoke-user-sessions":
    case "quarantine-user":
      return userName === undefined ? undefined : { playbook, accountId, userName };
    case "deny-role-session": {
      const principalId = textOf(fields["principalId"], isRolePrincipal);
      if (roleName === undefined || principalId === undefined) return undefined;
      return { playbook, accountId, roleName, principalId };
    }
    case "revoke-role-sessions":
    case "quarantine-role":
      return roleName === undefined ? undefined : { playbook, accountId, roleName };
    case "pin-instance-location": {
      const instanceArn = textOf(fields["instanceArn"], (text) => isInstanceOf(accountId, text));
      const vpcId = textOf(fields["vpcId"], (text) => isPolicyValue("vpcId", text));
      const addresses = addressesOf(fields["addresses"]);
      if (roleName === undefined || instanceArn === undefined || vpcId === undefined) return undefined;
      return addresses === undefined ? undefined : { playbook, accountId, roleName, instanceArn, vpcId, addresses };
    }
    case "disable-service-credential": {
      const serviceSpecificCredentialId = textOf(fields["serviceSpecificCredentialId"], isServiceCredential);
      if (userName === undefined || serviceSpecificCredentialId === undefined) return undefined;
      return { playbook, accountId, userName, serviceSpecificCredentialId };
    }
    case "deny-oidc-claim":
    case "deny-service-account":
    case "deny-foreign-principal":
      return roleName === undefined ? undefined : readTrustTarget(playbook, { accountId, roleName }, fields);
  }
}

/** One that is none makes all of them none: a list that is shorter than it was meant would stop the instance itself. */
function addressesOf(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length > mostAddresses) return undefined;
  return value.every((one): one is string => isPolicyValue("address", one)) ? [...value] : undefined;
}

const textOf = (value: unknown, isAllowed: (text: string) => boolean): string | undefined =>
  typeof value === "string" && isAllowed(value) ? value : undefined;
