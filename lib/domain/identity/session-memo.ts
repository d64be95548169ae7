import type { Activity, SessionContext, UserIdentity } from "../event/activity.ts";
import { sampleOf } from "../event/sampled-memo.ts";
import { sharedOf } from "../event/user-identity.ts";
import type { Actor } from "./identity.ts";
import { kindIsOnlyClaimed } from "./kind-evidence.ts";

/** What a record said beside its `userIdentity`, as far as the answer depends on it, and who was found behind it. */
interface Said {
  readonly userAgent: string | undefined;
  readonly eventType: unknown;
  /** False where what AWS wrote settles the kind, so that no user agent can change it. */
  readonly agentMatters: boolean;
  readonly actor: Actor;
}

/**
 * What a call with one credential said, and who was found behind it. Texts only, side by side: this is looked at for
 * every record, and the objects of an old one would each have to be fetched from afar.
 */
interface Known extends Said {
  readonly accessKeyId: string;
  readonly arn: string;
  readonly issuerArn: string;
  readonly created: string | undefined;
  readonly delivery: string | undefined;
  readonly sourceIdentity: string | undefined;
  readonly fromConsole: string | undefined;
  readonly provider: string | undefined;
  readonly issuedTo: string | undefined;
  readonly issuedToType: string | undefined;
  readonly invokedBy: string | undefined;
}

/** By `sampleOf` the access key's id. Two credentials of one place take turns, which costs only speed. */
const places = 8_192;
const credentials: (Known | undefined)[] = Array.from({ length: places });
const placeOf = (accessKeyId: string): number => sampleOf(accessKeyId) & (places - 1);

/**
 * The actor of an earlier record that shares its `userIdentity` with this one: `parseRecord` gives the records of a
 * session one and the same object, and what was found of it is kept with it.
 */
export function sharedActor(activity: Activity): Actor | undefined {
  const known = sharedOf(activity.user)?.found as Said | undefined;
  return known !== undefined && isSaidAlike(known, activity) ? known.actor : undefined;
}

/**
 * The actor of an earlier call with the same temporary access key, where this record says the same.
 * A credential's session, issuer, delivery and holder stay as they are for its life, but records can be merged, masked
 * or made up, so everything that the answer depends on is compared.
 */
export function knownActor(activity: Activity): Actor | undefined {
  const { user } = activity;
  const { accessKeyId } = user;
  if (accessKeyId === undefined) return undefined;
  const ofCredential = credentials[placeOf(accessKeyId)];
  return ofCredential !== undefined && isSameUser(ofCredential, user) && isSaidAlike(ofCredential, activity)
    ? ofCredential.actor
    : undefined;
}

/** What the answer depends on beside the record's `userIdentity`. */
const isSaidAlike = ({ eventType, agentMatters, userAgent }: Said, activity: Activity): boolean =>
  eventType === activity.record["eventType"] && (!agentMatters || userAgent === activity.userAgent);

function isSameUser(known: Known, { accessKeyId, arn, invokedBy, inScopeOf, sessionContext }: UserIdentity): boolean {
  return (
    known.accessKeyId === accessKeyId &&
    known.arn === arn &&
    known.invokedBy === invokedBy &&
    sessionContext !== undefined &&
    isSameSession(known, sessionContext) &&
    known.issuedTo === inScopeOf?.credentialsIssuedTo &&
    known.issuedToType === inScopeOf?.issuerType
  );
}

function isSameSession(known: Known, context: SessionContext): boolean {
  const { webIdFederationData } = context;
  return (
    known.issuerArn === context.sessionIssuer?.arn &&
    known.created === context.attributes?.creationDate &&
    known.delivery === context.ec2RoleDelivery &&
    known.sourceIdentity === context.sourceIdentity &&
    known.fromConsole === context.sessionCredentialFromConsole &&
    known.provider === webIdFederationData?.federatedProvider &&
    (webIdFederationData === undefined || hasNoAttributes(context))
  );
}

/** A token's attributes are too many to compare; most sessions have none. */
function hasNoAttributes({ webIdFederationData }: SessionContext): boolean {
  for (const _name in webIdFederationData?.attributes) return false;
  return true;
}

/** Remembers who was found for the records that share the `userIdentity`, which has to tell it all. */
export function shareActor({ user, userAgent, record }: Activity, actor: Actor): void {
  const shared = sharedOf(user);
  if (shared === undefined) return;
  shared.found = { userAgent, eventType: record["eventType"], agentMatters: false, actor } satisfies Said;
}

/** Remembers who was found. Without the issuer's ARN the key may come from the record's own account, so then not. */
export function rememberActor({ user, userAgent, record }: Activity, actor: Actor): void {
  const { accessKeyId, arn, invokedBy, sessionContext, inScopeOf } = user;
  if (sessionContext === undefined || !hasNoAttributes(sessionContext)) return;
  const issuerArn = sessionContext.sessionIssuer?.arn;
  if (!accessKeyId || accessKeyId.length > 128 || arn === undefined || !issuerArn) return;
  const known = {
    accessKeyId,
    arn,
    issuerArn,
    created: sessionContext.attributes?.creationDate,
    delivery: sessionContext.ec2RoleDelivery,
    sourceIdentity: sessionContext.sourceIdentity,
    fromConsole: sessionContext.sessionCredentialFromConsole,
    provider: sessionContext.webIdFederationData?.federatedProvider,
    issuedTo: inScopeOf?.credentialsIssuedTo,
    issuedToType: inScopeOf?.issuerType,
    invokedBy,
    userAgent,
    eventType: record["eventType"],
    agentMatters: actor.identity.kind === "role" || kindIsOnlyClaimed(actor.identity),
    actor,
  };
  const shared = sharedOf(user);
  if (shared === undefined) credentials[placeOf(accessKeyId)] = known;
  else shared.found = known;
}
