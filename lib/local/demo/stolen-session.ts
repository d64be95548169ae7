import type { Session } from "../account/session.ts";
import type { AttackStep } from "../organisation/attacks/scenario.ts";

interface SessionIdentity {
  readonly type?: string;
  readonly principalId?: string;
  readonly sessionContext?: {
    readonly sessionIssuer?: { readonly userName?: string; readonly principalId?: string };
    readonly attributes?: { readonly creationDate?: string };
    readonly webIdFederationData?: { readonly federatedProvider?: string };
    readonly sourceIdentity?: string;
  };
}

/** AWS: the longest life of a role session. */
const longestMs = 43_200_000;

/** Role sessions that an attack comes with, as its own records describe them: someone else was given them earlier. */
export function stolenSessions(steps: readonly AttackStep[]): readonly Session[] {
  const made = new Set(steps.map(({ createsAccessKeyId }) => createsAccessKeyId));
  const sessions = new Map<string, Session>();
  for (const { accessKeyId, record } of steps) {
    if (accessKeyId === undefined || made.has(accessKeyId) || sessions.has(accessKeyId)) continue;
    const session = sessionOf(accessKeyId, record["userIdentity"] as SessionIdentity);
    if (session !== undefined) sessions.set(accessKeyId, session);
  }
  return [...sessions.values()];
}

function sessionOf(accessKeyId: string, identity: SessionIdentity): Session | undefined {
  const { sessionIssuer, attributes, webIdFederationData, sourceIdentity } = identity.sessionContext ?? {};
  if (identity.type !== "AssumedRole" || sessionIssuer === undefined) return undefined;
  const issuedMs = Date.parse(attributes?.creationDate ?? "");
  return {
    accessKeyId,
    kind: "role",
    principalName: sessionIssuer.userName ?? "",
    principalId: sessionIssuer.principalId ?? "",
    sessionName: identity.principalId?.split(":").at(-1) ?? "",
    issuedMs,
    expiresMs: issuedMs + longestMs,
    sourceIdentity,
    policy: undefined,
    chained: false,
    webIdentityProvider: webIdFederationData?.federatedProvider,
  };
}
