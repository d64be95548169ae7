import type { AccountState, Principal } from "./account-state.ts";
import type { AttachedPolicy, PolicyKind } from "./evaluate-policies.ts";
import { IamError } from "./iam-error.ts";
import { parsePolicy } from "./policy-document.ts";
import type { Session } from "./session.ts";

/** A federation token without a policy may do nothing (STS API reference, GetFederationToken). */
const nothing = JSON.stringify({ Version: "2012-10-17", Statement: [] });

/** Every policy that has a say about a principal's calls. */
export function attachedPolicies(
  state: AccountState,
  principal: Principal,
  serviceControlPolicies: readonly AttachedPolicy[],
  session?: Session,
): readonly AttachedPolicy[] {
  const policy = (kind: PolicyKind, name: string, document: string): AttachedPolicy => ({
    kind,
    name,
    document: parsePolicy(document),
  });
  const managed = (kind: PolicyKind, arn: string) => policy(kind, arn, state.policies.get(arn)?.document ?? "");
  const sessionPolicy = session?.policy ?? (session?.kind === "federation-token" ? nothing : undefined);
  return [
    ...principal.inlinePolicies.map(({ name, document }) => policy("identity-based policy", name, document)),
    ...principal.attachedPolicyArns.map((arn) => managed("identity-based policy", arn)),
    ...(principal.boundaryArn === undefined ? [] : [managed("permissions boundary", principal.boundaryArn)]),
    ...(sessionPolicy === undefined ? [] : [policy("session policy", "session policy", sessionPolicy)]),
    // Organizations: service control policies do not bind service-linked roles.
    ...(principal.path.startsWith("/aws-service-role/") ? [] : serviceControlPolicies),
  ];
}

/** Reads service control policies. FullAWSAccess stands beside them, so an Allow would limit nothing: it is refused. */
export function readServiceControlPolicies(documents: readonly object[]): readonly AttachedPolicy[] {
  return documents.map((document, index) => {
    const read = parsePolicy(JSON.stringify(document));
    if (read.statements.some(({ effect }) => effect === "Allow")) {
      const limit = "the simulation takes denials only, because FullAWSAccess is attached beside it";
      throw new IamError("InvalidInput", `Service control policy ${index} holds an Allow; ${limit}.`);
    }
    return { kind: "service control policy", name: `service control policy ${index}`, document: read };
  });
}
