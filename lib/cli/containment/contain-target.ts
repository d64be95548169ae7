import { printable } from "../../domain/event/printable.ts";
import {
  type ContainmentTarget,
  type PlaybookName,
  playbookNames,
  trustPlaybooks,
} from "../../domain/response/decision.ts";
import { nearestName } from "../../domain/response/nearest-name.ts";
import { isPolicyValue } from "../../domain/response/policies/policy-values.ts";
import { isLongTermKey, isRolePrincipal, isServiceCredential, readTarget } from "../../domain/response/read-target.ts";
import { UsageError } from "../usage-error.ts";
import { type InstancePlace, placeOfInstance } from "./instance-place.ts";
import { playbookTexts } from "./playbook-texts.ts";
import { type NamedBeside, refuseOthers, resourceSubject } from "./resource-subject.ts";
import { closesTrust, trustSubject } from "./trust-subject.ts";

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

/** What a subject is by its form, whose it has to be, and the playbooks that there are for it, the usual one first. */
const parts = [
  { word: "key", of: "user", is: isLongTermKey, playbook: "disable-access-key" },
  { word: "credential", of: "user", is: isServiceCredential, playbook: "disable-service-credential" },
  { word: "session", of: "role", is: isRolePrincipal, playbook: "deny-role-session" },
  {
    word: "instance",
    of: "role",
    is: (text: string) => isPolicyValue("instanceArn", text),
    playbook: "pin-instance-location",
  },
] as const;

/** What else a call names, by the playbook. */
interface Named extends InstancePlace, NamedBeside {
  readonly from?: string | undefined;
}

/**
 * What is to be contained: a key, a service-specific credential, a session or an instance, with its user or role in
 * `of`, the ARN of a user or a role, or of a resource. Each but users and roles has a playbook of its own; for these it
 * has to be named, and with it, for a role's trust, whom it is to refuse in `from`. Throws a UsageError.
 */
export function namedTarget(
  subject: string,
  of: string | undefined,
  playbook: PlaybookName | undefined,
  { from, securityGroupId, certificateName, agentSessionId, ...place }: Named = {},
): NamedTarget {
  const beside = { securityGroupId, certificateName, agentSessionId };
  const resource = resourceSubject(subject, of, playbook, beside);
  if (resource !== undefined) return resource;
  refuseOthers(beside, undefined, subject);
  const part = parts.find(({ is }) => is(subject));
  if (subject.startsWith("ASIA")) {
    throw new UsageError(
      `${printable(subject, 60)} is a temporary key and cannot be disabled; contain its session (AROA…:NAME, nhi sweep shows it) or its user's sessions (--playbook revoke-user-sessions)`,
    );
  }
  const owner = part === undefined ? subject : of;
  if (owner === undefined) throw new UsageError(`whose is it? name the ${part?.of} with --of ARN`);
  if (part === undefined && of !== undefined) {
    throw new UsageError("--of says whose key or session it is; leave it out for a user or a role");
  }
  const [, accountId, kind, path = ""] =
    /^arn:aws[a-z-]*:iam::(\d{12}):(user|role)\/([\w+=,.@/-]{1,600})$/.exec(owner) ?? [];
  if (accountId === undefined) {
    throw new UsageError(
      `${printable(owner, 200)} is neither the ARN of a user or a role (arn:aws:iam::ACCOUNT:role/NAME), nor a key (AKIA…), a service-specific credential (ACCA…), a session (AROA…:NAME) or a resource that a playbook stops (see: nhi playbooks)`,
    );
  }
  const chosen = playbook ?? part?.playbook;
  const fits = part === undefined ? wholeOf(kind === "user") : part.of === kind ? [part.playbook] : [];
  if (chosen === undefined || !fits.includes(chosen)) {
    const said = chosen === undefined ? "which playbook?" : `${chosen} is about ${playbookTexts[chosen].about};`;
    const there = fits.length === 0 ? "there is none" : `there ${fits.length === 1 ? "is" : "are"} --playbook`;
    throw new UsageError(`${said} for ${printable(subject, 100)} ${there} ${fits.join(", ")}`.trim());
  }
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (from !== undefined && !closesTrust(chosen)) {
    throw new UsageError(`--from says whom a role's trust refuses (${trustPlaybooks.join(", ")}); leave it out`);
  }
  const trust = closesTrust(chosen) ? trustSubject(chosen, from, owner) : {};
  const named = kind === "user" ? { userName: name } : { roleName: name };
  const fields = { accessKeyId: subject, serviceSpecificCredentialId: subject, principalId: subject };
  const where = placeOfInstance(part?.word === "instance" ? subject : undefined, accountId, place);
  const target = readTarget({ playbook: chosen, accountId, ...named, ...fields, ...where, ...trust });
  if (target === undefined) throw new UsageError(`${printable(owner, 200)} has no name that IAM allows`);
  return { target, identityKey: owner };
}

const wholeOf = (isUser: boolean): readonly PlaybookName[] =>
  isUser ? ["revoke-user-sessions", "quarantine-user"] : ["revoke-role-sessions", "quarantine-role", ...trustPlaybooks];
