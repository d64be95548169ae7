import type { Activity } from "../../event/activity.ts";
import { printable } from "../../event/printable.ts";
import { arnPart } from "../../identity/arn.ts";
import type { Actor } from "../../identity/identity.ts";
import { sessionsIssued } from "../../identity/sessions-issued.ts";
import { readTarget } from "../read-target.ts";
import { arnKey, shortName } from "./containment-key.ts";
import type { Deed } from "./deed.ts";
import { textAt } from "./record-paths.ts";
import { suspects } from "./suspect.ts";

/** The sessions that a call issued: temporary credentials, and the console opened with them. */
export function sessionDeeds(activity: Activity, actor: Actor): readonly Deed[] {
  if (activity.eventSource === "signin.amazonaws.com") return consoleDeeds(activity, actor);
  const issued = sessionsIssued(activity, actor);
  if (issued === undefined) return [];
  const { accessKeyId, accountId, identityKey } = issued;
  const leads = suspects.accessKey(accountId, accessKeyId).map((suspect) => ({ suspect, sinceMs: 0 }));
  const credential = printable(accessKeyId, 128);
  const owner = shortName(identityKey);
  if (activity.eventName === "GetSessionToken" || activity.eventName === "GetFederationToken") {
    const federated = textAt(activity.record, "q.name");
    const session: Deed = {
      task: "contain",
      thing: federated === undefined ? "session token" : "federation token",
      name: `${owner}${federated === undefined ? "" : ` as ${printable(federated, 64)}`} (${credential})`,
      key: arnKey(identityKey),
      accountId,
      detail: "",
      advice: "deny the temporary sessions of its user: it outlives the access key that it was made with",
      leads,
      ...stopsUserSessions(identityKey),
    };
    return [session];
  }
  const id = textAt(
    activity.record,
    "r.assumedRoleUser.assumedRoleId",
    "r.credentialSet.assumedRoleUser.assumedRoleId",
  );
  const sessionArn = textAt(activity.record, "r.assumedRoleUser.arn", "r.credentialSet.assumedRoleUser.arn");
  const [session] = suspects.principal(accountId, id);
  return [
    {
      task: "contain",
      thing: identityKey.endsWith(":root") ? "root session" : "role session",
      name: `${owner}/${printable(issued.sessionName ?? "?", 64)} (${credential})`,
      // Never the role instead: that would stop every session of it.
      key: session?.kind === "session" ? session.principalId : arnKey(sessionArn),
      accountId,
      detail: issued.subject === undefined ? "" : `subject ${printable(issued.subject, 120)}`,
      advice: "deny this session; the sessions that it opened in turn go on until they are denied too",
      leads,
      ...stopsSession(identityKey, session?.kind === "session" ? session.principalId : undefined),
    },
  ];
}

const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);

/** A policy cannot tell one temporary session of a user from another: the narrowest measure denies them all. */
function stopsUserSessions(owner: string): Pick<Deed, "target" | "owner"> {
  if (!owner.includes(":user/") || arnKey(owner) === undefined) return {};
  const target = readTarget({
    playbook: "revoke-user-sessions",
    accountId: arnPart(owner, 4),
    userName: nameIn(owner),
  });
  return target === undefined ? {} : { target, owner };
}

function stopsSession(owner: string, principalId: string | undefined): Pick<Deed, "target" | "owner"> {
  if (!owner.includes(":role/") || arnKey(owner) === undefined) return {};
  const target = readTarget({
    playbook: "deny-role-session",
    accountId: arnPart(owner, 4),
    roleName: nameIn(owner),
    principalId,
  });
  return target === undefined ? {} : { target, owner };
}

/** The console works with keys that no record announces, so it is followed by who it belongs to. */
function consoleDeeds(activity: Activity, { identity, principalId }: Actor): readonly Deed[] {
  const { eventName, record, timeMs, user } = activity;
  const isSignIn = eventName === "GetSigninToken" || eventName === "ConsoleLogin";
  if (!isSignIn || textAt(record, `r.${eventName}`) === "Failure") return [];
  const accountId = user.accountId || activity.accountId;
  const found =
    user.type === "IAMUser"
      ? suspects.userConsole(accountId, user.userName)
      : suspects.sessionConsole(accountId, principalId);
  const [suspect] = found;
  return [
    {
      task: "contain",
      thing: "console session",
      name: shortName(identity.key),
      key: suspect?.kind === "session-console" ? suspect.principalId : suspect && arnKey(identity.key),
      accountId,
      detail: "",
      advice: "deny the session or the user; deleting the password does not close a console that is open",
      leads: found.map((one) => ({ suspect: one, sinceMs: timeMs })),
      ...(user.type === "IAMUser" ? stopsUserSessions(identity.key) : stopsSession(identity.key, principalId)),
    },
  ];
}
