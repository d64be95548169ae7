import { names } from "../../contract/names.ts";
import { type Attachment, attachmentDefinition, releaseAttachment } from "./attach-policy.ts";
import type { ReleaseSteps } from "./release.ts";
import type { PlaybookResources } from "./skeleton.ts";
import type { Definition } from "./states.ts";

/**
 * Denies everything to what a user's keys and password got from STS or the console; the keys work on. It goes with
 * disable-access-key: GetSessionToken and GetFederationToken sessions outlive the key that got them.
 */
const revokeUserSessions: Attachment = {
  playbook: "revoke-user-sessions",
  comment: "Denies everything to a user's temporary sessions, and proves it.",
  kind: "user",
  policy: names.denyTemporarySessionsPolicy,
  simulate: [{ key: "aws:TokenIssueTime", type: "date", value: "$states.context.State.EnteredTime" }],
  sentences: {
    done: "The user's temporary sessions are denied everything, its keys work on; IAM was asked again and shows the policy.",
    found: "The user's temporary sessions were denied before the playbook began. Nothing was changed.",
  },
  released: "The user's temporary sessions work again.",
};

export const revokeUserSessionsDefinition = (resources: PlaybookResources): Definition =>
  attachmentDefinition(revokeUserSessions, resources);

export const releaseUserSessions = (resources: PlaybookResources): ReleaseSteps =>
  releaseAttachment(revokeUserSessions, resources);
