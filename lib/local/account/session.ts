import type { AccountState, Principal } from "./account-state.ts";
import { ownerOfAccessKey } from "./account-state.ts";

/** Temporary credentials. They live outside IAM's own state: no change to a principal takes them back. */
export interface Session {
  /** ASIA… */
  readonly accessKeyId: string;
  readonly kind: "role" | "session-token" | "federation-token";
  /** Name and unique id of the role, or of the user whose key asked. */
  readonly principalName: string;
  readonly principalId: string;
  /** Session name of a role session, name of a federated user, "" for a session token. */
  readonly sessionName: string;
  /** Whole seconds, as aws:TokenIssueTime has them. */
  readonly issuedMs: number;
  readonly expiresMs: number;
  readonly sourceIdentity: string | undefined;
  /** JSON text of the session policy. */
  readonly policy: string | undefined;
  /** Whether role credentials were asked for with a role's credentials: such sessions last at most one hour. */
  readonly chained: boolean;
  readonly webIdentityProvider: string | undefined;
}

/** Who stands behind an access key, as the enforced state sees it. */
export interface Caller {
  readonly accessKeyId: string;
  readonly principal: Principal;
  readonly session: Session | undefined;
  /** `arn:aws:sts::…:assumed-role/name/session`, a user's ARN, or a federated user's. */
  readonly arn: string;
  /** The value of aws:userid, which is CloudTrail's principalId. */
  readonly userId: string;
  /** `bedrock`, of a service-specific credential: it calls no other service. */
  readonly onlyService?: string;
}

export type AuthenticationError = "InvalidClientTokenId" | "ExpiredToken";

/** Finds the caller behind an access key. An inactive or unknown key is no credential at all. */
export function authenticate(
  state: AccountState,
  sessions: ReadonlyMap<string, Session>,
  accessKeyId: string,
  nowMs: number,
  accountId: string,
): Caller | AuthenticationError {
  const session = sessions.get(accessKeyId);
  if (session !== undefined) {
    if (nowMs >= session.expiresMs) return "ExpiredToken";
    return callerOfSession(state, session, accountId) ?? "InvalidClientTokenId";
  }
  if (accessKeyId.startsWith("ACCA")) return callerOfServiceCredential(state, accessKeyId);
  const user = state.users.get(ownerOfAccessKey(state, accessKeyId) ?? "");
  const key = user?.accessKeys.find((k) => k.accessKeyId === accessKeyId);
  if (user === undefined || key?.status !== "Active") return "InvalidClientTokenId";
  return { accessKeyId, principal: user, session: undefined, arn: user.arn, userId: user.id };
}

/** A user's credential for one service, as the service itself takes it: the caller is the user. */
function callerOfServiceCredential(state: AccountState, id: string): Caller | AuthenticationError {
  for (const user of state.users.values()) {
    const found = user.serviceCredentials?.find((one) => one.id === id);
    if (found === undefined) continue;
    if (found.status !== "Active") return "InvalidClientTokenId";
    const [onlyService = ""] = found.serviceName.split(".");
    return { accessKeyId: id, principal: user, session: undefined, arn: user.arn, userId: user.id, onlyService };
  }
  return "InvalidClientTokenId";
}

function callerOfSession(state: AccountState, session: Session, accountId: string): Caller | undefined {
  const { accessKeyId, principalName, sessionName } = session;
  const principal = (session.kind === "role" ? state.roles : state.users).get(principalName);
  // A principal that was deleted and made again has another id, and its old sessions stay dead.
  if (principal === undefined || principal.id !== session.principalId) return undefined;
  const base = { accessKeyId, principal, session };
  if (session.kind === "role") {
    const arn = `arn:aws:sts::${accountId}:assumed-role/${principal.name}/${sessionName}`;
    return { ...base, arn, userId: `${principal.id}:${sessionName}` };
  }
  if (session.kind === "federation-token") {
    const arn = `arn:aws:sts::${accountId}:federated-user/${sessionName}`;
    return { ...base, arn, userId: `${accountId}:${sessionName}` };
  }
  return { ...base, arn: principal.arn, userId: principal.id };
}
