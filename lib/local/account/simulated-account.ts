import { accessKeyOperations } from "./access-key-operations.ts";
import { type AccountExport, exportAccount, importAccount } from "./account-export.ts";
import { type AccountState, emptyAccountState } from "./account-state.ts";
import { agentSessionOperations } from "./agent-session-operations.ts";
import type { ApiCall } from "./api-call.ts";
import { readServiceControlPolicies } from "./attached-policies.ts";
import { type AttemptOutcome, attemptCall } from "./attempt.ts";
import { advanced, currentState, enforcedState, type Timeline } from "./enforcement-timeline.ts";
import { exampleId } from "./example-identifiers.ts";
import { functionOperations } from "./function-operations.ts";
import { IamError } from "./iam-error.ts";
import { instanceProfileOperations } from "./instance-profile-operations.ts";
import { managedPolicyOperations } from "./managed-policy-operations.ts";
import { networkInterfaceOperations } from "./network-interface-operations.ts";
import {
  checkParameters,
  type LastUse,
  type OperationContext,
  type Operations,
  type Parameters,
  type Response,
} from "./operation.ts";
import { podIdentityOperations } from "./pod-identity-operations.ts";
import { principalPolicyOperations } from "./principal-policy-operations.ts";
import { roleOperations } from "./role-operations.ts";
import { secretOperations } from "./secret-operations.ts";
import { serviceCredentialOperations } from "./service-credential-operations.ts";
import { ServiceError, type ServiceResource, withResource } from "./service-resources.ts";
import type { Session } from "./session.ts";
import { issueRoleSession, performStsCall, type SessionRequest } from "./session-operations.ts";
import { simulatePrincipalPolicy } from "./simulate-principal-policy.ts";
import { taskOperations } from "./task-operations.ts";
import { trustProfileOperations } from "./trust-profile-operations.ts";
import { userOperations } from "./user-operations.ts";

export interface SimulatedAccountOptions {
  /** Twelve digits. */
  readonly accountId: string;
  /**
   * How long a change takes until it is enforced. 4 s by default: 3 to 4 s were measured by OffensAI in two Regions.
   */
  readonly enforcementDelayMs?: number;
  /** Service control policies in force since ever; denials only. */
  readonly serviceControlPolicies?: readonly object[];
  /** What `export` gave earlier. */
  readonly restore?: AccountExport;
}

/** How an API call ended, as its caller sees it. */
export type CallOutcome =
  | { readonly outcome: "succeeded"; readonly attempt: AttemptOutcome; readonly response: Response }
  | { readonly outcome: "refused"; readonly attempt: AttemptOutcome }
  /** Allowed, and then the service answered with an error. */
  | { readonly outcome: "failed"; readonly attempt: AttemptOutcome; readonly error: IamError | ServiceError };

/**
 * One AWS account's IAM and STS in memory. Reads show a change at once; calls feel it after the delay.
 * Times are milliseconds since 1970 and come from the caller; they should not go backwards.
 */
export interface SimulatedAccount {
  readonly accountId: string;
  readonly enforcementDelayMs: number;
  /** Names of the IAM operations that `iam` takes, such as `updateAccessKey`. */
  readonly operations: Operations;
  /** An IAM API call of a caller who may do everything: set-up, and the playbooks. Throws IamError. */
  iam(operation: string, parameters: Parameters, nowMs: number): Response;
  /** Operations of other services, such as `lambda:putFunctionConcurrency`. */
  readonly services: Operations;
  /** The same as `iam` for those. Throws ServiceError. */
  service(action: string, parameters: Parameters, nowMs: number): Response;
  /** Adds a resource of another service, or replaces it. */
  provide(resource: ServiceResource, nowMs: number): void;
  /** Whether a call is let through now. Changes nothing but the key's last use. */
  attempt(call: ApiCall, nowMs: number): AttemptOutcome;
  /** Attempts a call and carries out what is let through and simulated: IAM, STS and operations of `services`. */
  request(call: ApiCall, nowMs: number): CallOutcome;
  /** A role session for an AWS service or a web identity. Throws IamError where the trust policy refuses. */
  startSession(request: SessionRequest, nowMs: number): Session;
  /** Lets everything that was set up so far be enforced from the beginning. */
  settle(): void;
  /** The control plane's state. */
  state(): AccountState;
  export(): AccountExport;
}

const services: Operations = {
  ...functionOperations,
  ...instanceProfileOperations,
  ...networkInterfaceOperations,
  ...trustProfileOperations,
  ...podIdentityOperations,
  ...secretOperations,
  ...taskOperations,
  ...agentSessionOperations,
};

/**
 * Makes an account. Throws IamError for service control policies it cannot judge, and Error for an unreadable restore.
 */
export function createSimulatedAccount(options: SimulatedAccountOptions): SimulatedAccount {
  const { accountId, enforcementDelayMs = 4_000 } = options;
  if (!/^\d{12}$/.test(accountId)) throw new Error(`accountId is ${JSON.stringify(accountId)}; it must be 12 digits`);
  const serviceControlPolicies = readServiceControlPolicies(options.serviceControlPolicies ?? []);
  const operations: Operations = {
    ...userOperations,
    ...roleOperations,
    ...accessKeyOperations,
    ...serviceCredentialOperations,
    ...principalPolicyOperations,
    ...managedPolicyOperations,
    simulatePrincipalPolicy: simulatePrincipalPolicy(serviceControlPolicies),
  };
  const restored = options.restore && importAccount(options.restore, accountId);
  let timeline: Timeline = restored?.timeline ?? [{ atMs: Number.NEGATIVE_INFINITY, state: emptyAccountState }];
  let issued = restored?.issuedIds ?? 0;
  const sessions = new Map<string, Session>(restored?.sessions ?? []);
  const lastUses = new Map<string, LastUse>(restored?.lastUses ?? []);

  const newId = (prefix: string) => exampleId(prefix, `${accountId}|${issued++}`);
  const contextAt = (nowMs: number): OperationContext => ({
    accountId,
    nowMs,
    newId,
    lastUseOf: (id) => lastUses.get(id),
  });
  const enforcedAt = (nowMs: number) => enforcedState(timeline, enforcementDelayMs, nowMs);

  const iam = (name: string, parameters: Parameters, nowMs: number) => perform(operations, name, parameters, nowMs);

  function perform(all: Operations, name: string, parameters: Parameters, nowMs: number): Response {
    const operation = Object.hasOwn(all, name) ? all[name] : undefined;
    if (operation === undefined) throw new IamError("ValidationError", `The simulation has no operation ${name}.`);
    checkParameters(name, operation, parameters);
    const { state, response } = operation.run(currentState(timeline), parameters, contextAt(nowMs));
    if (state !== undefined) timeline = advanced(timeline, state, enforcementDelayMs, nowMs);
    return response;
  }

  function attempt(call: ApiCall, nowMs: number): AttemptOutcome {
    const view = { accountId, state: enforcedAt(nowMs), sessions, serviceControlPolicies };
    const outcome = attemptCall(view, call, nowMs);
    if (outcome.outcome !== "error" && outcome.caller !== undefined) {
      const [service = ""] = call.action.split(":");
      const use = { timeMs: nowMs, service, region: call.region ?? "us-east-1" };
      const { principal, session } = outcome.caller;
      lastUses.set(session?.kind === "role" ? principal.id : call.accessKeyId, use);
    }
    return outcome;
  }

  function request(call: ApiCall, nowMs: number): CallOutcome {
    const outcome = attempt(call, nowMs);
    if (outcome.outcome !== "allowed") return { outcome: "refused", attempt: outcome };
    const [service, action = ""] = call.action.split(":");
    try {
      const operation = action.charAt(0).toLowerCase() + action.slice(1);
      const ofService = `${service}:${operation}`;
      if (Object.hasOwn(services, ofService)) {
        const response = perform(services, ofService, call.parameters ?? {}, nowMs);
        return { outcome: "succeeded", attempt: outcome, response };
      }
      if (service === "iam") {
        return { outcome: "succeeded", attempt: outcome, response: iam(operation, call.parameters ?? {}, nowMs) };
      }
      if (service !== "sts") return { outcome: "succeeded", attempt: outcome, response: {} };
      const { session, response } = performStsCall(enforcedAt(nowMs), call, outcome.caller, contextAt(nowMs));
      if (session !== undefined) sessions.set(session.accessKeyId, session);
      return { outcome: "succeeded", attempt: outcome, response };
    } catch (error) {
      if (error instanceof IamError || error instanceof ServiceError)
        return { outcome: "failed", attempt: outcome, error };
      throw error;
    }
  }

  return {
    accountId,
    enforcementDelayMs,
    operations,
    services,
    iam,
    service: (action, parameters, nowMs) => perform(services, action, parameters, nowMs),
    provide(resource, nowMs) {
      timeline = advanced(timeline, withResource(currentState(timeline), resource), enforcementDelayMs, nowMs);
    },
    attempt,
    request,
    startSession(asked, nowMs) {
      const session = issueRoleSession(enforcedAt(nowMs), asked, contextAt(nowMs));
      sessions.set(session.accessKeyId, session);
      return session;
    },
    settle() {
      timeline = [{ atMs: Number.NEGATIVE_INFINITY, state: currentState(timeline) }];
    },
    state: () => currentState(timeline),
    export: () => exportAccount({ accountId, timeline, sessions, lastUses, issuedIds: issued }),
  };
}
