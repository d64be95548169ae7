import type { AccountState } from "./account-state.ts";
import { type Operations, text } from "./operation.ts";
import { type EcsTask, resourceAt, ServiceError, withResource } from "./service-resources.ts";

const taskAt = (state: AccountState, arn: string): EcsTask | undefined => resourceAt(state, "task", arn);

const described = ({ arn, status, order, group }: EcsTask) => ({
  TaskArn: arn,
  LastStatus: status,
  DesiredStatus: order,
  Group: group,
});

/**
 * Tasks of ECS by their ARNs. A task that is told to stop stops at once.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html
 */
export const taskOperations: Operations = {
  "ecs:describeTasks": {
    required: ["Cluster", "Tasks"],
    optional: [],
    run(state, { Tasks: asked }) {
      const arns = (asked as readonly unknown[]).map(String);
      const tasks = arns.map((arn) => taskAt(state, arn)).filter((task) => task !== undefined);
      const missing = arns.filter((arn) => taskAt(state, arn) === undefined);
      return {
        response: {
          Tasks: tasks.map(described),
          Failures: missing.map((arn) => ({ Arn: arn, Reason: "MISSING" })),
        },
      };
    },
  },
  "ecs:stopTask": {
    required: ["Cluster", "Task"],
    optional: ["Reason"],
    run(state, parameters) {
      const task = taskAt(state, text(parameters, "Task"));
      if (task === undefined) {
        throw new ServiceError("Ecs.InvalidParameterException", 400, "The referenced task was not found.");
      }
      const stopped: EcsTask = { ...task, status: "STOPPED", order: "STOPPED" };
      return { state: withResource(state, stopped), response: { Task: described(stopped) } };
    },
  },
};
