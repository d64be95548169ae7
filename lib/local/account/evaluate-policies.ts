import type { Problem } from "./condition-operators.ts";
import { evaluateCondition } from "./evaluate-condition.ts";
import type { PolicyDocument, PolicyStatement } from "./policy-document.ts";
import { type RequestContext, resolveVariables } from "./policy-variables.ts";
import { matchesPattern, wildcardPattern } from "./wildcard-pattern.ts";

/** In the words of AWS's own denial messages. */
export type PolicyKind =
  | "identity-based policy"
  | "permissions boundary"
  | "service control policy"
  | "session policy"
  | "resource-based policy";

export interface AttachedPolicy {
  readonly kind: PolicyKind;
  /** The inline policy's name, or the managed policy's ARN. */
  readonly name: string;
  readonly document: PolicyDocument;
}

export interface AccessRequest {
  /** `s3:GetObject` */
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
}

export interface MatchedStatement {
  readonly policy: string;
  readonly kind: PolicyKind;
  readonly sid: string | undefined;
}

export type PolicyDecision =
  | { readonly decision: "allowed"; readonly matched: readonly MatchedStatement[] }
  | { readonly decision: "explicit-deny"; readonly kind: PolicyKind; readonly matched: readonly MatchedStatement[] }
  | { readonly decision: "implicit-deny"; readonly kind: PolicyKind; readonly matched: readonly MatchedStatement[] }
  | ({ readonly decision: "error" } & Problem);

/**
 * IAM's evaluation within one account: an explicit deny anywhere wins; then an identity-based policy must allow,
 * and so must a permissions boundary and a session policy where there is one.
 * Service control policies are read for their denials only, because FullAWSAccess is attached beside them.
 * Where the answer hangs on a condition that cannot be judged, the answer is an error that names it.
 */
export function evaluatePolicies(policies: readonly AttachedPolicy[], request: AccessRequest): PolicyDecision {
  const denials: MatchedStatement[] = [];
  const allows: MatchedStatement[] = [];
  const problems = { Deny: undefined as Problem | undefined, Allow: undefined as Problem | undefined };
  for (const { kind, name, document } of policies) {
    for (const statement of document.statements) {
      const applies = statementApplies(statement, document.variables, request);
      const matched = { policy: name, kind, sid: statement.sid };
      if (applies === true) (statement.effect === "Deny" ? denials : allows).push(matched);
      else if (applies !== false) problems[statement.effect] = { problem: `policy ${name}: ${applies.problem}` };
    }
  }
  const denial = denials[0];
  if (denial !== undefined) return { decision: "explicit-deny", kind: denial.kind, matched: denials };
  if (problems.Deny !== undefined) return { decision: "error", ...problems.Deny };
  const needed: PolicyKind[] = ["identity-based policy"];
  for (const kind of ["permissions boundary", "session policy"] as const) {
    if (policies.some((policy) => policy.kind === kind)) needed.push(kind);
  }
  const missing = needed.find((kind) => !allows.some((allow) => allow.kind === kind));
  if (missing === undefined) return { decision: "allowed", matched: allows };
  if (problems.Allow !== undefined) return { decision: "error", ...problems.Allow };
  return { decision: "implicit-deny", kind: missing, matched: [] };
}

/** Whether the statement is about the request: its action, its resource and its conditions. */
export function statementApplies(
  statement: PolicyStatement,
  variables: boolean,
  request: AccessRequest,
): boolean | Problem {
  const action = request.action.toLowerCase();
  const named = statement.actions.some((pattern) => matchesPattern(wildcardPattern(pattern.toLowerCase()), action));
  if (named === statement.actionsExcluded) return false;
  if (statement.resources !== undefined) {
    const covered = statement.resources.some((resource) => {
      const expected = resolveVariables(resource, request.context, variables);
      return expected !== undefined && matchesPattern(expected.pattern, request.resource);
    });
    if (covered === statement.resourcesExcluded) return false;
  }
  return evaluateCondition(statement.condition, request.context, variables);
}
