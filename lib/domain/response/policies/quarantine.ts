import { denyEverything, type PolicyDocument, policyDocument } from "./policy-document.ts";

/**
 * Denies a user or a role everything. The same text for everybody: a managed policy that is attached, so that whoever
 * contains need not be able to write policies, and the guard can keep it attached. 106 characters.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export const denyAll: PolicyDocument = policyDocument(denyEverything("NhiQuarantine"));

/**
 * The same as a permissions boundary, for a principal that has no room for one more attached policy. The deny is
 * explicit, because what a boundary merely leaves out can still be granted to a user or a session by the policy of a
 * resource. Set only where no boundary stands, so that undoing it is deleting it. 114 characters.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export const quarantineBoundary: PolicyDocument = policyDocument(denyEverything("NhiQuarantineBoundary"));
