import type { AccountState, Principal } from "./account-state.ts";
import { attachedPolicies } from "./attached-policies.ts";
import { type AttachedPolicy, evaluatePolicies } from "./evaluate-policies.ts";
import { IamError, noSuchEntity } from "./iam-error.ts";
import { type Operation, type Parameters, text, textList } from "./operation.ts";
import type { RequestContext } from "./policy-variables.ts";

const decisions = { allowed: "allowed", "explicit-deny": "explicitDeny", "implicit-deny": "implicitDeny" } as const;

/**
 * IAM's policy simulator over the current policies: what they say, not what is enforced yet.
 * Service control policies with conditions are left out, as the real simulator leaves them out.
 */
export function simulatePrincipalPolicy(serviceControlPolicies: readonly AttachedPolicy[]): Operation {
  const unconditional = serviceControlPolicies.map((policy) => ({
    ...policy,
    document: {
      ...policy.document,
      statements: policy.document.statements.filter(({ condition }) => Object.keys(condition).length === 0),
    },
  }));
  return {
    required: ["PolicySourceArn", "ActionNames"],
    optional: ["ResourceArns", "ContextEntries"],
    run(state, p) {
      const principal = principalWithArn(state, text(p, "PolicySourceArn"));
      const context = contextOf(p);
      const policies = attachedPolicies(state, principal, unconditional);
      const resources = p["ResourceArns"] === undefined ? ["*"] : textList(p, "ResourceArns");
      const results = textList(p, "ActionNames").flatMap((action) =>
        resources.map((resource) => {
          const decision = evaluatePolicies(policies, { action, resource, context });
          if (decision.decision === "error") throw new IamError("InvalidInput", decision.problem);
          return {
            EvalActionName: action,
            EvalResourceName: resource,
            EvalDecision: decisions[decision.decision],
            MatchedStatements: decision.matched.map(({ policy, kind }) => ({
              SourcePolicyId: policy,
              SourcePolicyType: kind === "identity-based policy" ? "IAM Policy" : kind,
            })),
            MissingContextValues: missingKeys(policies, context),
          };
        }),
      );
      return { response: { EvaluationResults: results, IsTruncated: false } };
    },
  };
}

function principalWithArn(state: AccountState, arn: string): Principal {
  const all: Principal[] = [...state.users.values(), ...state.roles.values()];
  const principal = all.find((one) => one.arn === arn);
  if (principal === undefined) throw noSuchEntity(`The principal ${arn}`);
  return principal;
}

function contextOf(p: Parameters): RequestContext {
  const entries = (p["ContextEntries"] ?? []) as readonly Record<string, unknown>[];
  return new Map(
    entries.map((entry) => [text(entry, "ContextKeyName").toLowerCase(), textList(entry, "ContextKeyValues")]),
  );
}

function missingKeys(policies: readonly AttachedPolicy[], context: RequestContext): readonly string[] {
  const keys = policies.flatMap(({ document }) =>
    document.statements.flatMap(({ condition }) => Object.values(condition).flatMap((byKey) => Object.keys(byKey))),
  );
  return [...new Set(keys)].filter((key) => !context.has(key.toLowerCase()));
}
