import type { TrustTarget } from "../decision.ts";
import type { PolicyStatement } from "./policy-document.ts";
import { policyValue, policyValues } from "./policy-values.ts";

/**
 * Claims that STS offers as condition keys and that name one party. A condition on any other claim would never hold,
 * and the deny would stop nobody; those left out (`aud`, `ref`, `environment`, `workflow`) are the same for many who
 * are none of this case's business.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
const everyIssuersClaims = ["sub"];
const issuerClaims: Readonly<Record<string, readonly string[]>> = {
  "token.actions.githubusercontent.com": [
    "actor",
    "actor_id",
    "job_workflow_ref",
    "repository",
    "repository_id",
    "repository_owner_id",
  ],
};

/** The claims of a provider that a deny may name. */
export const claimsOf = (issuer: string): readonly string[] => [...everyIssuersClaims, ...(issuerClaims[issuer] ?? [])];

/** Providers with claims besides those that every provider has. */
export const issuersWithClaims: readonly string[] = Object.keys(issuerClaims);

/**
 * Trust statement that stops tokens of an OIDC provider with one of these values in a claim from taking the role. All
 * other tokens work on. Numeric ids (`repository_id`, `actor_id`) stay when somebody renames things.
 */
export function denyOidcClaim(issuer: string, claim: string, values: readonly string[]): PolicyStatement {
  const from = policyValue("issuer", issuer);
  const known = claimsOf(from);
  if (!known.includes(policyValue("claim", claim))) {
    throw new Error(
      `A deny on the claim ${claim} of ${from} would stop nobody, or too many. Nothing was changed. Allowed are ${known.join(", ")}.`,
    );
  }
  return {
    Sid: "NhiDenyClaim",
    Effect: "Deny",
    Principal: "*",
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringEquals: { [`${from}:${claim}`]: policyValues("claimValue", values) } },
  };
}

/**
 * Trust statement that stops one Kubernetes service account of an EKS cluster from taking the role (IRSA). `issuer` is
 * the cluster's OIDC provider without https://.
 * https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
 */
export function denyServiceAccount(issuer: string, namespace: string, serviceAccount: string): PolicyStatement {
  const subject = `system:serviceaccount:${policyValue("kubernetesName", namespace)}:${policyValue("kubernetesName", serviceAccount)}`;
  return { ...denyOidcClaim(issuer, "sub", [subject]), Sid: "NhiDenyServiceAccount" };
}

/**
 * Trust statement that stops a principal of another account, or with the ARN of its root every principal of that
 * account, from taking a role of `ownAccountId`. The condition names the ARN: as a `Principal`, IAM would turn it into
 * a unique id, and a principal made again under the same name would pass.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 */
export function denyForeignPrincipal(principalArn: string, ownAccountId: string): PolicyStatement {
  const arn = policyValue("principalArn", principalArn);
  const account = arn.split(":")[4] ?? "";
  if (account === policyValue("accountId", ownAccountId)) {
    throw new Error(
      `${arn} is of the role's own account ${account}, not a foreign principal. Nothing was changed. Contain that principal itself.`,
    );
  }
  const statement = { Sid: "NhiDenyPrincipal", Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" } as const;
  return arn.endsWith(":root")
    ? { ...statement, Condition: { StringEquals: { "aws:PrincipalAccount": account } } }
    : { ...statement, Condition: { ArnEquals: { "aws:PrincipalArn": arn } } };
}

/** The statement that a target puts into its role's trust. Throws where a value is not worded as AWS words it. */
export function trustDenyOf(target: TrustTarget): PolicyStatement {
  switch (target.playbook) {
    case "deny-oidc-claim":
      return denyOidcClaim(target.provider, target.claim, [target.claimValue]);
    case "deny-service-account":
      return denyServiceAccount(target.provider, target.namespace, target.serviceAccount);
    case "deny-foreign-principal":
      return denyForeignPrincipal(target.principalArn, target.accountId);
  }
}
