import { printable } from "../../domain/event/printable.ts";
import { type ContainmentTarget, type PlaybookName, playbookNames } from "../../domain/response/decision.ts";
import { nearestName } from "../../domain/response/nearest-name.ts";
import { isLongTermKey, isRolePrincipal, readTarget } from "../../domain/response/read-target.ts";
import { UsageError } from "../usage-error.ts";
import { playbookTexts } from "./playbook-texts.ts";
import { resourceSubject } from "./resource-subject.ts";

/** What a call wants contained, and whose it is. */
export interface NamedTarget {
  readonly target: ContainmentTarget;
  /** ARN of the user or role, or of the resource. */
  readonly identityKey: string;
}

/** The playbook of that name. Throws a UsageError that names those there are. */
export function playbookNamed(name: string): PlaybookName {
  const found = playbookNames.find((known) => known === name);
  if (found !== undefined) return found;
  const meant = nearestName(name, playbookNames);
  const hint = meant === undefined ? `there are ${playbookNames.join(", ")}` : `did you mean ${meant}?`;
  throw new UsageError(`there is no playbook ${printable(name, 60)}; ${hint} (see: nhi playbooks)`);
}

/**
 * What is to be contained: an access key or a session, with its user or role in `of`, the ARN of a user or a role, or of a
 * resource. Keys, sessions and resources have a playbook of their own; for the others it has to be named. Throws a
 * UsageError.
 */
export function namedTarget(
  subject: string,
  of: string | undefined,
  playbook: PlaybookName | undefined,
  securityGroupId?: string,
): NamedTarget {
  const resource = resourceSubject(subject, of, playbook, securityGroupId);
  if (resource !== undefined) return resource;
  if (securityGroupId !== undefined)
    throw new UsageError("--security-group is for instances (arn:aws:ec2:…:instance/i-…)");
  const isKey = isLongTermKey(subject);
  const isSession = isRolePrincipal(subject);
  if (subject.startsWith("ASIA")) {
    throw new UsageError(
      `${printable(subject, 60)} is a temporary key and cannot be disabled; contain its session (AROA…:NAME, nhi sweep shows it) or its user's sessions (--playbook revoke-user-sessions)`,
    );
  }
  const owner = isKey || isSession ? of : subject;
  if (owner === undefined) {
    throw new UsageError(`whose is it? name the ${isKey ? "user" : "role"} with --of ARN`);
  }
  if (!isKey && !isSession && of !== undefined) {
    throw new UsageError("--of says whose key or session it is; leave it out for a user or a role");
  }
  const [, accountId, kind, path = ""] =
    /^arn:aws[a-z-]*:iam::(\d{12}):(user|role)\/([\w+=,.@/-]{1,600})$/.exec(owner) ?? [];
  if (accountId === undefined) {
    throw new UsageError(
      `${printable(owner, 200)} is neither the ARN of a user or a role (arn:aws:iam::ACCOUNT:role/NAME), nor a key (AKIA…), nor a session (AROA…:NAME), nor a resource that a playbook stops (see: nhi playbooks)`,
    );
  }
  const chosen = playbook ?? (isKey ? "disable-access-key" : isSession ? "deny-role-session" : undefined);
  const fits = fitting(kind === "user", isKey, isSession);
  if (chosen === undefined || !fits.includes(chosen)) {
    const said = chosen === undefined ? "which playbook?" : `${chosen} is about ${playbookTexts[chosen].about};`;
    throw new UsageError(
      `${said} for ${printable(subject, 100)} there ${fits.length === 1 ? "is" : "are"} --playbook ${fits.join(", ")}`,
    );
  }
  const name = path.slice(path.lastIndexOf("/") + 1);
  const fields = kind === "user" ? { userName: name, accessKeyId: subject } : { roleName: name, principalId: subject };
  const target = readTarget({ playbook: chosen, accountId, ...fields });
  if (target === undefined) throw new UsageError(`${printable(owner, 200)} has no name that IAM allows`);
  return { target, identityKey: owner };
}

function fitting(isUser: boolean, isKey: boolean, isSession: boolean): readonly PlaybookName[] {
  if (isKey) return isUser ? ["disable-access-key"] : [];
  if (isSession) return isUser ? [] : ["deny-role-session"];
  return isUser ? ["revoke-user-sessions", "quarantine-user"] : ["revoke-role-sessions", "quarantine-role"];
}
