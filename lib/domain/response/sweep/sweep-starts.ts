import { arnPart } from "../../identity/arn.ts";
import type { Case } from "../case.ts";
import type { ContainmentRequest } from "../containment.ts";
import type { ContainmentTarget } from "../decision.ts";
import { isResourceTarget } from "../resource-target.ts";
import { suspectSessions } from "../target-in-case.ts";
import { principalOf } from "../target-text.ts";
import { type Suspect, suspects } from "./suspect.ts";

/** What a sweep after a containment begins with. */
export interface SweepStarts {
  readonly starts: readonly Suspect[];
  /** Why what comes of them need not be the intruder's; undefined where they are single credentials. */
  readonly doubt: string | undefined;
}

/** Sessions that one containment of a role is swept from; each costs look-ups. */
const mostStarts = 8;

const notAlone = (who: string) => `the sweep began with ${who}, whose own work is among what was found`;

/**
 * What to sweep after a containment: the credential that it stopped, or of a whole role the sessions that gave evidence
 * in the case. Where only the whole user or role can be named, its own work is found as well, and that is a doubt. What
 * an earlier sweep found to be made by the intruder is the intruder's altogether.
 */
export function startsOf(
  { target, identityKey }: Pick<ContainmentRequest, "target" | "identityKey">,
  file: Case | undefined,
): SweepStarts {
  const isMade = file?.sweep?.derived.some((one) => JSON.stringify(one.target) === JSON.stringify(target)) === true;
  const { accountId } = target;
  // What a workload made is found under its role.
  if (isResourceTarget(target)) return { starts: [], doubt: undefined };
  switch (target.playbook) {
    case "disable-access-key":
      return { starts: suspects.accessKey(accountId, target.accessKeyId), doubt: undefined };
    case "deny-role-session":
      return { starts: suspects.principal(accountId, target.principalId), doubt: undefined };
    case "revoke-user-sessions":
    case "disable-service-credential":
    case "quarantine-user": {
      // The sessions were got with the key, and the key is swept.
      if (target.playbook === "revoke-user-sessions" && hasDisabledKey(file, target)) {
        return { starts: [], doubt: undefined };
      }
      const starts = suspects.user(accountId, target.userName);
      const doubt = isMade && target.playbook === "quarantine-user" ? undefined : notAlone("a whole user");
      return { starts, doubt };
    }
    default: {
      const misused = (file === undefined ? [] : suspectSessions(file)).slice(-mostStarts);
      const sessions = misused.flatMap((principalId) => suspects.principal(accountId, principalId));
      if (sessions.length > 0 && !isMade) return { starts: sessions, doubt: undefined };
      const starts = suspects.role(roleArn(identityKey, target));
      return { starts, doubt: isMade ? undefined : notAlone("a whole role") };
    }
  }
}

/** The same for what a person names. */
export function wholePrincipal({ kind }: Suspect): string | undefined {
  return kind === "user" || kind === "role" ? notAlone(`a whole ${kind}`) : undefined;
}

const hasDisabledKey = (file: Case | undefined, { accountId, userName }: { accountId: string; userName: string }) =>
  [...(file?.containments ?? []), ...(file?.sweep?.derived ?? [])].some(
    ({ target }) =>
      target.playbook === "disable-access-key" && target.accountId === accountId && target.userName === userName,
  );

/** With its path, where the identity is that role: history knows it by its whole ARN. */
function roleArn(identityKey: string, target: ContainmentTarget & { readonly roleName: string }): string {
  const path = arnPart(identityKey, 5);
  const isIt = path.startsWith("role/") && path.slice(path.lastIndexOf("/") + 1) === target.roleName;
  return isIt && arnPart(identityKey, 4) === target.accountId ? identityKey : principalOf(target);
}

/** A suspect as `readStart` takes it, for reports. */
export function startKeyOf(suspect: Suspect): string {
  switch (suspect.kind) {
    case "access-key":
      return suspect.accessKeyId;
    case "role":
      return suspect.roleArn;
    case "session":
      return suspect.principalId ?? `${suspect.roleName ?? "*"}/${suspect.sessionName}`;
    case "session-console":
      return suspect.principalId;
    default:
      return `arn:aws:iam::${suspect.accountId}:user/${suspect.userName}`;
  }
}
