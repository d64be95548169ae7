import { type PlaybookName, playbookNames } from "../../domain/response/decision.ts";
import { rightOf } from "../responder-rights.ts";
import { attachmentActions, detachmentActions } from "./attach-policy.ts";
import { credentialReleaseActions, credentialStatusActions } from "./credential-status.ts";
import { denyForeignPrincipalDefinition, releaseForeignPrincipal } from "./deny-foreign-principal.ts";
import { denyOidcClaimDefinition, releaseOidcClaim } from "./deny-oidc-claim.ts";
import { denyRoleSessionDefinition, releaseRoleSession } from "./deny-role-session.ts";
import { denyServiceAccountDefinition, releaseServiceAccount } from "./deny-service-account.ts";
import { disableAccessKeyDefinition, releaseAccessKey } from "./disable-access-key.ts";
import { disableServiceCredentialDefinition, releaseServiceCredential } from "./disable-service-credential.ts";
import { editTrustActions, restoreTrustActions } from "./edit-trust.ts";
import { inlinePolicyActions } from "./inline-policy.ts";
import { pinInstanceLocationDefinition, releaseInstanceLocation } from "./pin-instance-location.ts";
import { quarantineRoleDefinition, releaseQuarantinedRole } from "./quarantine-role.ts";
import { quarantineUserDefinition, releaseQuarantinedUser } from "./quarantine-user.ts";
import { type ReleaseSteps, releaseDefinition } from "./release.ts";
import { inlineReleaseActions } from "./release-inline-policy.ts";
import { releaseRoleSessions, revokeRoleSessionsDefinition } from "./revoke-role-sessions.ts";
import { releaseUserSessions, revokeUserSessionsDefinition } from "./revoke-user-sessions.ts";
import type { PlaybookResources } from "./skeleton.ts";
import type { Definition } from "./states.ts";

/** IAM actions in the target's account, on `arn:…:iam::<account>:<resource>`. */
export interface Rights {
  readonly actions: readonly string[];
  readonly resource: string;
}

interface Playbook {
  readonly definition: (resources: PlaybookResources) => Definition;
  /** What the role `NhiWarden-<playbook>` may do: contain. */
  readonly responder: Rights;
  readonly release: (resources: PlaybookResources) => ReleaseSteps;
  /** What the role `NhiWarden-release-<playbook>` may do: put back. */
  readonly restorer: Rights;
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
} as const satisfies Record<PlaybookName, Playbook>;

/** Playbooks that have a definition. */
export type DefinedPlaybook = PlaybookName;
export const definedPlaybooks: readonly DefinedPlaybook[] = playbookNames;

export type ReleaseName = `release-${PlaybookName}`;
export const releaseName = (playbook: PlaybookName): ReleaseName => `release-${playbook}`;

/** A role in every account that may be acted on. */
export interface ResponderRole {
  /** The part of its name after `NhiWarden-`. */
  readonly name: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** The state machines that take it: names of playbooks, and of releases. */
  readonly machines: readonly string[];
}

/**
 * Every role that changes identities. Rights stay apart: who writes policies does not tag, who contains does not put
 * back. A release writes with the playbook's own role where an earlier policy, or a shorter one, has to stand again.
 */
export const responderRoles: readonly ResponderRole[] = [
  ...playbookNames.map((name): ResponderRole => {
    const { actions, resource } = playbooks[name].responder;
    const writes = actions.some((action) => rightOf(action) === "write");
    return { name, actions, resources: [resource], machines: writes ? [name, releaseName(name)] : [name] };
  }),
  ...playbookNames.map((name): ResponderRole => {
    const { actions, resource } = playbooks[name].restorer;
    return { name: releaseName(name), actions, resources: [resource], machines: [releaseName(name)] };
  }),
  {
    name: "mark",
    actions: ["iam:TagUser", "iam:TagRole"],
    resources: ["user/*", "role/*"],
    machines: playbookNames.flatMap((name) => [name, releaseName(name)]),
  },
];

/** The definitions as plain data, with the names of a real or an embedded table and topic. */
export function playbookDefinitions(resources: PlaybookResources): Record<PlaybookName, Definition> {
  const entries = playbookNames.map((name) => [name, playbooks[name].definition(resources)] as const);
  return Object.fromEntries(entries) as Record<PlaybookName, Definition>;
}

/** The state machines that undo what the playbooks did, one a playbook. */
export function releaseDefinitions(resources: PlaybookResources): Record<ReleaseName, Definition> {
  const entries = playbookNames.map(
    (name) => [releaseName(name), releaseDefinition(playbooks[name].release(resources), resources)] as const,
  );
  return Object.fromEntries(entries) as Record<ReleaseName, Definition>;
}
