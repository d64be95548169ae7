import type { AccountState } from "./account-state.ts";
import type { ApiCall } from "./api-call.ts";
import { evaluateTrust } from "./evaluate-trust.ts";
import { IamError } from "./iam-error.ts";
import { isoSeconds, optionalText, type Parameters, type Response, roleNamed, text } from "./operation.ts";
import { parsePolicy } from "./policy-document.ts";
import type { Caller, Session } from "./session.ts";

/** A role session that an AWS service, or an OIDC identity, asks for. */
export interface SessionRequest {
  readonly roleName: string;
  readonly sessionName: string;
  readonly durationSeconds?: number;
  readonly by:
    | { readonly service: string }
    /** provider: host and path, without scheme. claims: `sub`, `aud`, `repository_id` … */
    | { readonly webIdentity: string; readonly claims: Readonly<Record<string, string>> };
}

export interface SessionContext {
  readonly accountId: string;
  readonly nowMs: number;
  readonly newId: (prefix: string) => string;
}

const wholeSeconds = (timeMs: number) => Math.floor(timeMs / 1_000) * 1_000;

function sessionName(name: string): string {
  if (/^[\w+=,.@-]{2,64}$/.test(name)) return name;
  throw new IamError(
    "ValidationError",
    `RoleSessionName ${JSON.stringify(name)} is not valid; 2 to 64 of \\w+=,.@- are.`,
  );
}

function newSession(
  { nowMs, newId }: SessionContext,
  durationSeconds: number,
  limits: readonly [number, number],
  rest: Pick<Session, "kind" | "principalName" | "principalId" | "sessionName"> & Partial<Session>,
): Session {
  const [least, most] = limits;
  if (!(durationSeconds >= least && durationSeconds <= most)) {
    throw new IamError("ValidationError", `DurationSeconds is ${durationSeconds}; ${least} to ${most} is allowed.`);
  }
  const issuedMs = wholeSeconds(nowMs);
  return {
    accessKeyId: newId("ASIA"),
    issuedMs,
    expiresMs: issuedMs + durationSeconds * 1_000,
    sourceIdentity: undefined,
    policy: undefined,
    chained: false,
    webIdentityProvider: undefined,
    ...rest,
  };
}

/**
 * Issues a role session to a service or a web identity. Throws AccessDenied where the trust policy does not allow it.
 */
export function issueRoleSession(state: AccountState, request: SessionRequest, context: SessionContext): Session {
  const role = roleNamed(state, request.roleName);
  const { by } = request;
  const web = "webIdentity" in by ? by : undefined;
  const action = web === undefined ? "sts:AssumeRole" : "sts:AssumeRoleWithWebIdentity";
  const providerArn = web && `arn:aws:iam::${context.accountId}:oidc-provider/${web.webIdentity}`;
  const assumer =
    "service" in by
      ? ({ type: "Service", names: [by.service] } as const)
      : ({ type: "Federated", names: [providerArn ?? ""] } as const);
  const claims = Object.entries(web?.claims ?? {}).map(
    ([claim, value]) => [`${web?.webIdentity}:${claim}`.toLowerCase(), [value]] as const,
  );
  const trust = evaluateTrust(role.trustPolicy, assumer, action, new Map(claims), context.accountId);
  if (trust !== "principal") {
    const why = typeof trust === "object" ? `: ${trust.problem}` : "";
    throw new IamError("AccessDenied", `Not authorized to perform ${action}${why}`);
  }
  return newSession(context, request.durationSeconds ?? 3_600, [900, 43_200], {
    kind: "role",
    principalName: role.name,
    principalId: role.id,
    sessionName: sessionName(request.sessionName),
    webIdentityProvider: providerArn,
  });
}

/** Carries out an allowed STS call. Throws ValidationError for parameters that STS would refuse. */
export function performStsCall(
  state: AccountState,
  call: ApiCall,
  caller: Caller,
  context: SessionContext,
): { readonly session: Session | undefined; readonly response: Response } {
  const parameters: Parameters = call.parameters ?? {};
  const policy = optionalText(parameters, "Policy");
  if (policy !== undefined) parsePolicy(policy);
  const seconds = (otherwise: number) => Number(parameters["DurationSeconds"] ?? otherwise);
  switch (call.action) {
    case "sts:GetCallerIdentity":
      return { session: undefined, response: { UserId: caller.userId, Account: context.accountId, Arn: caller.arn } };
    case "sts:AssumeRole": {
      const role = roleNamed(state, text(parameters, "RoleArn").split("/").at(-1) ?? "");
      const chained = caller.session?.kind === "role";
      const session = newSession(context, seconds(3_600), [900, chained ? 3_600 : role.maxSessionSeconds], {
        kind: "role",
        principalName: role.name,
        principalId: role.id,
        sessionName: sessionName(text(parameters, "RoleSessionName")),
        // Source identity stays through a chain of roles and cannot be changed on the way.
        sourceIdentity: caller.session?.sourceIdentity ?? optionalText(parameters, "SourceIdentity"),
        policy,
        chained,
      });
      const arn = `arn:aws:sts::${context.accountId}:assumed-role/${role.name}/${session.sessionName}`;
      const AssumedRoleUser = { AssumedRoleId: `${role.id}:${session.sessionName}`, Arn: arn };
      return { session, response: { Credentials: credentials(session), AssumedRoleUser } };
    }
    case "sts:GetSessionToken":
    case "sts:GetFederationToken": {
      const federated = call.action === "sts:GetFederationToken";
      if (caller.principal.kind !== "User" || caller.session !== undefined) {
        throw new IamError("AccessDenied", `Cannot call ${call.action.slice(4)} with session credentials`);
      }
      const session = newSession(context, seconds(43_200), [900, 129_600], {
        kind: federated ? "federation-token" : "session-token",
        principalName: caller.principal.name,
        principalId: caller.principal.id,
        sessionName: federated ? sessionName(text(parameters, "Name")) : "",
        policy,
      });
      return { session, response: { Credentials: credentials(session) } };
    }
    default:
      throw new IamError("ValidationError", `The simulated STS has no ${call.action}.`);
  }
}

const credentials = (session: Session) => ({
  AccessKeyId: session.accessKeyId,
  SecretAccessKey: "simulated",
  SessionToken: "simulated",
  Expiration: isoSeconds(session.expiresMs),
});
