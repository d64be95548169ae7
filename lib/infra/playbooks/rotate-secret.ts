import type { FinalSteps } from "./final-release.ts";
import { actFailed, type PlaybookResources, playbookDefinition, responderRole } from "./skeleton.ts";
import { call, type Definition, expression, type ReadCall, type State } from "./states.ts";
import type { ResourceKind } from "./target-kind.ts";

/** What the responder role of this playbook may do; never with a rotation function of the caller's choice. */
export const rotateSecretActions = {
  actions: ["secretsmanager:DescribeSecret", "secretsmanager:RotateSecret"],
  resource: "secretsmanager:*:secret:*",
} as const;

/** The whole ARN with the letters at its end, which a secret that is made again does not get. */
const arnOf = ({ partition = "aws" }: PlaybookResources) =>
  `'arn:${partition}:secretsmanager:' & $request.target.region & ':' & $request.target.accountId & ':secret:' & $request.target.secretId`;

const versions = "$states.result.VersionIdsToStages";
const withLabel = (label: string) => `$keys($sift(${versions}, function($labels) {'${label}' in $labels}))`;
const current = `(${withLabel("AWSCURRENT")} ? ${withLabel("AWSCURRENT")}[0] : '')`;
const underWay = `($count(${withLabel("AWSPENDING")}[$ != ${current}]) > 0)`;

/** The id of the new version. A call that is repeated asks for the same one. */
const versionToken = "$hash($request.containmentId & ' ' & $string($reverts), 'SHA-256')";

const notThere = ["SecretsManager.ResourceNotFoundException"];
const lasting = [...notThere, "SecretsManager.InvalidRequestException", "SecretsManager.InvalidParameterException"];

/** Thirty looks, 10 s apart: the rotation function changes what the secret is for, and tests it, which takes time. */
const patience = { looks: 30, intervalSeconds: 10 };

/** Its answer holds no value of the secret. */
const readSecret = (
  { assign, next, catch: caught }: Omit<ReadCall, "roleArn">,
  resources: PlaybookResources,
  roleArn: string,
): State =>
  call({
    resource: "arn:aws:states:::aws-sdk:secretsmanager:describeSecret",
    roleArn,
    arguments: { SecretId: expression(arnOf(resources)) },
    assign,
    lasting,
    catch: caught,
    next,
  });

const secretKind = (resources: PlaybookResources): ResourceKind => ({
  noun: "secret",
  service: "Secrets Manager",
  instead:
    "There is no stronger playbook on a secret: replace what it is for by hand, and contain whoever changes the secret.",
  read: ({ roleArn, next, onGone, onError }) =>
    readSecret(
      {
        assign: {
          principalId: expression(arnOf(resources)),
          rotates: expression("$states.result.RotationEnabled = true"),
          underWay: expression(underWay),
          current: expression(current),
        },
        catch: [
          { errors: notThere, next: onGone, problem: "The secret does not exist." },
          { errors: ["States.ALL"], next: onError, problem: "The secret could not be read." },
        ],
        next,
      },
      resources,
      roleArn,
    ),
});

const refused = (problem: string): State => ({ Type: "Pass", Assign: { problem }, Next: "Failed" });

/**
 * Rotates a secret that somebody read, where its owners configured how. Nothing takes that back: the value that was
 * read is replaced. Secrets Manager rotates by itself after the call, so it is asked until another version is the
 * current one.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
 */
export function rotateSecretDefinition(resources: PlaybookResources): Definition {
  const roleArn = responderRole("rotate-secret", resources);
  return playbookDefinition(
    {
      playbook: "rotate-secret",
      comment: "Rotates a secret whose rotation is configured, and proves that another version is the current one.",
      kind: secretKind(resources),
      first: "NoteVersion",
      states: {
        NoteVersion: {
          Type: "Pass",
          Assign: { beforeState: expression("$string({'version': $current})"), was: expression("$current"), looks: 0 },
          Next: "IsRotatable",
        },
        IsRotatable: {
          Type: "Choice",
          Choices: [
            { Condition: expression("$rotates = false"), Next: "NoRotation" },
            { Condition: expression("$underWay = true"), Next: "RotationUnderWay" },
          ],
          Default: "SnapshotTaken",
        },
        NoRotation: refused(
          "No rotation is configured for the secret, so people have to replace it: a new value where it is used, then in the secret, and the old one made invalid. Nothing was changed.",
        ),
        RotationUnderWay: refused(
          "A rotation of the secret is under way, or an earlier one failed: a version is labelled AWSPENDING. Nothing was changed. Look at its rotation function, and replace the secret by hand where it does not end.",
        ),
        IsRotating: {
          Type: "Choice",
          Choices: [
            {
              Condition: expression(`$inPlace = false and $underWay = true and $looks < ${patience.looks}`),
              Assign: { looks: expression("$looks + 1") },
              Next: "WaitForRotation",
            },
          ],
          Default: "IsInPlace",
        },
        WaitForRotation: { Type: "Wait", Seconds: patience.intervalSeconds, Next: "ReadVersionBack" },
      },
      act: {
        name: "RotateSecret",
        assign: { afterState: expression(`$string({'version': ${versionToken}})`) },
        state: call({
          resource: "arn:aws:states:::aws-sdk:secretsmanager:rotateSecret",
          roleArn,
          arguments: { SecretId: expression(arnOf(resources)), ClientRequestToken: expression(versionToken) },
          lasting,
          catch: [
            { errors: notThere, next: "GoneWhileActing", problem: "The secret is gone." },
            actFailed(
              "Starting the rotation failed, or its answer was lost; the resource policy of the rotation function may have to let the role NhiWarden-rotate-secret invoke it.",
            ),
          ],
          next: "ReadVersionBack",
        }),
      },
      verify: {
        name: "ReadVersionBack",
        state: readSecret(
          {
            assign: {
              underWay: expression(underWay),
              inPlace: expression(`${current} != '' and ${current} != $was`),
            },
            catch: [
              { errors: notThere, next: "GoneWhileActing", problem: "The secret is gone." },
              {
                errors: ["States.ALL"],
                next: "NotReadBack",
                problem: "The rotation was started, but how it ended could not be read back.",
              },
            ],
            next: "IsRotating",
          },
          resources,
          roleArn,
        ),
      },
      simulate: undefined,
      sentences: {
        done: "The secret was rotated; Secrets Manager was asked again and shows another version as the current one. That cannot be undone. With a rotation of alternating users the value that was read works until the next rotation: rotate once more then.",
      },
    },
    resources,
  );
}

/** A secret that was rotated stays so. */
export const releaseRotatedSecret = (): FinalSteps => ({
  playbook: "rotate-secret",
  whyNot:
    "A rotation cannot be undone: the value before it is the one that was read. Where something still uses it, let it fetch the secret again.",
});
