import { type PlaybookName, playbookNames } from "../../domain/response/decision.ts";
import type { ProfileRight } from "../responder-rights.ts";
import { attachmentActions, detachmentActions } from "./attach-policy.ts";
import { credentialReleaseActions, credentialStatusActions } from "./credential-status.ts";
import { denyForeignPrincipalDefinition, releaseForeignPrincipal } from "./deny-foreign-principal.ts";
import { denyOidcClaimDefinition, releaseOidcClaim } from "./deny-oidc-claim.ts";
import { denyRoleSessionDefinition, releaseRoleSession } from "./deny-role-session.ts";
import { denyServiceAccountDefinition, releaseServiceAccount } from "./deny-service-account.ts";
import { disableAccessKeyDefinition, releaseAccessKey } from "./disable-access-key.ts";
import { disableServiceCredentialDefinition, releaseServiceCredential } from "./disable-service-credential.ts";
import {
  disableProfileActions,
  disableTrustProfileDefinition,
  enableProfileActions,
  releaseTrustProfile,
} from "./disable-trust-profile.ts";
import { editTrustActions, restoreTrustActions } from "./edit-trust.ts";
import { type FinalSteps, finalReleaseDefinition } from "./final-release.ts";
import { inlinePolicyActions } from "./inline-policy.ts";
import {
  isolateInstanceActions,
  isolateInstanceDefinition,
  reconnectInstanceActions,
  releaseInstance,
} from "./isolate-instance.ts";
import { pinInstanceLocationDefinition, releaseInstanceLocation } from "./pin-instance-location.ts";
import { quarantineRoleDefinition, releaseQuarantinedRole } from "./quarantine-role.ts";
import { quarantineUserDefinition, releaseQuarantinedUser } from "./quarantine-user.ts";
import { recycleFunction } from "./recycle-function.ts";
import { type ReleaseSteps, releaseDefinition } from "./release.ts";
import { inlineReleaseActions } from "./release-inline-policy.ts";
import { podIdentityActions, releasePodIdentity, restrictPodIdentityDefinition } from "./restrict-pod-identity.ts";
import { restrictTrustProfile } from "./restrict-trust-profile.ts";
import { releaseRoleSessions, revokeRoleSessionsDefinition } from "./revoke-role-sessions.ts";
import { releaseUserSessions, revokeUserSessionsDefinition } from "./revoke-user-sessions.ts";
import { releaseRotatedSecret, rotateSecretActions, rotateSecretDefinition } from "./rotate-secret.ts";
import type { PlaybookResources } from "./skeleton.ts";
import type { Definition } from "./states.ts";
import { stopAgentSession } from "./stop-agent-session.ts";
import { releaseFunction, startFunctionActions, stopFunctionActions, stopFunctionDefinition } from "./stop-function.ts";
import { releaseTask, stopTaskActions, stopTaskDefinition } from "./stop-task.ts";
import { swapInstanceProfile } from "./swap-instance-profile.ts";

/**
 * Actions in the target's account. `user/*` is of IAM, `arn:…:iam::<account>:user/*`; a resource of another service has
 * the service and the Region before it: `lambda:*:function:*`.
 */
export interface Rights {
  readonly actions: readonly string[];
  readonly resource?: string;
  readonly resources?: readonly string[];
  /** Resources that the same calls name and that have to carry the isolation tag. */
  readonly isolation?: string;
  /** Which instance profiles these are, for a role that replaces them. */
  readonly profile?: ProfileRight;
}

interface Playbook {
  readonly definition: (resources: PlaybookResources) => Definition;
  /** What the role `NhiWarden-<playbook>` may do: contain. */
  readonly responder: Rights;
  /** How it is undone, or why it cannot be. */
  readonly release: (resources: PlaybookResources) => ReleaseSteps | FinalSteps;
  /** What the role `NhiWarden-release-<playbook>` may do: put back. Nothing, and so no role, where that cannot be. */
  readonly restorer: Rights | undefined;
}

/** Every playbook a decision can name. The stack deploys these, and a local run interprets them. */
export const playbooks = {
  "disable-access-key": {
    definition: disableAccessKeyDefinition,
    responder: credentialStatusActions("iam:ListAccessKeys", "iam:UpdateAccessKey"),
    release: releaseAccessKey,
    restorer: credentialReleaseActions("iam:ListAccessKeys", "iam:UpdateAccessKey"),
  },
  "revoke-user-sessions": {
    definition: revokeUserSessionsDefinition,
    responder: attachmentActions("User"),
    release: releaseUserSessions,
    restorer: detachmentActions("User"),
  },
  "quarantine-user": {
    definition: quarantineUserDefinition,
    responder: attachmentActions("User"),
    release: releaseQuarantinedUser,
    restorer: detachmentActions("User"),
  },
  "deny-role-session": {
    definition: denyRoleSessionDefinition,
    responder: inlinePolicyActions,
    release: releaseRoleSession,
    restorer: inlineReleaseActions,
  },
  "revoke-role-sessions": {
    definition: revokeRoleSessionsDefinition,
    responder: inlinePolicyActions,
    release: releaseRoleSessions,
    restorer: inlineReleaseActions,
  },
  "quarantine-role": {
    definition: quarantineRoleDefinition,
    responder: attachmentActions("Role"),
    release: releaseQuarantinedRole,
    restorer: detachmentActions("Role"),
  },
  "pin-instance-location": {
    definition: pinInstanceLocationDefinition,
    responder: inlinePolicyActions,
    release: releaseInstanceLocation,
    restorer: inlineReleaseActions,
  },
  "disable-service-credential": {
    definition: disableServiceCredentialDefinition,
    responder: credentialStatusActions("iam:ListServiceSpecificCredentials", "iam:UpdateServiceSpecificCredential"),
    release: releaseServiceCredential,
    restorer: credentialReleaseActions("iam:ListServiceSpecificCredentials", "iam:UpdateServiceSpecificCredential"),
  },
  "deny-oidc-claim": {
    definition: denyOidcClaimDefinition,
    responder: editTrustActions,
    release: releaseOidcClaim,
    restorer: restoreTrustActions,
  },
  "deny-service-account": {
    definition: denyServiceAccountDefinition,
    responder: editTrustActions,
    release: releaseServiceAccount,
    restorer: restoreTrustActions,
  },
  "deny-foreign-principal": {
    definition: denyForeignPrincipalDefinition,
    responder: editTrustActions,
    release: releaseForeignPrincipal,
    restorer: restoreTrustActions,
  },
  "stop-function": {
    definition: stopFunctionDefinition,
    responder: stopFunctionActions,
    release: releaseFunction,
    restorer: startFunctionActions,
  },
  "recycle-function": recycleFunction,
  "isolate-instance": {
    definition: isolateInstanceDefinition,
    responder: isolateInstanceActions,
    release: releaseInstance,
    restorer: reconnectInstanceActions,
  },
  "swap-instance-profile": swapInstanceProfile,
  "disable-trust-profile": {
    definition: disableTrustProfileDefinition,
    responder: disableProfileActions,
    release: releaseTrustProfile,
    restorer: enableProfileActions,
  },
  "restrict-trust-profile": restrictTrustProfile,
  "restrict-pod-identity": {
    definition: restrictPodIdentityDefinition,
    responder: podIdentityActions,
    release: releasePodIdentity,
    restorer: podIdentityActions,
  },
  "rotate-secret": {
    definition: rotateSecretDefinition,
    responder: rotateSecretActions,
    release: releaseRotatedSecret,
    restorer: undefined,
  },
  "stop-task": {
    definition: stopTaskDefinition,
    responder: stopTaskActions,
    release: releaseTask,
    restorer: undefined,
  },
  "stop-agent-session": stopAgentSession,
} as const satisfies Record<PlaybookName, Playbook>;

/** Playbooks that have a definition. */
export type DefinedPlaybook = PlaybookName;
export const definedPlaybooks: readonly DefinedPlaybook[] = playbookNames;

export type ReleaseName = `release-${PlaybookName}`;
export const releaseName = (playbook: PlaybookName): ReleaseName => `release-${playbook}`;

/** The definitions as plain data, with the names of a real or an embedded table and topic. */
export function playbookDefinitions(resources: PlaybookResources): Record<PlaybookName, Definition> {
  const entries = playbookNames.map((name) => [name, playbooks[name].definition(resources)] as const);
  return Object.fromEntries(entries) as Record<PlaybookName, Definition>;
}

/** The state machines that undo what the playbooks did, one a playbook. */
export function releaseDefinitions(resources: PlaybookResources): Record<ReleaseName, Definition> {
  const entries = playbookNames.map((name) => {
    const steps: ReleaseSteps | FinalSteps = playbooks[name].release(resources);
    const isFinal = "whyNot" in steps;
    return [
      releaseName(name),
      isFinal ? finalReleaseDefinition(steps, resources) : releaseDefinition(steps, resources),
    ] as const;
  });
  return Object.fromEntries(entries) as Record<ReleaseName, Definition>;
}
