import { runSimulation, type Simulation } from "@cloud-copilot/iam-simulate";
import type { PolicyDocument } from "../../lib/domain/response/policies/policy-document.ts";

export const account = "111111111111";

/**
 * A call, as IAM would see it. Context keys that the action does not have are refused, so that no test proves nothing.
 */
export interface Call {
  readonly principal: string;
  readonly action: string;
  readonly resource?: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** The policies that stand between a call and its answer. Identity policies allow everything unless they are given. */
export interface Policies {
  readonly identity?: readonly object[];
  readonly boundary?: object;
  readonly guard?: object;
  readonly session?: object;
  readonly resource?: object;
}

export type Verdict = "Allowed" | "ExplicitlyDenied" | "ImplicitlyDenied";

export const administrator: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [{ Sid: "All", Effect: "Allow", Action: "*", Resource: "*" }],
};

const accountOf = (arn: string) => arn.split(":")[4] || account;

/** What IAM would answer. Throws where the simulator refuses a policy or ignores a context key. */
export async function decide(call: Call, policies: Policies = {}): Promise<Verdict> {
  const resource = call.resource ?? `arn:aws:dynamodb:eu-central-1:${account}:table/orders`;
  const named = (documents: readonly object[]) =>
    documents.map((policy, index) => ({ name: `policy-${index}`, policy: plain(policy) }));
  const simulation: Simulation = {
    request: {
      principal: call.principal,
      action: call.action,
      resource: { resource, accountId: accountOf(resource) },
      contextVariables: { ...(call.context as Record<string, string | string[]>) },
    },
    identityPolicies: named(policies.identity ?? [administrator]),
    serviceControlPolicies: [
      { orgIdentifier: "r-root", policies: named([administrator, ...(policies.guard ? [policies.guard] : [])]) },
    ],
    resourceControlPolicies: [],
    ...(policies.boundary === undefined ? {} : { permissionBoundaryPolicies: named([policies.boundary]) }),
    ...(policies.session === undefined ? {} : { sessionPolicy: plain(policies.session) }),
    ...(policies.resource === undefined ? {} : { resourcePolicy: plain(policies.resource) }),
  };
  const found = await runSimulation(simulation, {});
  if (found.resultType !== "single") throw new Error(JSON.stringify(found, null, 1).slice(0, 2000));
  const ignored = found.result.ignoredContextKeys ?? [];
  if (ignored.length > 0) throw new Error(`${call.action} has no context keys ${ignored.join(", ")}`);
  return found.overallResult;
}

const plain = (document: object): object => JSON.parse(JSON.stringify(document));
