import { type PlaybookResources, playbookDefinition, responderRole } from "./skeleton.ts";
import { call, type Definition, expression, type State } from "./states.ts";

/** What the responder role of this playbook may do, in every account. */
export const disableAccessKeyActions = {
  actions: ["iam:ListAccessKeys", "iam:UpdateAccessKey"],
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

/**
 * Sets one access key of an IAM user to Inactive. The user's other key and the key itself stay, and the change is
 * undone with UpdateAccessKey. Sessions that the key already got from STS live on until they expire.
 */
export function disableAccessKeyDefinition(resources: PlaybookResources): Definition {
  const roleArn = responderRole("disable-access-key", resources);
  const listKeys = (task: {
    readonly assign: Record<string, string>;
    readonly next: string;
    readonly problem: string;
    readonly onError: string;
  }): State =>
    call({
      resource: "arn:aws:states:::aws-sdk:iam:listAccessKeys",
      roleArn,
      arguments: { UserName: expression("$request.target.userName") },
      assign: task.assign,
      catch: [
        { errors: ["Iam.NoSuchEntityException"], next: "TargetNotFound", problem: "The user does not exist." },
        { errors: ["States.ALL"], next: task.onError, problem: task.problem },
      ],
      next: task.next,
    });
  return playbookDefinition(
    {
      playbook: "disable-access-key",
      comment: "Sets one access key of an IAM user to Inactive, and proves it.",
      first: "ReadKeyBefore",
      states: {
        ReadKeyBefore: listKeys({
          assign: { status: expression(keyStatus), beforeState: expression(`$string({'status': ${keyStatus}})`) },
          next: "IsKeyActive",
          problem: "The user's keys could not be read. Nothing was changed.",
          onError: "WhyNotChanged",
        }),
        IsKeyActive: {
          Type: "Choice",
          Choices: [
            { Condition: expression("$status = 'Active'"), Next: "RecordBefore" },
            { Condition: expression("$status = 'Absent'"), Next: "KeyAbsent" },
          ],
          Default: "AlreadyContained",
        },
        KeyAbsent: { Type: "Pass", Assign: { problem: "The user has no such key." }, Next: "TargetNotFound" },
      },
      act: {
        name: "DisableKey",
        state: call({
          resource: "arn:aws:states:::aws-sdk:iam:updateAccessKey",
          roleArn,
          arguments: {
            UserName: expression("$request.target.userName"),
            AccessKeyId: expression("$request.target.accessKeyId"),
            Status: "Inactive",
          },
          catch: [
            { errors: ["Iam.NoSuchEntityException"], next: "TargetNotFound", problem: "The key is gone." },
            {
              errors: ["States.ALL"],
              next: "WhyNotChanged",
              problem: "Setting the key to Inactive failed, or its answer was lost.",
            },
          ],
          next: "WaitForIam",
        }),
      },
      verify: {
        name: "ReadKeyBack",
        state: listKeys({
          assign: { inPlace: expression(`(${keyStatus}) = 'Inactive'`) },
          next: "IsInPlace",
          problem: "The key was set to Inactive, but that could not be read back.",
          onError: "Failed",
        }),
      },
      sentences: {
        done: "The access key is Inactive; IAM was asked again and shows it.",
        found: "The access key was not Active when the playbook began. Nothing was changed.",
      },
    },
    resources,
  );
}
