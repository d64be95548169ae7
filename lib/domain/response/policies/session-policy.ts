import { denyEverything, type PolicyDocument, type PolicyStatement, policyDocument } from "./policy-document.ts";
import { policyValues } from "./policy-values.ts";

/**
 * Session policy that denies everything: sessions that an EKS pod identity association or a Roles Anywhere profile
 * issues from then on can do nothing. 107 characters. EKS takes a policy only with `disableSessionTags`, so the flag is
 * part of the state before; and with a target role the policy holds for the target role's session alone.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdatePodIdentityAssociation.html
 * https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_UpdateProfile.html
 */
export const denySession: PolicyDocument = policyDocument(denyEverything("NhiDenySession"));

/** A session policy grants nothing beyond the role, and what it does not allow is denied: so it allows all else. */
const allElse: PolicyStatement = { Sid: "NhiAllElse", Effect: "Allow", Action: "*", Resource: "*" };

/**
 * Session policy of a Roles Anywhere profile that denies everything to certificates of these common names and leaves
 * all others as they were. Only for a profile without a session policy of its own: with one, deny the whole profile.
 * Roles Anywhere puts the subject into session tags.
 * https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
 */
export function denyCertificates(commonNames: readonly string[]): PolicyDocument {
  const names = policyValues("certificateName", commonNames);
  return policyDocument(
    denyEverything("NhiDenyCertificate", { StringEquals: { "aws:PrincipalTag/x509Subject/CN": names } }),
    allElse,
  );
}
