import type { FinalSteps } from "./final-release.ts";
import { actFailed, type PlaybookResources, playbookDefinition, responderRole } from "./skeleton.ts";
import { call, type Definition, expression, type ReadCall, type State } from "./states.ts";
import type { ResourceKind } from "./target-kind.ts";

/** What the responder role of this playbook may do. */
export const stopTaskActions = {
  actions: ["ecs:DescribeTasks", "ecs:StopTask"],
  resource: "ecs:*:task/*",
} as const;

/** The whole ARN; ECS never gives a task's id again. */
const arnOf = ({ partition = "aws" }: PlaybookResources) =>
  `'arn:${partition}:ecs:' & $request.target.region & ':' & $request.target.accountId & ':task/' & $request.target.clusterName & '/' & $request.target.taskId`;

const Cluster = expression("$request.target.clusterName");
/** ECS names tasks that it does not know among the failures, as MISSING, and keeps stopped ones for an hour. */
const found = "$states.result.Tasks";
const count = `$count(${found})`;
const statusFound = `(${count} = 1 ? ${found}[0].LastStatus : '')`;
/** What it was to do since: an order to stop stands there at once, and the task follows it. */
const orderFound = `(${count} = 1 ? ${found}[0].DesiredStatus : '')`;
const missing = "$count($states.result.Failures[Reason = 'MISSING']) > 0";

/** SIGTERM, then SIGKILL after 30 s, or the stop timeout of the container, which is 120 s at most on Fargate. */
const patience = { looks: 15, intervalSeconds: 10 };

const gone = ["Ecs.ClusterNotFoundException"];
const lasting = [...gone, "Ecs.InvalidParameterException"];

const readTask = (
  { assign, next, catch: caught }: Omit<ReadCall, "roleArn">,
  resources: PlaybookResources,
  roleArn: string,
): State =>
  call({
    resource: "arn:aws:states:::aws-sdk:ecs:describeTasks",
    roleArn,
    arguments: { Cluster, Tasks: [expression(arnOf(resources))] },
    assign,
    lasting,
    catch: caught,
    next,
  });

const taskKind = (resources: PlaybookResources): ResourceKind => ({
  noun: "task",
  service: "ECS",
  instead:
    "There is no stronger playbook on a task: contain its role (quarantine-role), and stop its service (desired count 0).",
  goneIf: "$isThere = false",
  stays: true,
  read: ({ roleArn, next, onGone, onError }) =>
    readTask(
      {
        assign: {
          principalId: expression(arnOf(resources)),
          isThere: expression(`${count} = 1`),
          status: expression(statusFound),
          order: expression(orderFound),
          group: expression(`(${count} = 1 and ${found}[0].Group ? ${found}[0].Group : '')`),
          startedBy: expression(`(${count} = 1 and ${found}[0].StartedBy ? ${found}[0].StartedBy : '')`),
        },
        catch: [
          { errors: gone, next: onGone, problem: "The task's cluster does not exist." },
          { errors: ["States.ALL"], next: onError, problem: "The task could not be read." },
        ],
        next,
      },
      resources,
      roleArn,
    ),
});

/**
 * Stops one ECS task. Nothing takes that back: a service starts another task in its place, which is well where the
 * image is, and a task that stands alone has to be started anew.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopTask.html
 */
export function stopTaskDefinition(resources: PlaybookResources): Definition {
  const roleArn = responderRole("stop-task", resources);
  return playbookDefinition(
    {
      playbook: "stop-task",
      comment: "Stops one ECS task, and proves it.",
      kind: taskKind(resources),
      first: "NoteTask",
      states: {
        NoteTask: {
          Type: "Pass",
          Assign: {
            beforeState: expression("$string({'status': $status, 'group': $group, 'startedBy': $startedBy})"),
            looks: 0,
          },
          Next: "IsStoppedBefore",
        },
        IsStoppedBefore: {
          Type: "Choice",
          Choices: [{ Condition: expression("$status = 'STOPPED'"), Next: "AlreadyContained" }],
          Default: "SnapshotTaken",
        },
        IsStopping: {
          Type: "Choice",
          Choices: [
            {
              Condition: expression(`$inPlace = false and $order = 'STOPPED' and $looks < ${patience.looks}`),
              Assign: { looks: expression("$looks + 1") },
              Next: "WaitForStop",
            },
          ],
          Default: "IsInPlace",
        },
        WaitForStop: { Type: "Wait", Seconds: patience.intervalSeconds, Next: "ReadTaskBack" },
      },
      act: {
        name: "StopTask",
        assign: { afterState: '{"status":"STOPPED"}' },
        state: call({
          resource: "arn:aws:states:::aws-sdk:ecs:stopTask",
          roleArn,
          arguments: {
            Cluster,
            Task: expression(arnOf(resources)),
            Reason: expression("'NHI Warden, containment ' & $request.containmentId"),
          },
          lasting,
          catch: [
            { errors: gone, next: "GoneWhileActing", problem: "The task's cluster is gone." },
            actFailed("Stopping the task failed, or the answer was lost."),
          ],
          next: "ReadTaskBack",
        }),
      },
      verify: {
        name: "ReadTaskBack",
        state: readTask(
          {
            assign: {
              order: expression(orderFound),
              // A stopped task that ECS has forgotten does not run either.
              inPlace: expression(`${statusFound} = 'STOPPED' or (${missing})`),
            },
            catch: [
              {
                errors: ["States.ALL"],
                next: "NotReadBack",
                problem: "The task was told to stop, but that could not be read back.",
              },
            ],
            next: "IsStopping",
          },
          resources,
          roleArn,
        ),
      },
      simulate: undefined,
      sentences: {
        done: "The task is stopped; ECS was asked again and shows it. That cannot be undone: its service starts another one in its place, from the same image and with the same role. Credentials of its role that it already got live on: revoke the role's sessions as well.",
        found: "The task was stopped when the playbook began. Nothing was changed.",
      },
    },
    resources,
  );
}

/** A task that was stopped stays so. */
export const releaseTask = (): FinalSteps => ({
  playbook: "stop-task",
  whyNot:
    "Stopping a task cannot be undone: its service starts another one by itself, and a task without a service has to be run anew.",
});
