import { type Conditions, denyEverything, type PolicyDocument, policyDocument } from "./policy-document.ts";
import { policyValue } from "./policy-values.ts";

/**
 * Session policy that denies everything: sessions that an EKS pod identity association or a Roles Anywhere profile
 * issues from then on can do nothing. 107 characters. EKS takes a policy only with `disableSessionTags`, so the flag is
 * part of the state before; and with a target role the policy holds for the target role's session alone.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdatePodIdentityAssociation.html
 * https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_UpdateProfile.html
 */
export const denySession: PolicyDocument = policyDocument(denyEverything("NhiDenySession"));

/**
 * Limits nothing: a session policy grants nothing beyond the role, and what it does not allow is denied. It stands for
 * no session policy where there is no way back to none.
 */
export const allowSession: PolicyDocument = policyDocument({
  Sid: "NhiAllElse",
  Effect: "Allow",
  Action: "*",
  Resource: "*",
});

/**
 * Conditions that hold for sessions of a certificate: each alone, for either of the two may be missing in a session.
 */
export const certificateConditions = (commonName: string): readonly [Conditions, Conditions] => [
  { StringEquals: { "aws:SourceIdentity": commonName } },
  { StringEquals: { "aws:PrincipalTag/x509Subject/CN": commonName } },
];

/** What the statements are called; a number follows, for a policy may hold those of several certificates. */
export const certificateSids = ["NhiDenyCertificate", "NhiDenyCertificateTag"] as const;
/** Sids with a number, which is the one that follows the letters. */
export const numberedSid = /^NhiDenyCertificate(?:Tag)?[0-9]{1,6}$/;

/**
 * Session policy of a Roles Anywhere profile that denies everything to certificates of this common name, and to all
 * others what the policy before denied them. Roles Anywhere sets the source identity of a session to the common name;
 * the tag is there unless the profile maps the subject in another way.
 * https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
 */
export function denyCertificate(commonName: string, before: PolicyDocument = allowSession): PolicyDocument {
  const conditions = certificateConditions(policyValue("certificateName", commonName));
  // Sids are had once in a policy, and people may have taken some out.
  const taken = before.Statement.filter(({ Sid }) => numberedSid.test(Sid)).map(({ Sid }) => Sid.replace(/^\D+/, ""));
  const number = Math.max(0, ...taken.map(Number)) + 1;
  const denied = conditions.map((one, at) => denyEverything(`${certificateSids[at]}${number}`, one));
  return { ...before, Statement: [...denied, ...before.Statement] };
}
