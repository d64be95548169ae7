import type { Activity, SessionContext, UserIdentity } from "../event/activity.ts";
import type { Actor } from "./identity.ts";
import { kindIsOnlyClaimed } from "./kind-evidence.ts";

/** What a call with one credential said, and who was found behind it. */
interface Known {
  readonly arn: string;
  readonly context: SessionContext;
  readonly scope: UserIdentity["inScopeOf"];
  readonly invokedBy: string | undefined;
  readonly userAgent: string | undefined;
  readonly eventType: unknown;
  /** False where what AWS wrote settles the kind, so that no user agent can change it. */
  readonly agentMatters: boolean;
  readonly actor: Actor;
}

const maxMemoised = 5_000;
let credentials = new Map<string, Known>();

/**
 * The actor of an earlier call with the same temporary access key, where this record says the same.
 * A credential's session, issuer, delivery and holder stay as they are for its life, but records can be merged, masked or
 * made up, so everything that the answer depends on is compared.
 */
export function knownActor({ user, userAgent, record }: Activity): Actor | undefined {
  const { accessKeyId } = user;
  if (accessKeyId === undefined) return undefined;
  const known = credentials.get(accessKeyId);
  return known !== undefined &&
    known.arn === user.arn &&
    isSameContext(known.context, user.sessionContext) &&
    known.scope?.credentialsIssuedTo === user.inScopeOf?.credentialsIssuedTo &&
    known.scope?.issuerType === user.inScopeOf?.issuerType &&
    known.invokedBy === user.invokedBy &&
    known.eventType === record["eventType"] &&
    (!known.agentMatters || known.userAgent === userAgent)
    ? known.actor
    : undefined;
}

function isSameContext(known: SessionContext, context: SessionContext | undefined): boolean {
  return (
    context !== undefined &&
    known.sessionIssuer?.arn === context.sessionIssuer?.arn &&
    known.attributes?.creationDate === context.attributes?.creationDate &&
    known.ec2RoleDelivery === context.ec2RoleDelivery &&
    known.sourceIdentity === context.sourceIdentity &&
    known.sessionCredentialFromConsole === context.sessionCredentialFromConsole &&
    known.webIdFederationData?.federatedProvider === context.webIdFederationData?.federatedProvider &&
    hasNoAttributes(context)
  );
}

/** A token's attributes are too many to compare; most sessions have none. */
function hasNoAttributes({ webIdFederationData }: SessionContext): boolean {
  for (const _name in webIdFederationData?.attributes) return false;
  return true;
}

/** Remembers who was found. Without the issuer's ARN the key may come from the record's own account, so then not. */
export function rememberActor({ user, userAgent, record }: Activity, actor: Actor): void {
  const { accessKeyId, arn, invokedBy, sessionContext } = user;
  if (sessionContext === undefined || !hasNoAttributes(sessionContext)) return;
  if (!accessKeyId || accessKeyId.length > 128 || arn === undefined || !sessionContext.sessionIssuer?.arn) return;
  if (credentials.size >= maxMemoised) credentials = new Map();
  const agentMatters = actor.identity.kind === "role" || kindIsOnlyClaimed(actor.identity);
  credentials.set(accessKeyId, {
    arn,
    context: sessionContext,
    scope: user.inScopeOf,
    invokedBy,
    userAgent,
    eventType: record["eventType"],
    agentMatters,
    actor,
  });
}
