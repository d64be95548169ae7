import type { ReleaseSteps } from "./release.ts";
import { actFailed, type PlaybookResources, playbookDefinition, responderRole } from "./skeleton.ts";
import { call, type Definition, expression, type ReadCall, type State } from "./states.ts";
import type { ResourceKind } from "./target-kind.ts";

const resource = "lambda:*:function:*";

/** What the responder role of this playbook may do. Lambda has no condition key for the number that is reserved. */
export const stopFunctionActions = {
  actions: ["lambda:GetFunctionConcurrency", "lambda:PutFunctionConcurrency"],
  resource,
} as const;

/** What the role that releases may do. */
export const startFunctionActions = {
  actions: ["lambda:GetFunctionConcurrency", "lambda:PutFunctionConcurrency", "lambda:DeleteFunctionConcurrency"],
  resource,
} as const;

/** The whole ARN: of a name alone, Lambda would look in the account that the caller is in. */
const arnOf = ({ partition = "aws" }: PlaybookResources) =>
  `'arn:${partition}:lambda:' & $request.target.region & ':' & $request.target.accountId & ':function:' & $request.target.functionName`;

/** Lambda answers without the number where none is reserved; `null` stands for that. */
const reserved =
  "($exists($states.result.ReservedConcurrentExecutions) ? $states.result.ReservedConcurrentExecutions : null)";

const notThere = ["Lambda.ResourceNotFoundException"];
const lasting = [...notThere, "Lambda.InvalidParameterValueException"];

/**
 * Its answer holds the number alone. GetFunctionConfiguration would bring the function's environment into the history.
 */
const readConcurrency = ({ roleArn, assign, next, catch: caught }: ReadCall, resources: PlaybookResources): State =>
  call({
    resource: "arn:aws:states:::aws-sdk:lambda:getFunctionConcurrency",
    roleArn,
    arguments: { FunctionName: expression(arnOf(resources)) },
    assign,
    lasting,
    catch: caught,
    next,
  });

/**
 * Lambda gives a function no unique id. One that is made again has no reserved concurrency, so a release finds that
 * what it would undo does not stand.
 */
const functionKind = (resources: PlaybookResources): ResourceKind => ({
  noun: "function",
  service: "Lambda",
  instead: "There is no stronger playbook on a function: contain its role (quarantine-role), and whoever changes it.",
  read: ({ roleArn, next, onGone, onError }) =>
    readConcurrency(
      {
        roleArn,
        assign: { principalId: expression(arnOf(resources)), reserved: expression(reserved) },
        catch: [
          { errors: notThere, next: onGone, problem: "The function does not exist." },
          { errors: ["States.ALL"], next: onError, problem: "The function could not be read." },
        ],
        next,
      },
      resources,
    ),
});

/**
 * Reserves no concurrency at all for a function: no invocation of it starts any more. Those that run end by themselves,
 * and credentials of its role that it got live on: revoke-role-sessions stops them. Undone by reserving what was
 * reserved before, or by taking the reservation away.
 */
export function stopFunctionDefinition(resources: PlaybookResources): Definition {
  const roleArn = responderRole("stop-function", resources);
  return playbookDefinition(
    {
      playbook: "stop-function",
      comment: "Lets no invocation of a Lambda function start, and proves it.",
      kind: functionKind(resources),
      first: "NoteReserved",
      states: {
        NoteReserved: {
          Type: "Pass",
          Assign: { beforeState: expression("$string({'reserved': $reserved})") },
          Next: "IsStoppedBefore",
        },
        IsStoppedBefore: {
          Type: "Choice",
          Choices: [{ Condition: expression("$reserved = 0"), Next: "AlreadyContained" }],
          Default: "SnapshotTaken",
        },
      },
      act: {
        name: "StopFunction",
        assign: { afterState: '{"reserved":0}' },
        state: call({
          resource: "arn:aws:states:::aws-sdk:lambda:putFunctionConcurrency",
          roleArn,
          arguments: { FunctionName: expression(arnOf(resources)), ReservedConcurrentExecutions: 0 },
          lasting,
          catch: [
            { errors: notThere, next: "GoneWhileActing", problem: "The function is gone." },
            actFailed("Setting the function's reserved concurrency to 0 failed, or its answer was lost."),
          ],
          next: "ReadConcurrencyBack",
        }),
      },
      verify: {
        name: "ReadConcurrencyBack",
        state: readConcurrency(
          {
            roleArn,
            assign: { inPlace: expression(`${reserved} = 0`) },
            catch: [
              { errors: notThere, next: "GoneWhileActing", problem: "The function is gone." },
              {
                errors: ["States.ALL"],
                next: "NotReadBack",
                problem: "The function's reserved concurrency was set to 0, but that could not be read back.",
              },
            ],
            next: "IsInPlace",
          },
          resources,
        ),
      },
      simulate: undefined,
      sentences: {
        done: "No invocation of the function starts; Lambda was asked again and shows its reserved concurrency as 0. What runs ends by itself within 15 minutes, and credentials of its role that it already got live on: revoke the role's sessions as well.",
        found: "The function's reserved concurrency was 0 when the playbook began. Nothing was changed.",
      },
    },
    resources,
  );
}

/** Reserves what was reserved before, or nothing. */
export const releaseFunction = (resources: PlaybookResources): ReleaseSteps => {
  const roleArn = responderRole("release-stop-function", resources);
  const FunctionName = expression(arnOf(resources));
  return {
    playbook: "stop-function",
    kind: functionKind(resources),
    look: ({ next, onError }) =>
      readConcurrency(
        {
          roleArn,
          assign: {
            standing: expression(
              `${reserved} = $after.reserved ? 'left' : ${reserved} = $before.reserved ? 'before' : 'drifted'`,
            ),
            drift: expression(
              `'The reserved concurrency of the function is ' & (${reserved} = null ? 'not set' : $string(${reserved})) & ' now: somebody changed it, or made the function again.'`,
            ),
          },
          catch: [{ errors: ["States.ALL"], next: onError, problem: "The function could not be read." }],
          next,
        },
        resources,
      ),
    restore: {
      first: "HowToRestore",
      states: (failed) => ({
        HowToRestore: {
          Type: "Choice",
          Choices: [{ Condition: expression("$type($before.reserved) = 'null'"), Next: "DeleteReservation" }],
          Default: "ReserveAsBefore",
        },
        DeleteReservation: call({
          resource: "arn:aws:states:::aws-sdk:lambda:deleteFunctionConcurrency",
          roleArn,
          arguments: { FunctionName },
          lasting,
          catch: [failed("Taking the function's reservation away failed, or its answer was lost.")],
          next: "ReadRestored",
        }),
        ReserveAsBefore: call({
          resource: "arn:aws:states:::aws-sdk:lambda:putFunctionConcurrency",
          roleArn,
          arguments: { FunctionName, ReservedConcurrentExecutions: expression("$before.reserved") },
          lasting,
          catch: [
            failed(
              "Reserving what was reserved before failed, or its answer was lost; the account may have reserved it for other functions meanwhile.",
            ),
          ],
          next: "ReadRestored",
        }),
      }),
    },
    done: "Invocations of the function start again.",
  };
};
