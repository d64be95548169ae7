import { ManagedPolicy, PolicyDocument } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { names } from "../contract/names.ts";
import { denyTemporarySessions } from "../domain/response/policies/deny-temporary-sessions.ts";
import { type PolicyDocument as ContainmentDocument, policyText } from "../domain/response/policies/policy-document.ts";
import { denyAll, quarantineBoundary } from "../domain/response/policies/quarantine.ts";

/**
 * The policies that containments attach, in each account that may be acted on. They stand before they are needed, so
 * that whoever attaches them need not be able to write a policy, and the guard policy can keep them as they are.
 */
export class ContainmentPolicies extends Construct {
  readonly denyAll: ManagedPolicy;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.denyAll = this.#policy(names.denyAllPolicy, denyAll, "Denies everything to whom it is attached");
    this.#policy(
      names.denyTemporarySessionsPolicy,
      denyTemporarySessions,
      "Denies everything to the temporary sessions of the user it is attached to; its keys work on",
    );
    this.#policy(names.quarantineBoundary, quarantineBoundary, "As a permissions boundary, denies everything");
  }

  #policy(name: string, document: ContainmentDocument, says: string): ManagedPolicy {
    return new ManagedPolicy(this, name, {
      managedPolicyName: name,
      path: names.rolePath,
      description: `NHI Warden: ${says}`,
      document: PolicyDocument.fromJson(JSON.parse(policyText(document))),
    });
  }
}
