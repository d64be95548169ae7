import { createTaskTokens } from "../../../lib/local/state-machine/task-tokens.ts";
import { machine, run, startMs, work } from "./example-run.ts";
import { manualClock } from "./manual-clock.ts";

const approval = (rest: object = {}) =>
  machine({
    Ask: {
      Type: "Task",
      Resource: `${work}.waitForTaskToken`,
      Arguments: { token: "{% $states.context.Task.Token %}" },
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "Refused", Output: "{% $states.errorOutput.Error %}" }],
      Next: "Approved",
      ...rest,
    },
    Approved: { Type: "Succeed" },
    Refused: { Type: "Succeed", Output: "{% 'refused: ' & $states.input %}" },
  });

/** Starts an execution that waits for an answer, and the token that its handler was given. */
async function ask(rest: object = {}) {
  const clock = manualClock(startMs);
  const tokens = createTaskTokens();
  let given = "";
  const handler = async ({ token }: Record<string, unknown>, call: { taskToken: string | undefined }) => {
    expect(call.taskToken).toBe(token);
    given = String(token);
    return "only sent on";
  };
  const running = run(approval(rest), { clock, tokens, integrations: { [work]: handler } });
  await clock.advance(1_000);
  return { clock, tokens, running, token: given };
}

test("the answer that is sent for the token is the task's result", async () => {
  const { tokens, token, running } = await ask();
  tokens.sendTaskSuccess(token, { approvedBy: "ana" });
  expect(await running).toMatchObject({ status: "SUCCEEDED", output: { approvedBy: "ana" } });
});

test("a failure that is sent for the token is the task's error", async () => {
  const { tokens, token, running } = await ask();
  tokens.sendTaskFailure(token, "Rejected", "not now");
  expect(await running).toMatchObject({ status: "SUCCEEDED", output: "refused: Rejected" });
});

test("nobody answering in time is a timeout, and the late answer is refused", async () => {
  const { clock, tokens, token, running } = await ask({ TimeoutSeconds: 900 });
  await clock.advance(900_000);
  expect(await running).toMatchObject({ output: "refused: States.Timeout" });
  expect(() => tokens.sendTaskSuccess(token, {})).toThrow(/no task waits for this token/);
});

test("an answer counts once", async () => {
  const { tokens, token, running } = await ask();
  tokens.sendTaskSuccess(token, 1);
  expect(() => tokens.sendTaskSuccess(token, 2)).toThrow(/no task waits/);
  expect(() => tokens.sendTaskFailure(token, "x", "y")).toThrow(/no task waits/);
  expect(await running).toMatchObject({ output: 1 });
});

test("heartbeats keep the task alive, and silence ends it", async () => {
  const { clock, tokens, token, running } = await ask({ HeartbeatSeconds: 60 });
  for (let minute = 0; minute < 5; minute++) {
    await clock.advance(58_000);
    tokens.sendTaskHeartbeat(token);
  }
  await clock.advance(59_999);
  tokens.sendTaskHeartbeat(token);
  await clock.advance(60_000);
  expect(await running).toMatchObject({ output: "refused: States.HeartbeatTimeout" });
  expect(() => tokens.sendTaskHeartbeat(token)).toThrow(/no task waits/);
});

test("an answer that comes while the handler is still at work counts", async () => {
  const tokens = createTaskTokens();
  const handler = async ({ token }: Record<string, unknown>) => tokens.sendTaskSuccess(String(token), "at once");
  const result = await run(approval(), { tokens, integrations: { [work]: handler } });
  expect(result).toMatchObject({ status: "SUCCEEDED", output: "at once" });
});

test("a handler that fails fails the task, and its token is closed", async () => {
  const tokens = createTaskTokens();
  let given = "";
  const handler = async ({ token }: Record<string, unknown>) => {
    given = String(token);
    throw new Error("no mail today");
  };
  const result = await run(approval(), { tokens, integrations: { [work]: handler } });
  expect(result).toMatchObject({ output: "refused: States.TaskFailed" });
  expect(() => tokens.sendTaskSuccess(given, 1)).toThrow(/no task waits/);
});
