import { type ContainmentTarget, playbookNames } from "./decision.ts";
import { isResourcePlaybook, readResourceTarget } from "./resource-target.ts";

const account = /^\d{12}$/;
const iamName = /^[\w+=,.@-]{1,128}$/;
const longTermKey = /^AKIA[A-Z0-9]{16}$/;
/** A role's unique id and a session's name, which IAM allows 2 to 64 characters. */
const rolePrincipal = /^AROA[A-Z0-9]{12,28}:[\w+=,.@-]{2,64}$/;

/** IAM allows names of 64 characters for roles and users; a record with a longer one is left to fail at IAM. */
export const isAccountId = (text: string): boolean => account.test(text);
export const isIamName = (text: string): boolean => iamName.test(text);
export const isLongTermKey = (text: string): boolean => longTermKey.test(text);
/** `AROA…:session-name`, in IAM's own alphabet. */
export const isRolePrincipal = (text: string): boolean => rolePrincipal.test(text);

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
  }
}

const textOf = (value: unknown, isAllowed: (text: string) => boolean): string | undefined =>
  typeof value === "string" && isAllowed(value) ? value : undefined;
