import { targetName } from "./principal.ts";
import type { ReleaseSteps } from "./release.ts";
import { actFailed, type PlaybookResources, playbookDefinition, responderRole } from "./skeleton.ts";
import { call, type Definition, expression, type State } from "./states.ts";

/** What the responder role of this playbook may do, in every account. */
export const disableAccessKeyActions = {
  actions: ["iam:GetUser", "iam:ListAccessKeys", "iam:UpdateAccessKey"],
  resource: "user/*",
} as const;

/**
 * Status of the key in an answer of ListAccessKeys, or `Absent`. IAM allows a user two keys and that quota cannot be
 * raised, so both places are looked at.
 */
const keyStatus = [0, 1]
  .map((place) => `$states.result.AccessKeyMetadata[${place}]`)
  .map((key) => `${key}.AccessKeyId = $request.target.accessKeyId ? ${key}.Status : `)
  .join("")
  .concat("'Absent'");

interface Listing {
  readonly roleArn: string;
  readonly assign: Record<string, string>;
  readonly next: string;
  readonly problem: string;
  readonly onGone: string;
  readonly onError: string;
}

const listKeys = ({ roleArn, assign, next, problem, onGone, onError }: Listing): State =>
  call({
    resource: "arn:aws:states:::aws-sdk:iam:listAccessKeys",
    roleArn,
    arguments: targetName("user"),
    assign,
    catch: [
      { errors: ["Iam.NoSuchEntityException"], next: onGone, problem: "The user does not exist." },
      { errors: ["States.ALL"], next: onError, problem },
    ],
    next,
  });

const setStatus = (status: "Active" | "Inactive") => ({
  ...targetName("user"),
  AccessKeyId: expression("$request.target.accessKeyId"),
  Status: status,
});

/**
 * Sets one access key of an IAM user to Inactive. The user's other key and the key itself stay, and the change is
 * undone with UpdateAccessKey. Sessions that the key already got from STS live on until they expire: revoke-user-sessions
 * stops them.
 */
export function disableAccessKeyDefinition(resources: PlaybookResources): Definition {
  const roleArn = responderRole("disable-access-key", resources);
  return playbookDefinition(
    {
      playbook: "disable-access-key",
      comment: "Sets one access key of an IAM user to Inactive, and proves it.",
      kind: "user",
      first: "ReadKeyBefore",
      states: {
        ReadKeyBefore: listKeys({
          roleArn,
          assign: { status: expression(keyStatus), beforeState: expression(`$string({'status': ${keyStatus}})`) },
          next: "IsKeyActive",
          problem: "The user's keys could not be read. Nothing was changed.",
          onGone: "TargetNotFound",
          onError: "WhyNotChanged",
        }),
        IsKeyActive: {
          Type: "Choice",
          Choices: [
            { Condition: expression("$status = 'Active'"), Next: "SnapshotTaken" },
            { Condition: expression("$status = 'Absent'"), Next: "KeyAbsent" },
          ],
          Default: "AlreadyContained",
        },
        KeyAbsent: { Type: "Pass", Assign: { problem: "The user has no such key." }, Next: "TargetNotFound" },
      },
      act: {
        name: "DisableKey",
        assign: { afterState: '{"status":"Inactive"}' },
        state: call({
          resource: "arn:aws:states:::aws-sdk:iam:updateAccessKey",
          roleArn,
          arguments: setStatus("Inactive"),
          catch: [
            { errors: ["Iam.NoSuchEntityException"], next: "GoneWhileActing", problem: "The key is gone." },
            actFailed("Setting the key to Inactive failed, or its answer was lost."),
          ],
          next: "ReadKeyBack",
        }),
      },
      verify: {
        name: "ReadKeyBack",
        state: listKeys({
          roleArn,
          // A key that is gone works for nobody.
          assign: { inPlace: expression(`(${keyStatus}) in ['Inactive', 'Absent']`) },
          next: "IsInPlace",
          problem: "The key was set to Inactive, but that could not be read back.",
          onGone: "GoneWhileActing",
          onError: "NotReadBack",
        }),
      },
      simulate: undefined,
      sentences: {
        done: "The access key is Inactive; IAM was asked again and shows it.",
        found: "The access key was not Active when the playbook began. Nothing was changed.",
      },
    },
    resources,
  );
}

/** What the role that releases may do. */
export const enableAccessKeyActions = {
  actions: ["iam:GetUser", "iam:ListAccessKeys", "iam:UpdateAccessKey", "iam:UntagUser"],
  resource: "user/*",
} as const;

/** Sets the key to Active again. That it was in nobody else's hands is for the person to know who releases it. */
export const releaseAccessKey = (resources: PlaybookResources): ReleaseSteps => {
  const roleArn = responderRole("release-disable-access-key", resources);
  return {
    playbook: "disable-access-key",
    kind: "user",
    look: ({ next, onError }) =>
      listKeys({
        roleArn,
        assign: {
          standing: expression(
            `(${keyStatus}) = 'Inactive' ? 'left' : (${keyStatus}) = 'Active' ? 'before' : 'drifted'`,
          ),
          drift: "The key is neither Active nor Inactive: it expired, or was deleted.",
        },
        next,
        problem: "The user's keys could not be read.",
        onGone: onError,
        onError,
      }),
    restore: {
      first: "EnableKey",
      states: (failed) => ({
        EnableKey: call({
          resource: "arn:aws:states:::aws-sdk:iam:updateAccessKey",
          roleArn,
          arguments: setStatus("Active"),
          catch: [failed("Setting the key to Active failed, or its answer was lost.")],
          next: "ReadRestored",
        }),
      }),
    },
    done: "The access key is Active again.",
  };
};
