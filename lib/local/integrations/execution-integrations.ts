import { type Integrations, integrationArn } from "../state-machine/integration.ts";
import type { JsonValue } from "../state-machine/json-value.ts";
import { ExecutionAlreadyExists, type LocalStateMachines } from "../state-machine/local-state-machines.ts";
import { StateError } from "../state-machine/state-error.ts";

/**
 * `states:startExecution`, and `sfn:startSyncExecution` of Express ones, over state machines on this machine; they are
 * looked up when a task asks, because a state machine may start another of the same place. Errors carry the names that
 * Step Functions gives them.
 */
export function executionIntegrations(machines: () => LocalStateMachines): Integrations {
  return {
    [integrationArn("aws-sdk:sfn:startSyncExecution")]: async (
      { StateMachineArn: arn, Input: input },
      { executionName },
    ) => {
      const stateMachine = nameIn(arn);
      try {
        const { status, output, error, cause } = await machines().runExpress(
          stateMachine,
          executionName,
          inputOf(input ?? "{}"),
        );
        const ended =
          output === undefined ? { Error: error ?? "", Cause: cause ?? "" } : { Output: JSON.stringify(output) };
        return { StateMachineArn: arn, Name: executionName, Status: status, ...ended };
      } catch (error) {
        if (error instanceof StateError || !(error instanceof Error)) throw error;
        throw new StateError("Sfn.StateMachineDoesNotExistException", error.message);
      }
    },
    [integrationArn("states:startExecution")]: async ({ StateMachineArn: arn, Name: name, Input: input }) => {
      const stateMachine = nameIn(arn);
      if (typeof name !== "string" || !/^[\w-]{1,80}$/.test(name)) {
        throw new StateError("StepFunctions.InvalidNameException", `Invalid Name: ${JSON.stringify(name)}`);
      }
      try {
        const { execution } = machines().start(stateMachine, name, inputOf(input ?? "{}"));
        const StartDate = new Date(execution.startedMs).toISOString();
        return { ExecutionArn: `${String(arn).replace(":stateMachine:", ":execution:")}:${name}`, StartDate };
      } catch (error) {
        if (error instanceof ExecutionAlreadyExists) {
          throw new StateError("StepFunctions.ExecutionAlreadyExistsException", error.message);
        }
        if (error instanceof StateError || !(error instanceof Error)) throw error;
        throw new StateError("StepFunctions.StateMachineDoesNotExistException", error.message);
      }
    },
  };
}

const nameIn = (arn: JsonValue | undefined) =>
  typeof arn === "string" ? (/:stateMachine:([\w-]+)$/.exec(arn)?.[1] ?? "") : "";

/** The optimised integration takes JSON as well as its text. */
function inputOf(input: JsonValue): JsonValue {
  if (typeof input !== "string") return input;
  try {
    return JSON.parse(input) as JsonValue;
  } catch {
    throw new StateError("StepFunctions.InvalidExecutionInputException", "The input is not JSON.");
  }
}
