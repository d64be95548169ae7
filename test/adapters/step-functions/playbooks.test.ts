import { SFNClient } from "@aws-sdk/client-sfn";
import { stepFunctionsPlaybooks } from "../../../lib/adapters/step-functions/playbooks.ts";
import type { ContainmentRequest } from "../../../lib/domain/response/containment.ts";
import { type AwsEndpoint, json, jsonError, startAwsEndpoint } from "../aws-endpoint.ts";
import { containmentRequest } from "../contract/containment-store.ts";
import { playbookRunnerContract } from "../contract/playbook-runner.ts";

const stateMachineArns = {
  "disable-access-key": "arn:aws:states:us-east-1:111122223333:stateMachine:disable-access-key",
  "revoke-role-sessions": "arn:aws:states:us-east-1:111122223333:stateMachine:revoke-role-sessions",
};

let endpoint: AwsEndpoint;
let client: SFNClient;
beforeAll(async () => {
  endpoint = await startAwsEndpoint();
  client = new SFNClient(endpoint.config);
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
});

interface Start {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly input: string;
}

/** Step Functions as it documents StartExecution: a used name is refused, unless it runs with the very same input. */
function open() {
  const executions = new Map<string, Start>();
  endpoint.answer(({ body }) => {
    const start = JSON.parse(body) as Start;
    const before = executions.get(start.name);
    if (before !== undefined && before.input !== start.input) {
      return jsonError("ExecutionAlreadyExists", `Execution Already Exists: '${start.name}'`);
    }
    executions.set(start.name, start);
    return json({ executionArn: `arn:${start.name}`, startDate: 1_763_719_285 });
  });
  return {
    playbooks: stepFunctionsPlaybooks({ client, stateMachineArns }),
    executions: () => [...executions.values()],
    started: () => [...executions.values()].map((start) => JSON.parse(start.input) as ContainmentRequest),
  };
}

describe("playbooks in Step Functions", () => {
  playbookRunnerContract(async () => open());

  test("start the state machine of their playbook, named by the containment", async () => {
    const { playbooks, executions } = open();
    const target = { playbook: "revoke-role-sessions", accountId: "111122223333", roleName: "app" } as const;
    await playbooks.start(containmentRequest({ containmentId: "c-2", playbook: "revoke-role-sessions", target }));
    expect(executions()).toMatchObject([{ stateMachineArn: stateMachineArns["revoke-role-sessions"], name: "c-2" }]);
  });

  test("the very same start twice is one execution", async () => {
    const { playbooks, executions } = open();
    await playbooks.start(containmentRequest());
    await playbooks.start(containmentRequest());
    expect(executions()).toHaveLength(1);
  });

  test.each([
    ["ThrottlingException", 400],
    ["StateMachineDoesNotExist", 400],
    ["ExecutionLimitExceeded", 400],
    ["InternalFailure", 500],
  ])("%s throws: nothing is said to have started", async (type, status) => {
    const { playbooks } = open();
    endpoint.answer(() => jsonError(type, `said ${type}`, status));
    await expect(playbooks.start(containmentRequest())).rejects.toMatchObject({
      message: expect.stringMatching(
        new RegExp(`^The playbook disable-access-key could not be started for c-1: .*said ${type}`),
      ),
      cause: expect.anything(),
    });
  });

  test("an endpoint that does not answer throws", async () => {
    const { playbooks } = open();
    endpoint.answer(() => ({ silent: true }));
    await expect(playbooks.start(containmentRequest())).rejects.toThrow("TimeoutError");
  });

  test("a playbook that is not deployed throws before anything is asked of AWS", async () => {
    open();
    const playbooks = stepFunctionsPlaybooks({
      client,
      stateMachineArns: { ...stateMachineArns, "disable-access-key": "" },
    });
    await expect(playbooks.start(containmentRequest())).rejects.toThrow(
      "No state machine is set for the playbook disable-access-key; nothing was contained.",
    );
    expect(endpoint.requests).toHaveLength(0);
  });
});
