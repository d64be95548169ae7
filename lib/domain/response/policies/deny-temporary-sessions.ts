import { denyEverything, type PolicyDocument, policyDocument } from "./policy-document.ts";

/**
 * Denies everything to what a user's keys or password got from STS or the console; the keys themselves work on. It goes
 * with a key that was disabled: GetSessionToken and GetFederationToken sessions outlive their key, and are judged by
 * the user's policies at every call. Only for users: on a role it would deny every session. The same text for
 * everybody, so it stands in a managed policy that is attached. 165 characters.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_disable-perms.html
 */
export const denyTemporarySessions: PolicyDocument = policyDocument(
  denyEverything("NhiTemporarySessions", { Null: { "aws:TokenIssueTime": "false" } }),
);
