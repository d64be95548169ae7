import type { AccountState } from "./account-state.ts";
import type { ApiCall } from "./api-call.ts";
import { attachedPolicies } from "./attached-policies.ts";
import { type AttachedPolicy, evaluatePolicies, type PolicyDecision } from "./evaluate-policies.ts";
import { evaluateTrust } from "./evaluate-trust.ts";
import type { RequestContext } from "./policy-variables.ts";
import { requestContext, resourceOf } from "./request-context.ts";
import { type AuthenticationError, authenticate, type Caller, type Session } from "./session.ts";

export type AttemptOutcome =
  | { readonly outcome: "allowed"; readonly caller: Caller }
  | {
      readonly outcome: "denied";
      readonly errorCode: AuthenticationError | "AccessDenied";
      /** True only where a Deny statement said so: the proof that a containment policy took effect. */
      readonly explicitDeny: boolean;
      readonly message: string;
      /** Undefined where the credential itself was refused. */
      readonly caller: Caller | undefined;
    }
  /** A policy holds something that the simulation cannot judge; `problem` names it. Neither allowed nor denied. */
  | { readonly outcome: "error"; readonly problem: string; readonly caller: Caller };

/** What the enforcement points of AWS know at one moment. */
export interface EnforcementView {
  readonly accountId: string;
  readonly state: AccountState;
  readonly sessions: ReadonlyMap<string, Session>;
  readonly serviceControlPolicies: readonly AttachedPolicy[];
}

const authenticationMessages: Record<AuthenticationError, string> = {
  InvalidClientTokenId: "The security token included in the request is invalid",
  ExpiredToken: "The security token included in the request is expired",
};

/** Decides about one call. */
export function attemptCall(view: EnforcementView, call: ApiCall, nowMs: number): AttemptOutcome {
  const { state, accountId } = view;
  const caller = authenticate(state, view.sessions, call.accessKeyId, nowMs, accountId);
  if (typeof caller === "string") return refused(caller);
  if (caller.onlyService !== undefined && !call.action.startsWith(`${caller.onlyService}:`)) {
    return refused("InvalidClientTokenId");
  }
  // sts:GetCallerIdentity needs no permission and no policy can deny it (STS API reference).
  if (call.action === "sts:GetCallerIdentity") return { outcome: "allowed", caller };
  if (!mayCallService(call, caller)) return refused("InvalidClientTokenId");
  if (call.action === "sts:GetSessionToken") {
    // GetSessionToken needs no permission either, but only a user's own key may ask.
    return caller.session === undefined ? { outcome: "allowed", caller } : denied(call, "*", caller, undefined);
  }
  const resource = resourceOf(state, call, accountId);
  const context = requestContext(state, call, caller, nowMs, accountId);
  const policies = attachedPolicies(state, caller.principal, view.serviceControlPolicies, caller.session);
  const decision = evaluatePolicies(policies, { action: call.action, resource, context });
  if (call.action === "sts:AssumeRole") return withTrust(view, call, caller, resource, context, decision);
  return outcomeOf(call, resource, caller, decision);
}

const refused = (errorCode: AuthenticationError): AttemptOutcome => ({
  outcome: "denied",
  errorCode,
  explicitDeny: false,
  message: authenticationMessages[errorCode],
  caller: undefined,
});

/** IAM user guide: tokens without MFA call no IAM API, and of STS only AssumeRole or, federated, nothing. */
function mayCallService(call: ApiCall, { session }: Caller): boolean {
  if (session === undefined || session.kind === "role") return true;
  if (call.action.startsWith("iam:")) return false;
  if (!call.action.startsWith("sts:")) return true;
  return session.kind === "session-token" && call.action === "sts:AssumeRole";
}

function withTrust(
  view: EnforcementView,
  call: ApiCall,
  caller: Caller,
  roleArn: string,
  context: RequestContext,
  decision: PolicyDecision,
): AttemptOutcome {
  if (decision.decision === "explicit-deny" || decision.decision === "error") {
    return outcomeOf(call, roleArn, caller, decision);
  }
  const role = [...view.state.roles.values()].find(({ arn }) => arn === roleArn);
  if (role === undefined) return denied(call, roleArn, caller, undefined);
  const assumer = { type: "AWS", names: [caller.arn, caller.principal.arn] } as const;
  const trust = evaluateTrust(role.trustPolicy, assumer, call.action, context, view.accountId);
  if (typeof trust === "object") return { outcome: "error", problem: trust.problem, caller };
  if (trust === "denied") return denied(call, roleArn, caller, "resource-based policy");
  const missingIdentityPolicy = decision.decision === "implicit-deny" && decision.kind === "identity-based policy";
  if (trust === "principal" && missingIdentityPolicy) return { outcome: "allowed", caller };
  return trust === "none" ? denied(call, roleArn, caller, undefined) : outcomeOf(call, roleArn, caller, decision);
}

function outcomeOf(call: ApiCall, resource: string, caller: Caller, decision: PolicyDecision): AttemptOutcome {
  if (decision.decision === "allowed") return { outcome: "allowed", caller };
  if (decision.decision === "error") return { outcome: "error", problem: decision.problem, caller };
  if (decision.decision === "explicit-deny") return denied(call, resource, caller, decision.kind);
  return denied(call, resource, caller, undefined, ` because no ${decision.kind} allows the ${call.action} action`);
}

function denied(
  call: ApiCall,
  resource: string,
  caller: Caller,
  explicitIn: string | undefined,
  why = "",
): AttemptOutcome {
  const explicit = explicitIn === undefined ? why : ` with an explicit deny in ${article(explicitIn)}`;
  return {
    outcome: "denied",
    errorCode: "AccessDenied",
    explicitDeny: explicitIn !== undefined,
    message: `User: ${caller.arn} is not authorized to perform: ${call.action} on resource: ${resource}${explicit}`,
    caller,
  };
}

const article = (noun: string) => `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
