import type { ReleaseSteps } from "./release.ts";
import { actFailed, type PlaybookResources, playbookDefinition, responderRole } from "./skeleton.ts";
import { call, type Definition, expression } from "./states.ts";
import type { ResourceKind } from "./target-kind.ts";
import { ProfileId, profile, profileGone, profileLasting, readProfile, roles } from "./trust-profile.ts";

const resource = "rolesanywhere:*:profile/*";

/** What the responder role of this playbook may do. */
export const disableProfileActions = {
  actions: ["rolesanywhere:GetProfile", "rolesanywhere:DisableProfile"],
  resource,
} as const;

/** What the role that releases may do. */
export const enableProfileActions = {
  actions: ["rolesanywhere:GetProfile", "rolesanywhere:EnableProfile"],
  resource,
} as const;

const enabled = `(${profile}.Enabled = true)`;

const profileKind: ResourceKind = {
  noun: "profile",
  service: "IAM Roles Anywhere",
  instead:
    "There is no stronger playbook on a profile: contain each of its roles (quarantine-role), and whoever changes the profile.",
  read: ({ roleArn, next, onGone, onError }) =>
    readProfile({
      roleArn,
      // A profile's ARN ends with an id that no other one gets.
      assign: {
        principalId: expression(`${profile}.ProfileArn`),
        enabled: expression(enabled),
        roles: expression(roles),
      },
      catch: [
        { errors: profileGone, next: onGone, problem: "The profile does not exist." },
        { errors: ["States.ALL"], next: onError, problem: "The profile could not be read." },
      ],
      next,
    }),
};

/**
 * Disables a profile of IAM Roles Anywhere: no certificate gets a session through it any more. Sessions that were
 * issued before live on, up to 12 hours: revoke-role-sessions on each of its roles stops them. Undone by enabling it.
 */
export function disableTrustProfileDefinition(resources: PlaybookResources): Definition {
  const roleArn = responderRole("disable-trust-profile", resources);
  return playbookDefinition(
    {
      playbook: "disable-trust-profile",
      comment: "Disables a profile of IAM Roles Anywhere, and proves it.",
      kind: profileKind,
      first: "NoteProfile",
      states: {
        NoteProfile: {
          Type: "Pass",
          Assign: { beforeState: expression("$string({'enabled': $enabled, 'roles': $roles})") },
          Next: "IsEnabledBefore",
        },
        IsEnabledBefore: {
          Type: "Choice",
          Choices: [{ Condition: expression("$enabled = false"), Next: "AlreadyContained" }],
          Default: "SnapshotTaken",
        },
      },
      act: {
        name: "DisableProfile",
        assign: { afterState: expression("$string({'enabled': false, 'roles': $roles})") },
        state: call({
          resource: "arn:aws:states:::aws-sdk:rolesanywhere:disableProfile",
          roleArn,
          arguments: { ProfileId },
          lasting: profileLasting,
          catch: [
            { errors: profileGone, next: "GoneWhileActing", problem: "The profile is gone." },
            actFailed("Disabling the profile failed, or its answer was lost."),
          ],
          next: "ReadProfileBack",
        }),
      },
      verify: {
        name: "ReadProfileBack",
        state: readProfile({
          roleArn,
          assign: { inPlace: expression(`${profile}.Enabled = false`) },
          catch: [
            { errors: profileGone, next: "GoneWhileActing", problem: "The profile is gone." },
            {
              errors: ["States.ALL"],
              next: "NotReadBack",
              problem: "The profile was disabled, but that could not be read back.",
            },
          ],
          next: "IsInPlace",
        }),
      },
      simulate: undefined,
      sentences: {
        done: "The profile is disabled; IAM Roles Anywhere was asked again and shows it. Sessions that were issued before live on, up to 12 hours: revoke the sessions of each of its roles as well.",
        found: "The profile was disabled when the playbook began. Nothing was changed.",
      },
    },
    resources,
  );
}

/** Enables the profile again, where it still gives sessions of the same roles. */
export const releaseTrustProfile = (resources: PlaybookResources): ReleaseSteps => {
  const roleArn = responderRole("release-disable-trust-profile", resources);
  return {
    playbook: "disable-trust-profile",
    kind: profileKind,
    look: ({ next, onError }) =>
      readProfile({
        roleArn,
        assign: {
          standing: expression(`${enabled} ? 'before' : ${roles} = $after.roles ? 'left' : 'drifted'`),
          drift: expression(`'Its roles were changed meanwhile: ' & $substring($join(${roles}, ', '), 0, 1000)`),
        },
        catch: [{ errors: ["States.ALL"], next: onError, problem: "The profile could not be read." }],
        next,
      }),
    restore: {
      first: "EnableProfile",
      states: (failed) => ({
        EnableProfile: call({
          resource: "arn:aws:states:::aws-sdk:rolesanywhere:enableProfile",
          roleArn,
          arguments: { ProfileId },
          lasting: profileLasting,
          catch: [failed("Enabling the profile failed, or its answer was lost.")],
          next: "ReadRestored",
        }),
      }),
    },
    done: "The profile is enabled again.",
  };
};
