import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import type { PlaybookRunner } from "../../app/ports.ts";
import type { PlaybookName } from "../../domain/response/decision.ts";

/** Step Functions allows more in a name, but CloudWatch Logs then drops the execution's logs. */
const executionName = /^[A-Za-z0-9_-]{1,80}$/;

export interface StepFunctionsPlaybooksParts {
  readonly client: SFNClient;
  readonly stateMachineArns: Readonly<Partial<Record<PlaybookName, string>>>;
}

/**
 * Playbooks as Standard state machines. The execution's name is the containment's id, which makes a start idempotent:
 * Step Functions refuses a name that was used (`ExecutionAlreadyExists`, until 90 days after that execution ended),
 * and answers the same name with the same input, while the first is running, as if it had just started it.
 * In that one case this says "started" twice; there is one execution all the same.
 * Throws when nothing is known to have started.
 */
export function stepFunctionsPlaybooks(parts: StepFunctionsPlaybooksParts): PlaybookRunner {
  const { client, stateMachineArns } = parts;
  return {
    async start(request) {
      const { containmentId, playbook } = request;
      if (!executionName.test(containmentId)) {
        throw new RangeError(
          `"${containmentId}" cannot name an execution; allowed are 1 to 80 letters, digits, hyphens and underscores.`,
        );
      }
      const stateMachineArn = stateMachineArns[playbook];
      if (!stateMachineArn) {
        throw new Error(`No state machine is set for the playbook ${playbook}; nothing was contained. Deploy it.`);
      }
      try {
        await client.send(
          new StartExecutionCommand({ stateMachineArn, name: containmentId, input: JSON.stringify(request) }),
        );
        return "started";
      } catch (cause) {
        if (cause instanceof ExecutionAlreadyExists) return "already-started";
        throw new Error(
          `The playbook ${playbook} could not be started for ${containmentId}: ` +
            `${cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)}`,
          { cause },
        );
      }
    },
  };
}
