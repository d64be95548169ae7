import type { Activity } from "../../event/activity.ts";
import { printable } from "../../event/printable.ts";
import { isLongTermKey } from "../../identity/access-key-id.ts";
import { arnPart, roleArnOfSession } from "../../identity/arn.ts";

/**
 * A credential or a principal whose calls are followed. Its texts have passed the patterns below, so they are safe to
 * look up and to show. `accountId` is "" where nobody has said which account it belongs to.
 */
export type Suspect =
  | { readonly kind: "access-key"; readonly accountId: string; readonly accessKeyId: string }
  | { readonly kind: "user"; readonly accountId: string; readonly userName: string }
  /** What a user does with the password, not with the long-term keys. */
  | { readonly kind: "user-console"; readonly accountId: string; readonly userName: string }
  /** A role's session by its name; by the role too, where that is known. */
  | {
      readonly kind: "session";
      readonly accountId: string;
      readonly sessionName: string;
      readonly roleName?: string;
      readonly principalId?: string;
    }
  /** The console's part of a session: it works with access keys that no record announces. */
  | { readonly kind: "session-console"; readonly accountId: string; readonly principalId: string }
  | { readonly kind: "role"; readonly accountId: string; readonly roleArn: string };

/** What a history can be asked for; the terms of CloudTrail's LookupEvents. */
export interface SweepQuery {
  readonly attribute: "access-key-id" | "user-name" | "resource-name";
  readonly value: string;
  /** How long before the sweep's own time to begin: a session may have been issued before. Milliseconds. */
  readonly lookBackMs: number;
}

const hourMs = 3_600_000;
/** Longest lives by the STS API reference: 36 hours for tokens of users, 12 hours for sessions of roles. */
const longestToken = 36 * hourMs;
const longestRoleSession = 12 * hourMs;

const accessKey = /^A[KS]IA[A-Z0-9]{12,124}$/;
const account = /^\d{12}$/;
const name = /^[\w+=,.@-]{1,128}$/;
const principal = /^(?:A[A-Z0-9]{15,31}|\d{12}):[\w+=,.@-]{2,64}$/;
const roleArn = /^arn:[\w-]+:iam::\d{12}:role\/(?:[\w+=,.@/-]*\/)?[\w+=,.@-]{1,128}$/;

/** The suspects that these texts of a record make; none where a text is not of the form that AWS gives it. */
export const suspects = {
  accessKey: (accountId: string, accessKeyId: string | undefined): readonly Suspect[] =>
    accessKeyId !== undefined && accessKey.test(accessKeyId) ? [{ kind: "access-key", accountId, accessKeyId }] : [],
  user: (accountId: string, userName: string | undefined): readonly Suspect[] =>
    isNamed(accountId, userName) ? [{ kind: "user", accountId, userName }] : [],
  userConsole: (accountId: string, userName: string | undefined): readonly Suspect[] =>
    isNamed(accountId, userName) ? [{ kind: "user-console", accountId, userName }] : [],
  session: (accountId: string, sessionName: string | undefined, roleName?: string): readonly Suspect[] =>
    isNamed(accountId, sessionName) && (roleName === undefined || name.test(roleName))
      ? [{ kind: "session", accountId, sessionName, ...(roleName !== undefined && { roleName }) }]
      : [],
  principal: (accountId: string, principalId: string | undefined): readonly Suspect[] =>
    principalId !== undefined && principal.test(principalId)
      ? [{ kind: "session", accountId, sessionName: afterColon(principalId), principalId }]
      : [],
  sessionConsole: (accountId: string, principalId: string | undefined): readonly Suspect[] =>
    principalId !== undefined && principal.test(principalId)
      ? [{ kind: "session-console", accountId, principalId }]
      : [],
  role: (arn: string | undefined): readonly Suspect[] =>
    arn !== undefined && roleArn.test(arn) ? [{ kind: "role", accountId: arnPart(arn, 4), roleArn: arn }] : [],
};

function isNamed(accountId: string, text: string | undefined): text is string {
  return account.test(accountId) && text !== undefined && name.test(text);
}

const afterColon = (principalId: string) => principalId.slice(principalId.indexOf(":") + 1);
const lastPart = (arn: string) => arn.slice(arn.lastIndexOf("/") + 1);

/** What makes two suspects the same one. */
export function suspectKey(suspect: Suspect): string {
  switch (suspect.kind) {
    case "access-key":
      return `access-key:${suspect.accessKeyId}`;
    case "session":
      return suspect.principalId === undefined
        ? `session:${suspect.accountId}/${suspect.roleName ?? "*"}/${suspect.sessionName}`
        : `session:${suspect.principalId}`;
    case "session-console":
      return `session-console:${suspect.principalId}`;
    case "role":
      return `role:${suspect.accountId}/${lastPart(suspect.roleArn)}`;
    default:
      return `${suspect.kind}:${suspect.accountId}/${suspect.userName}`;
  }
}

/** In words, for people. */
export function suspectText(suspect: Suspect): string {
  switch (suspect.kind) {
    case "access-key":
      return `access key ${suspect.accessKeyId}`;
    case "session":
      return `session ${suspect.principalId ?? `${suspect.roleName ?? "any role"}/${suspect.sessionName}`}`;
    case "session-console":
      return `console of session ${printable(suspect.principalId, 120)}`;
    case "role":
      return `role ${suspect.roleArn}`;
    case "user":
      return `user ${suspect.userName}`;
    case "user-console":
      return `console of user ${suspect.userName}`;
  }
}

/**
 * What to ask a history for, so that it answers with the suspect's calls, and for a role with the calls that issued its
 * sessions. For a temporary key that the sweep begins with it also asks who issued it; of the others that is known.
 */
export function queriesOf(suspect: Suspect, isFirst: boolean): readonly SweepQuery[] {
  const byUserName = (value: string): readonly SweepQuery[] => [{ attribute: "user-name", value, lookBackMs: 0 }];
  switch (suspect.kind) {
    case "access-key": {
      const value = suspect.accessKeyId;
      const calls: SweepQuery = { attribute: "access-key-id", value, lookBackMs: 0 };
      if (!isFirst || !value.startsWith("ASIA")) return [calls];
      return [calls, { attribute: "resource-name", value, lookBackMs: longestToken }];
    }
    case "session":
      return byUserName(suspect.sessionName);
    case "session-console":
      return byUserName(afterColon(suspect.principalId));
    case "role":
      return [{ attribute: "resource-name", value: suspect.roleArn, lookBackMs: longestRoleSession }];
    default:
      return byUserName(suspect.userName);
  }
}

/** Whether the suspect did this. Roles do nothing themselves: their sessions do. */
export function isDoneBy(suspect: Suspect, { user, accountId }: Activity): boolean {
  switch (suspect.kind) {
    case "access-key":
      return user.accessKeyId === suspect.accessKeyId;
    case "user":
      return user.type === "IAMUser" && isUser(suspect, user.userName ?? lastPart(user.arn ?? ""), user.accountId);
    case "user-console":
      return (
        user.type === "IAMUser" &&
        !isLongTermKey(user.accessKeyId) &&
        isUser(suspect, user.userName ?? lastPart(user.arn ?? ""), user.accountId)
      );
    case "session-console":
      return user.principalId === suspect.principalId && user.sessionContext?.sessionCredentialFromConsole === "true";
    case "role":
      return false;
    case "session": {
      if (suspect.principalId !== undefined) return user.principalId === suspect.principalId;
      if (user.type !== "AssumedRole" || user.principalId === undefined) return false;
      if (afterColon(user.principalId) !== suspect.sessionName) return false;
      const issuer = user.sessionContext?.sessionIssuer?.arn || roleArnOfSession(user.arn ?? "") || "";
      const isOfRole = suspect.roleName === undefined || lastPart(issuer) === suspect.roleName;
      return isOfRole && (user.accountId || accountId) === suspect.accountId;
    }
  }
}

function isUser(
  suspect: { readonly accountId: string; readonly userName: string },
  userName: string,
  accountId: string | undefined,
): boolean {
  return userName === suspect.userName && accountId === suspect.accountId;
}
