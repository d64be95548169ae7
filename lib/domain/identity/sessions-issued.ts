import type { Activity } from "../event/activity.ts";
import { arnPart, partitionOf, roleArnOfSession, sessionNameOf } from "./arn.ts";
import type { Actor, SessionIssued } from "./identity.ts";
import { evidence, type KindEvidence } from "./kind-evidence.ts";
import { evidenceOfRoleArn } from "./role-evidence.ts";
import { providerEvidence } from "./web-identity.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What a service that assumes a role makes of it. */
const services: ReadonlyMap<string, KindEvidence> = new Map([
  ["lambda.amazonaws.com", evidence.lambdaService],
  ["edgelambda.amazonaws.com", evidence.lambdaService],
  ["ec2.amazonaws.com", evidence.ec2Service],
  ["ecs-tasks.amazonaws.com", evidence.ecsService],
  ["pods.eks.amazonaws.com", evidence.eksService],
  ["eks-auth.amazonaws.com", evidence.eksService],
  ["codebuild.amazonaws.com", evidence.codebuildService],
  ["bedrock.amazonaws.com", evidence.bedrockService],
  ["bedrock-agentcore.amazonaws.com", evidence.bedrockService],
  ["rolesanywhere.amazonaws.com", evidence.rolesAnywhereService],
]);

/** Who the new session belongs to, and what the way it came about says of it. */
interface Target {
  readonly key: string;
  readonly accountId: string;
  readonly evidence: KindEvidence;
  readonly subject: string | undefined;
}

/**
 * The session that this activity created, or undefined where it created none: STS's AssumeRole, AssumeRoleWithSAML,
 * AssumeRoleWithWebIdentity, AssumeRoot, GetSessionToken and GetFederationToken, IAM Roles Anywhere's CreateSession
 * and EKS Auth's AssumeRoleForPodIdentity, each if it succeeded. The new access key joins later activities to their
 * maker. Across accounts both see the call (records with one sharedEventID); the target's account knows the maker
 * only as `account:…`, so the maker's own record is the one that tells more.
 */
export function sessionsIssued(activity: Activity, actor: Actor): SessionIssued | undefined {
  if (activity.errorCode !== undefined || !issues(activity)) return undefined;
  const response = fields(activity.record["responseElements"]);
  const set = activity.service === "rolesanywhere" ? fields(list(response["credentialSet"])[0]) : response;
  const accessKeyId = text(fields(set["credentials"])["accessKeyId"], 128);
  if (accessKeyId === undefined) return undefined;
  const request = fields(activity.record["requestParameters"]);
  const assumed = fields(set["assumedRoleUser"]);
  const sessionArn = text(assumed["arn"], 1_024);
  const target = targetOf(activity, actor, request, response, set, sessionArn);
  if (target === undefined) return undefined;
  const asked = text(request["roleSessionName"], 128) ?? text(request["name"], 128);
  return {
    identityKey: target.key,
    accountId: target.accountId,
    kind: target.evidence.kind,
    accessKeyId,
    sessionName: asked ?? (sessionArn === undefined ? undefined : sessionNameOf(sessionArn)),
    principalId: text(assumed["assumedRoleId"], 256),
    issuedMs: activity.timeMs,
    makerKey: actor.identity.key,
    makerAccessKeyId: actor.accessKeyId,
    subject: target.subject,
  };
}

function issues({ eventSource, eventName }: Activity): boolean {
  switch (eventSource) {
    case "sts.amazonaws.com":
      return eventName.startsWith("AssumeRo") || eventName === "GetSessionToken" || eventName === "GetFederationToken";
    case "rolesanywhere.amazonaws.com":
      return eventName === "CreateSession";
    case "eks-auth.amazonaws.com":
      return eventName === "AssumeRoleForPodIdentity";
    default:
      return false;
  }
}

function targetOf(
  activity: Activity,
  actor: Actor,
  request: Fields,
  response: Fields,
  set: Fields,
  sessionArn: string | undefined,
): Target | undefined {
  const { eventName } = activity;
  const { identity } = actor;
  if (eventName === "GetSessionToken" || eventName === "GetFederationToken") {
    const own = { kind: identity.kind, reason: identity.reason };
    return { key: identity.key, accountId: identity.accountId, evidence: own, subject: undefined };
  }
  if (eventName === "AssumeRoot") return rootTarget(activity, request);
  const key = roleOf(activity, request, set, sessionArn);
  if (key === undefined) return undefined;
  const accountId = arnPart(key, 4);
  const subject = subjectOf(activity, response, set);
  return { key, accountId, evidence: evidenceOfRoleArn(key) ?? evidenceOf(activity, actor, accountId), subject };
}

/** `targetPrincipal` is a member account's id, or its root's ARN. */
function rootTarget(activity: Activity, request: Fields): Target | undefined {
  const principal = text(request["targetPrincipal"], 256);
  if (principal === undefined) return undefined;
  const accountId = principal.startsWith("arn:") ? arnPart(principal, 4) : principal;
  const key = `arn:${partitionOf(activity.region)}:iam::${accountId}:root`;
  return { key, accountId, evidence: evidence.rootSession, subject: undefined };
}

function roleOf(activity: Activity, request: Fields, set: Fields, sessionArn: string | undefined): string | undefined {
  const resource = list(activity.record["resources"])
    .map(fields)
    .find((item) => item["type"] === "AWS::IAM::Role");
  for (const candidate of [request["roleArn"], set["roleArn"], resource?.["ARN"]]) {
    const arn = text(candidate, 2_048);
    if (arn?.includes(":role/") === true) return arn;
  }
  return sessionArn === undefined ? undefined : roleArnOfSession(sessionArn);
}

function evidenceOf(activity: Activity, actor: Actor, accountId: string): KindEvidence {
  switch (activity.eventName) {
    case "AssumeRoleWithWebIdentity": {
      const ofProvider = providerEvidence(activity.user.identityProvider ?? "");
      if (ofProvider !== evidence.otherProvider || actor.identity.kind !== "eks") return ofProvider;
      return evidence.eksSubject;
    }
    case "AssumeRoleWithSAML":
      return evidence.samlSession;
    case "CreateSession":
      return evidence.rolesAnywhereService;
    case "AssumeRoleForPodIdentity":
      return evidence.eksService;
  }
  if (actor.identity.kind === "aws-service") {
    return services.get(actor.identity.name) ?? evidence.otherService;
  }
  const makerAccount = actor.identity.accountId;
  return makerAccount !== "" && makerAccount !== accountId ? evidence.otherAccount : evidence.role;
}

/** The person, pod or certificate behind the session, as the issuing service read it from the proof it was given. */
function subjectOf(activity: Activity, response: Fields, set: Fields): string | undefined {
  switch (activity.eventName) {
    case "AssumeRoleWithWebIdentity":
      return text(response["subjectFromWebIdentityToken"], 512) ?? text(activity.user.userName, 512);
    case "AssumeRoleWithSAML":
      return text(response["subject"], 512) ?? text(activity.user.userName, 512);
    case "CreateSession":
      return text(set["sourceIdentity"], 512) ?? text(response["subjectArn"], 512);
    case "AssumeRoleForPodIdentity": {
      const subject = fields(response["subject"]);
      const namespace = text(subject["namespace"], 128);
      const account = text(subject["serviceAccount"], 128);
      return namespace && account ? `system:serviceaccount:${namespace}:${account}` : undefined;
    }
    default:
      return undefined;
  }
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown, maxLength: number): string | undefined {
  return typeof value === "string" && value !== "" ? value.slice(0, maxLength) : undefined;
}
