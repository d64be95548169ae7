import {
  InvalidToken,
  SendTaskSuccessCommand,
  type SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from "@aws-sdk/client-sfn";
import type { TaskTokens } from "../../app/approvals.ts";

/**
 * Waiting states of Step Functions. It answers TaskTimedOut for a token whose task timed out and for one whose task was
 * ended already: https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
 */
export function stepFunctionsTaskTokens({ client }: { readonly client: SFNClient }): TaskTokens {
  return {
    async succeed(taskToken, answer) {
      try {
        await client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(answer) }));
        return "told";
      } catch (error) {
        const isGone = [TaskTimedOut, TaskDoesNotExist, InvalidToken].some((known) => error instanceof known);
        if (isGone) return "gone";
        // The error is not kept as the cause: what Step Functions says of a bad request repeats the token.
        const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
        const said = taskToken === "" ? message : message.replaceAll(taskToken, "(token)");
        throw new Error(`the playbook could not be told the answer; answer again. ${name}: ${said.slice(0, 300)}`);
      }
    },
  };
}
