import { denyEverything, type PolicyDocument, policyDocument } from "./policy-document.ts";
import { policyValue } from "./policy-values.ts";

/**
 * Denies everything to the sessions of a role or a user that were issued before the cut-off; later ones, and long-term
 * keys, work on. A propagation margin belongs into the cut-off: IAM takes some seconds to spread a policy, and a
 * session issued meanwhile would live on. 181 characters, inline on the role or user.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
export function revokeOlderSessions(cutOff: string): PolicyDocument {
  return policyDocument(
    denyEverything("NhiRevoke", { DateLessThan: { "aws:TokenIssueTime": policyValue("instant", cutOff) } }),
  );
}
