import { names } from "../../contract/names.ts";
import { type Attachment, attachmentDefinition, releaseAttachment } from "./attach-policy.ts";
import type { ReleaseSteps } from "./release.ts";
import type { PlaybookResources } from "./skeleton.ts";
import type { Definition } from "./states.ts";

/**
 * Denies a role everything, with the managed policy that stands ready in its account and the tag that the guard policy
 * denies by. What runs with the role runs on, without rights.
 */
const quarantineRole: Attachment = {
  playbook: "quarantine-role",
  comment: "Denies a role everything, and proves it.",
  kind: "role",
  policy: names.denyAllPolicy,
  quarantine: true,
  simulate: [],
  sentences: {
    done: "The role is denied everything; IAM was asked again and shows the policy attached.",
    found: "The role was under quarantine before the playbook began. Nothing was changed.",
  },
  released: "The role is out of quarantine.",
};

export const quarantineRoleDefinition = (resources: PlaybookResources): Definition =>
  attachmentDefinition(quarantineRole, resources);

export const releaseQuarantinedRole = (resources: PlaybookResources): ReleaseSteps =>
  releaseAttachment(quarantineRole, resources);
