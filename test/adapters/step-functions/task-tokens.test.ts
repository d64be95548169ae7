import { SFNClient } from "@aws-sdk/client-sfn";
import { memoryTaskTokens } from "../../../lib/adapters/memory/task-tokens.ts";
import { stepFunctionsTaskTokens } from "../../../lib/adapters/step-functions/task-tokens.ts";
import type { TaskTokens } from "../../../lib/app/approvals.ts";
import { type AwsEndpoint, json, jsonError, startAwsEndpoint } from "../aws-endpoint.ts";

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

const answer = { answer: "approve", who: ["arn:aws:iam::111122223333:user/ana"], why: "seen" } as const;

/** What every TaskTokens promises. */
function taskTokensContract(open: () => { tokens: TaskTokens; wait(token: string): void; answers(): unknown }): void {
  test("the first answer ends the waiting, the second comes too late", async () => {
    const { tokens, wait, answers } = open();
    wait("token-1");
    expect(await tokens.succeed("token-1", answer)).toBe("told");
    expect(await tokens.succeed("token-1", answer)).toBe("gone");
    expect(answers()).toEqual([answer]);
  });

  test("nothing waits for a token that is not known", async () => {
    expect(await open().tokens.succeed("token-2", answer)).toBe("gone");
  });
}

describe("waiting states in memory", () => {
  taskTokensContract(() => {
    const tokens = memoryTaskTokens();
    return { tokens, wait: tokens.wait, answers: tokens.answered };
  });
});

describe("waiting states in Step Functions", () => {
  taskTokensContract(() => {
    const waiting = new Set<string>();
    const answers: unknown[] = [];
    endpoint.answer(({ body }) => {
      const { taskToken, output } = JSON.parse(body) as { taskToken: string; output: string };
      if (!waiting.delete(taskToken)) return jsonError("TaskTimedOut", "Provided task does not exist anymore");
      answers.push(JSON.parse(output));
      return json({});
    });
    return {
      tokens: stepFunctionsTaskTokens({ client }),
      wait: (token) => waiting.add(token),
      answers: () => answers,
    };
  });

  test.each(["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"])(
    "%s means that nothing waits any more",
    async (name) => {
      endpoint.answer(() => jsonError(name, "gone"));
      expect(await stepFunctionsTaskTokens({ client }).succeed("token-1", answer)).toBe("gone");
    },
  );

  test.each([
    ["ValidationException", "Value 'secret-token-1' at 'taskToken' failed"],
    ["AccessDeniedException", "not authorized"],
  ])("any other error (%s) is thrown, without the token", async (name, message) => {
    endpoint.answer(() => jsonError(name, message));
    const failed = await stepFunctionsTaskTokens({ client })
      .succeed("secret-token-1", answer)
      .catch((error: Error) => error);
    expect(String((failed as Error).message)).toContain(name);
    expect(JSON.stringify(failed, Object.getOwnPropertyNames(failed))).not.toContain("secret-token-1");
  });
});
