import { settingsCall, settingsTold } from "./function-settings.ts";
import type { ReleaseSteps } from "./release.ts";
import { actFailed, type PlaybookResources, playbookDefinition, responderRole } from "./skeleton.ts";
import { type Definition, expression } from "./states.ts";
import type { ResourceKind } from "./target-kind.ts";

const resource = "lambda:*:function:*";
/**
 * Of a VPC, Lambda documents a minute;
 * https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html
 */
const patience = { looks: 24, intervalSeconds: 5 };

/** The whole ARN: of a name alone, Lambda would look in the account that the caller is in. */
const arnOf = ({ partition = "aws" }: PlaybookResources) =>
  `'arn:${partition}:lambda:' & $request.target.region & ':' & $request.target.accountId & ':function:' & $request.target.functionName`;

/** Lambda takes 256 characters. The owners' own text stays in front; all of it comes back at the release. */
const marked =
  "$substring($settings.description, 0, 200) & ' [NHI Warden ' & $substring($request.containmentId, 0, 16) & ']'";

const functionKind = (resources: PlaybookResources): ResourceKind => ({
  noun: "function",
  service: "Lambda",
  instead: "There is no stronger playbook on a function: contain its role (quarantine-role), and whoever changes it.",
  goneIf: "$settings.there = false",
  read: ({ roleArn, next, onError }) =>
    settingsCall({
      call: "read",
      roleArn,
      parameters: { FunctionName: expression(arnOf(resources)) },
      assign: { principalId: expression(arnOf(resources)) },
      catch: [{ errors: ["States.ALL"], next: onError, problem: "The function could not be read." }],
      next,
    }),
});

/**
 * Changes a function's description, so that Lambda replaces its running environments, which hold credentials, by new
 * ones. AWS names a trivial update of the configuration for that:
 * https://docs.aws.amazon.com/lambda/latest/dg/permissions-executionrole-update.html
 * It goes with what denies the old credentials, revoke-role-sessions or deny-role-session, and before it nothing is
 * stopped. Undone by the description that stood before.
 */
function definition(resources: PlaybookResources): Definition {
  const roleArn = responderRole("recycle-function", resources);
  const FunctionName = expression(arnOf(resources));
  return playbookDefinition(
    {
      playbook: "recycle-function",
      comment: "Changes a Lambda function's description, so that its environments are made anew, and proves it.",
      kind: functionKind(resources),
      first: "NoteDescription",
      states: {
        NoteDescription: {
          Type: "Pass",
          Assign: {
            beforeState: expression("$string({'description': $settings.description})"),
            marked: expression(marked),
            looks: 0,
          },
          Next: "IsAtRest",
        },
        IsAtRest: {
          Type: "Choice",
          Choices: [{ Condition: expression("$settings.updateStatus = 'InProgress'"), Next: "BeingUpdated" }],
          Default: "SnapshotTaken",
        },
        BeingUpdated: {
          Type: "Pass",
          Assign: {
            problem: "The function is being updated at this moment. Nothing was changed. Try again.",
          },
          Next: "Failed",
        },
        IsUpdated: {
          Type: "Choice",
          Choices: [
            {
              Condition: expression("$settings.there = false"),
              Assign: { problem: "The function is gone." },
              Next: "GoneWhileActing",
            },
            {
              Condition: expression(
                `$settings.description = $marked and $settings.updateStatus = 'InProgress' and $looks < ${patience.looks}`,
              ),
              Assign: { looks: expression("$looks + 1") },
              Next: "WaitForUpdate",
            },
          ],
          Default: "IsInPlace",
        },
        WaitForUpdate: { Type: "Wait", Seconds: patience.intervalSeconds, Next: "ReadDescriptionBack" },
      },
      act: {
        name: "RecycleFunction",
        assign: { afterState: expression("$string({'description': $marked})") },
        state: settingsCall({
          call: "change",
          roleArn,
          // Lambda refuses it where somebody changed the function since it was read.
          parameters: {
            FunctionName,
            Description: expression("$marked"),
            RevisionId: expression("$settings.revisionId"),
          },
          catch: [
            actFailed(
              "Changing the function's description failed, or its answer was lost; where somebody changed the function meanwhile, start it again.",
            ),
          ],
          next: "ReadDescriptionBack",
        }),
      },
      verify: {
        name: "ReadDescriptionBack",
        state: settingsCall({
          call: "read",
          roleArn,
          parameters: { FunctionName },
          assign: {
            inPlace: expression(
              `$lookup(${settingsTold}, 'description') = $marked and $lookup(${settingsTold}, 'updateStatus') != 'Failed'`,
            ),
          },
          catch: [
            {
              errors: ["States.ALL"],
              next: "NotReadBack",
              problem: "The function's description was changed, but that could not be read back.",
            },
          ],
          next: "IsUpdated",
        }),
      },
      simulate: undefined,
      sentences: {
        done: "Lambda took the function's new description and replaces its running environments by new ones, with new credentials. That denies the old credentials nothing: revoke the sessions of its role first, or deny the function's, and recycle it afterwards. Published versions are not recycled.",
      },
    },
    resources,
  );
}

/** Gives the function the description that it had, which recycles it once more. */
const release = (resources: PlaybookResources): ReleaseSteps => {
  const FunctionName = expression(arnOf(resources));
  return {
    playbook: "recycle-function",
    kind: functionKind(resources),
    look: ({ next, onError }) =>
      settingsCall({
        call: "read",
        roleArn: responderRole("release-recycle-function", resources),
        parameters: { FunctionName },
        assign: {
          standing: expression(
            `$lookup(${settingsTold}, 'description') = $after.description ? 'left' : $lookup(${settingsTold}, 'description') = $before.description ? 'before' : 'drifted'`,
          ),
          drift: "The function has another description now: somebody changed it, or made the function again.",
        },
        catch: [{ errors: ["States.ALL"], next: onError, problem: "The function could not be read." }],
        next,
      }),
    restore: {
      first: "PutDescriptionBack",
      states: (failed) => ({
        PutDescriptionBack: settingsCall({
          call: "change",
          roleArn: responderRole("recycle-function", resources),
          parameters: {
            FunctionName,
            Description: expression("$before.description"),
            RevisionId: expression("$settings.revisionId"),
          },
          catch: [
            failed(
              "Giving the function the description that it had failed, or its answer was lost; where somebody changed the function meanwhile, release it again.",
            ),
          ],
          next: "ReadRestored",
        }),
      }),
    },
    done: "The function has the description again that it had, and was recycled once more by that.",
  };
};

/**
 * The release writes with the playbook's own role: whoever may change a function's configuration can make it run other
 * code.
 */
export const recycleFunction = {
  definition,
  responder: { actions: ["lambda:GetFunctionConfiguration", "lambda:UpdateFunctionConfiguration"], resource },
  release,
  restorer: { actions: ["lambda:GetFunctionConfiguration"], resource },
} as const;
