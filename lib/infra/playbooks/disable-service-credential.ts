import { type CredentialStatus, credentialStatusDefinition, releaseCredential } from "./credential-status.ts";
import type { ReleaseSteps } from "./release.ts";
import type { PlaybookResources } from "./skeleton.ts";
import { type Definition, expression } from "./states.ts";

const found =
  "$states.result.ServiceSpecificCredentials[ServiceSpecificCredentialId = $request.target.serviceSpecificCredentialId].Status";

/**
 * Sets one service-specific credential of an IAM user to Inactive: a long-term API key of Bedrock or CloudWatch Logs,
 * or a user name and password of CodeCommit or Keyspaces. The user's keys and other credentials stay.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateServiceSpecificCredential.html
 */
const serviceCredential: CredentialStatus = {
  playbook: "disable-service-credential",
  comment: "Sets one service-specific credential of an IAM user to Inactive, and proves it.",
  noun: "Credential",
  called: "service-specific credential",
  // A user has two for each of a handful of services: one page of 100 holds them all.
  list: "listServiceSpecificCredentials",
  status: `$exists(${found}) ? ${found} : 'Absent'`,
  dead: ["Inactive", "Expired"],
  update: "updateServiceSpecificCredential",
  credential: { ServiceSpecificCredentialId: expression("$request.target.serviceSpecificCredentialId") },
};

export const disableServiceCredentialDefinition = (resources: PlaybookResources): Definition =>
  credentialStatusDefinition(serviceCredential, resources);

export const releaseServiceCredential = (resources: PlaybookResources): ReleaseSteps =>
  releaseCredential(serviceCredential, resources);
