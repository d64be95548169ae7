import { names } from "../../contract/names.ts";
import { type Attachment, attachmentDefinition, releaseAttachment } from "./attach-policy.ts";
import type { ReleaseSteps } from "./release.ts";
import type { PlaybookResources } from "./skeleton.ts";
import type { Definition } from "./states.ts";

/**
 * Denies a user everything, with the managed policy that stands ready in its account and the tag that the guard policy
 * denies by. Its keys stay as they are, and use nothing.
 */
const quarantineUser: Attachment = {
  playbook: "quarantine-user",
  comment: "Denies a user everything, and proves it.",
  kind: "user",
  policy: names.denyAllPolicy,
  quarantine: true,
  simulate: [],
  sentences: {
    done: "The user is denied everything; IAM was asked again and shows the policy attached.",
    found: "The user was under quarantine before the playbook began. Nothing was changed.",
  },
  released: "The user is out of quarantine.",
};

export const quarantineUserDefinition = (resources: PlaybookResources): Definition =>
  attachmentDefinition(quarantineUser, resources);

export const releaseQuarantinedUser = (resources: PlaybookResources): ReleaseSteps =>
  releaseAttachment(quarantineUser, resources);
