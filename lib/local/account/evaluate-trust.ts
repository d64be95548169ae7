import type { Problem } from "./condition-operators.ts";
import { statementApplies } from "./evaluate-policies.ts";
import { parsePolicy } from "./policy-document.ts";
import type { RequestContext } from "./policy-variables.ts";

/** Who asks for a role, in the terms of a trust policy's Principal. */
export interface Assumer {
  readonly type: "AWS" | "Service" | "Federated";
  /** ARNs or service names, any of which may be trusted. */
  readonly names: readonly string[];
}

/**
 * What a trust policy says about an assumer. `principal`: it is trusted itself.
 * `account`: its account is, and the account's own policies decide.
 */
export type Trust = "principal" | "account" | "denied" | "none" | Problem;

export function evaluateTrust(
  trustPolicy: string,
  assumer: Assumer,
  action: string,
  context: RequestContext,
  accountId: string,
): Trust {
  const { statements, variables } = parsePolicy(trustPolicy, "trust");
  const accountNames = assumer.type === "AWS" ? [accountId, `arn:aws:iam::${accountId}:root`] : [];
  let trust: Trust = "none";
  let problem: Problem | undefined;
  for (const statement of statements) {
    const values = statement.principals?.[assumer.type] ?? [];
    const anyone = statement.principals?.["AWS"]?.includes("*") ?? false;
    const itself = anyone || values.some((value) => assumer.names.includes(value));
    const account = values.some((value) => accountNames.includes(value));
    if (!itself && !account) continue;
    const applies = statementApplies(statement, variables, { action, resource: "*", context });
    if (applies === false) continue;
    if (applies !== true) problem = { problem: `trust policy: ${applies.problem}` };
    else if (statement.effect === "Deny") return "denied";
    else if (itself) trust = "principal";
    else if (trust === "none") trust = "account";
  }
  return problem ?? trust;
}
