import type { TrustPlaybook, TrustTarget } from "./decision.ts";
import { claimsOf } from "./policies/deny-trust.ts";
import { isPolicyValue } from "./policies/policy-values.ts";

/**
 * A target of a playbook on a role's trust, from fields that somebody else wrote; undefined where one of them is not
 * worded as AWS words it. No field can hold a wildcard or a policy variable.
 */
export function readTrustTarget(
  playbook: TrustPlaybook,
  role: { readonly accountId: string; readonly roleName: string },
  fields: Readonly<Record<string, unknown>>,
): TrustTarget | undefined {
  const { provider, claim, claimValue, namespace, serviceAccount, principalArn } = fields;
  switch (playbook) {
    case "deny-oidc-claim": {
      const isWorded = isPolicyValue("issuer", provider) && isPolicyValue("claim", claim);
      if (!isWorded || !claimsOf(provider).includes(claim) || !isPolicyValue("claimValue", claimValue))
        return undefined;
      return { playbook, ...role, provider, claim, claimValue };
    }
    case "deny-service-account":
      if (!isPolicyValue("issuer", provider) || !isPolicyValue("kubernetesName", namespace)) return undefined;
      if (!isPolicyValue("kubernetesName", serviceAccount)) return undefined;
      return { playbook, ...role, provider, namespace, serviceAccount };
    case "deny-foreign-principal":
      if (!isPolicyValue("principalArn", principalArn) || accountOf(principalArn) === role.accountId) return undefined;
      return { playbook, ...role, principalArn };
  }
}

/** The account of a principal's ARN. */
export const accountOf = (arn: string): string => arn.split(":")[4] ?? "";
