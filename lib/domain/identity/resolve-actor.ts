import type { Activity } from "../event/activity.ts";
import { parseEventTime } from "../event/event-time.ts";
import type { Actor, Identity } from "./identity.ts";
import { identityOf, identityOfArn } from "./identity-memo.ts";
import { evidence, type KindEvidence } from "./kind-evidence.ts";
import {
  accountOf,
  identityCenterUserOf,
  isToldByUserAlone,
  rootOf,
  samlUserOf,
  serviceOf,
  unnamedOf,
  userOf,
  userOfArn,
} from "./principal.ts";
import { consoleEvidence, roleEvidence } from "./role-evidence.ts";
import { roleArnEvidence, roleSessionNamed, roleSessionOf } from "./role-session.ts";
import { knownActor, rememberActor, shareActor, sharedActor } from "./session-memo.ts";
import { providerAccount, providerEvidence, providerPath, stableSubject } from "./web-identity.ts";

interface Resolved {
  readonly identity: Identity;
  readonly workload: string | undefined;
  readonly sessionName: string | undefined;
}

/**
 * Who did it: the stable identity, the workload that held the credential, and the session. The key is the session
 * issuer's ARN, never the session's. Never throws for an activity of `readRecord`; repeated calls cost some Map
 * look-ups. Types and fields: CloudTrail user guide, "CloudTrail userIdentity element".
 */
export function resolveActor(activity: Activity): Actor {
  const shared = sharedActor(activity);
  if (shared !== undefined) return shared;
  if (activity.user.type !== "AssumedRole") {
    const actor = actorOf(activity);
    if (isToldByUserAlone(activity.user)) shareActor(activity, actor);
    return actor;
  }
  const known = knownActor(activity);
  if (known !== undefined) return known;
  const actor = actorOf(activity);
  rememberActor(activity, actor);
  return actor;
}

function actorOf(activity: Activity): Actor {
  const { user } = activity;
  const { identity, workload, sessionName } = resolve(activity);
  const created = user.sessionContext?.attributes?.creationDate;
  const startedMs = created === undefined ? Number.NaN : parseEventTime(created);
  return {
    identity,
    workload,
    sessionName,
    principalId: bounded(user.principalId, 256),
    sessionStartedMs: Number.isNaN(startedMs) ? undefined : startedMs,
    accessKeyId: bounded(user.accessKeyId, 128),
    sourceIdentity: bounded(user.sessionContext?.sourceIdentity, 128),
    invokedBy: bounded(user.invokedBy, 128),
  };
}

/** Empty text counts as absent: CloudTrail writes it for an access key or a principal that there is none of. */
function bounded(text: string | undefined, maxLength: number): string | undefined {
  if (text === undefined || text === "") return undefined;
  return text.length <= maxLength ? text : text.slice(0, maxLength);
}

function alone(identity: Identity): Resolved {
  return { identity, workload: undefined, sessionName: undefined };
}

function resolve(activity: Activity): Resolved {
  const { user } = activity;
  switch (user.type) {
    case "AssumedRole":
    case "Role":
      return resolveRole(activity);
    case "IAMUser":
      return alone(userOf(activity));
    case "Root":
      return alone(rootFor(activity, evidence.root));
    case "AWSService":
      return alone(serviceOf(activity, evidence.awsService));
    case "AWSAccount":
      return alone(accountOf(activity));
    case "WebIdentityUser":
      return resolveWebIdentity(activity);
    case "FederatedUser":
      return resolveFederated(activity);
    case "SAMLUser":
      return alone(samlUserOf(activity));
    case "IdentityCenterUser":
      return alone(identityCenterUserOf(activity));
    case "Directory":
      return alone(unnamedOf(activity, evidence.directory));
    case "Unknown":
    case undefined:
      return resolveUntyped(activity, evidence.unknown);
    default:
      return resolveUntyped(activity, evidence.unknownType);
  }
}

function rootFor(activity: Activity, found: KindEvidence): Identity {
  const { arn, accountId } = activity.user;
  if (arn?.endsWith(":root") === true) return identityOfArn(arn, found);
  return rootOf(accountId ?? activity.accountId, activity.region, found);
}

function resolveRole(activity: Activity): Resolved {
  const { user } = activity;
  const session = sessionOf(activity);
  const issuerArn = user.sessionContext?.sessionIssuer?.arn;
  const roleArn = issuerArn !== undefined && issuerArn !== "" ? issuerArn : session.roleArn;
  const ofArn = roleArn === undefined ? undefined : roleArnEvidence(roleArn);
  const found = roleEvidence(activity, ofArn, session.sessionName, session.ofName);
  return {
    identity: roleArn === undefined ? unnamedOf(activity, found.evidence) : identityOfArn(roleArn, found.evidence),
    workload: found.workload,
    sessionName: session.sessionName,
  };
}

/** The session's name stands in the ARN and after the colon of `principalId`; either may be missing. */
function sessionOf({ user }: Activity): ReturnType<typeof roleSessionOf> {
  const ofArn = user.arn === undefined ? undefined : roleSessionOf(user.arn);
  if (ofArn?.sessionName !== undefined) return ofArn;
  const colon = user.principalId?.indexOf(":") ?? -1;
  const name = colon < 0 ? undefined : user.principalId?.slice(colon + 1) || undefined;
  return roleSessionNamed(name, ofArn?.roleArn);
}

/** Before it has a session, a workload is its provider and its token's subject; STS is all that it can call. */
function resolveWebIdentity(activity: Activity): Resolved {
  const { user } = activity;
  const provider = user.identityProvider ?? "";
  const subject = (readSubject(activity) ?? user.userName ?? "").slice(0, 512);
  const stable = stableSubject(provider, subject, user.principalId);
  const key = `web-identity:${providerPath(provider)}#${stable}`;
  const accountId = providerAccount(provider) || activity.accountId;
  return {
    identity: identityOf(
      key,
      webIdentityEvidence(activity, provider, subject),
      accountId,
      stable || providerPath(provider),
    ),
    workload: subject.slice(0, 256) || undefined,
    sessionName: undefined,
  };
}

function webIdentityEvidence(activity: Activity, provider: string, subject: string): KindEvidence {
  const ofProvider = providerEvidence(provider);
  if (ofProvider !== evidence.otherProvider || !subject.startsWith("system:serviceaccount:")) return ofProvider;
  return readSubject(activity) === undefined ? evidence.eksSubjectClaimed : evidence.eksSubject;
}

/** The subject that STS took from a token whose signature it had checked. */
function readSubject(activity: Activity): string | undefined {
  const response = activity.record["responseElements"];
  if (typeof response !== "object" || response === null) return undefined;
  const subject = (response as Readonly<Record<string, unknown>>)["subjectFromWebIdentityToken"];
  return typeof subject === "string" && subject !== "" ? subject : undefined;
}

/** A federation token acts as the user, or the root, that issued it. Its name is the caller's choice. */
function resolveFederated(activity: Activity): Resolved {
  const { user } = activity;
  const issuerArn = user.sessionContext?.sessionIssuer?.arn;
  const slash = user.arn?.lastIndexOf("/") ?? -1;
  const sessionName = slash < 0 ? undefined : bounded(user.arn?.slice(slash + 1), 128);
  if (issuerArn === undefined || issuerArn === "") {
    return { identity: unnamedOf(activity, evidence.unknown), workload: undefined, sessionName };
  }
  const identity = issuerArn.endsWith(":root")
    ? identityOfArn(issuerArn, evidence.rootIssuer)
    : userOfArn(issuerArn, undefined, consoleEvidence(activity) ?? evidence.federationToken);
  return { identity, workload: undefined, sessionName };
}

/** Type missing, "Unknown" or new: an ARN or the record's own type still says who it was. */
function resolveUntyped(activity: Activity, found: KindEvidence): Resolved {
  const arn = activity.user.arn;
  if (arn !== undefined) {
    if (arn.includes(":assumed-role/")) return resolveRole(activity);
    if (arn.includes(":iam::") && arn.includes(":user/")) return alone(userOf(activity));
    if (arn.includes(":iam::") && arn.endsWith(":root")) return alone(rootFor(activity, evidence.root));
    if (arn.includes(":iam::") && arn.includes(":role/")) {
      return alone(identityOfArn(arn, roleArnEvidence(arn) ?? evidence.roleByArn));
    }
  }
  if (activity.category === "service") return alone(serviceOf(activity, evidence.serviceEvent));
  return alone(unnamedOf(activity, consoleEvidence(activity) ?? found));
}
