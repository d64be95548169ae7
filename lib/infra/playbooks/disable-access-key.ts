import { type CredentialStatus, credentialStatusDefinition, releaseCredential } from "./credential-status.ts";
import type { ReleaseSteps } from "./release.ts";
import type { PlaybookResources } from "./skeleton.ts";
import { type Definition, expression } from "./states.ts";

/**
 * Sets one access key of an IAM user to Inactive. The user's other key and the key itself stay, and the change is
 * undone with UpdateAccessKey. Sessions that the key already got from STS live on until they expire:
 * revoke-user-sessions stops them.
 */
const accessKey: CredentialStatus = {
  playbook: "disable-access-key",
  comment: "Sets one access key of an IAM user to Inactive, and proves it.",
  noun: "Key",
  called: "access key",
  list: "listAccessKeys",
  // IAM allows a user two keys and that quota cannot be raised, so both places are looked at.
  status: [0, 1]
    .map((place) => `$states.result.AccessKeyMetadata[${place}]`)
    .map((key) => `${key}.AccessKeyId = $request.target.accessKeyId ? ${key}.Status : `)
    .join("")
    .concat("'Absent'"),
  dead: ["Inactive"],
  update: "updateAccessKey",
  credential: { AccessKeyId: expression("$request.target.accessKeyId") },
};

export const disableAccessKeyDefinition = (resources: PlaybookResources): Definition =>
  credentialStatusDefinition(accessKey, resources);

export const releaseAccessKey = (resources: PlaybookResources): ReleaseSteps => releaseCredential(accessKey, resources);
