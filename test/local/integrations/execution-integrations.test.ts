import { executionIntegrations } from "../../../lib/local/integrations/execution-integrations.ts";
import { integrationArn } from "../../../lib/local/state-machine/integration.ts";
import {
  createLocalStateMachines,
  type LocalStateMachines,
} from "../../../lib/local/state-machine/local-state-machines.ts";
import { virtualClock } from "../../../lib/local/state-machine/virtual-clock.ts";
import { startMs } from "../account/example-account.ts";
import { machine } from "../state-machine/example-run.ts";

const arn = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;

function place(call: object) {
  const machines: LocalStateMachines = createLocalStateMachines({
    definitions: {
      first: machine({
        Start: {
          Type: "Task",
          Resource: integrationArn("states:startExecution"),
          Arguments: call,
          Catch: [{ ErrorEquals: ["States.ALL"], Output: "{% $states.errorOutput.Error %}", Next: "Done" }],
          Next: "Done",
        },
        Done: { Type: "Succeed" },
      }),
      second: machine({ Done: { Type: "Succeed", Output: "{% $states.input.said %}" } }),
    },
    integrations: executionIntegrations(() => machines),
    clock: virtualClock(startMs),
  });
  return machines;
}

test("a state machine starts another by its ARN, which runs by itself", async () => {
  const machines = place({ StateMachineArn: arn("second"), Name: "child", Input: '{"said":"hello"}' });
  const result = await machines.start("first", "parent", {}).execution.completion;
  expect(result.output).toMatchObject({
    ExecutionArn: "arn:aws:states:us-east-1:000000000000:execution:second:child",
    StartDate: "2026-11-21T07:00:00.000Z",
  });
  await machines.whenIdle();
  expect(machines.execution("second", "child")?.result).toMatchObject({ status: "SUCCEEDED", output: "hello" });
});

test.each([
  ["a state machine that there is not", { StateMachineArn: arn("third"), Name: "child" }, "StateMachineDoesNotExist"],
  ["a name that is none", { StateMachineArn: arn("second"), Name: "a b" }, "InvalidName"],
  ["input that is no JSON", { StateMachineArn: arn("second"), Name: "child", Input: "{" }, "InvalidExecutionInput"],
])("%s is an error with the name that Step Functions gives it", async (_, call, name) => {
  const { output } = await place(call).start("first", "parent", {}).execution.completion;
  expect(output).toBe(`StepFunctions.${name}Exception`);
});

test("a name that was used with other input is an error, with the same input it is the same execution", async () => {
  const machines = place({ StateMachineArn: arn("second"), Name: "child", Input: { said: "hello" } });
  machines.start("second", "child", { said: "goodbye" });
  const { output } = await machines.start("first", "one", {}).execution.completion;
  expect(output).toBe("StepFunctions.ExecutionAlreadyExistsException");
});

describe("an Express state machine that a task runs to its end", () => {
  const run = async (definition: object, input: unknown = { said: "hello" }) => {
    const machines: LocalStateMachines = createLocalStateMachines({
      definitions: {
        first: machine({
          Start: {
            Type: "Task",
            Resource: integrationArn("aws-sdk:sfn:startSyncExecution"),
            Arguments: { StateMachineArn: "{% $states.context.StateMachine.Id & '-beside' %}", Input: input },
            Catch: [{ ErrorEquals: ["States.ALL"], Output: "{% $states.errorOutput.Error %}", Next: "Done" }],
            Next: "Done",
          },
          Done: { Type: "Succeed" },
        }),
        "first-beside": definition,
      },
      integrations: executionIntegrations(() => machines),
      clock: virtualClock(startMs),
    });
    const { output } = await machines.start("first", "parent", {}).execution.completion;
    return { output, kept: machines.executions().map(({ stateMachine }) => stateMachine) };
  };

  it("answers with its output as text, and leaves no execution behind", async () => {
    const { output, kept } = await run(machine({ Done: { Type: "Succeed", Output: "{% $states.input %}" } }));
    expect(output).toMatchObject({ Status: "SUCCEEDED", Output: '{"said":"hello"}' });
    expect(kept).toEqual(["first"]);
  });

  it("answers with its error where it failed, which is no error of the task", async () => {
    const { output } = await run(machine({ No: { Type: "Fail", Error: "Own.Error", Cause: "because" } }));
    expect(output).toMatchObject({ Status: "FAILED", Error: "Own.Error", Cause: "because" });
    expect(output).not.toHaveProperty("Output");
  });

  it("waits in no time of the one that runs it", async () => {
    const waiting = machine({ Wait: { Type: "Wait", Seconds: 60, Next: "Done" }, Done: { Type: "Succeed" } });
    expect((await run(waiting)).output).toMatchObject({ Status: "SUCCEEDED" });
  });
});
