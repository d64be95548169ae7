import { sweepOrder } from "../../contract/sweep-order.ts";
import { call, expression, type States } from "./states.ts";

/**
 * Asks for the sweep of a containment that is in place, so that what was made with the credential is looked for. That
 * it could not be asked is told with the outcome, and changes nothing about it.
 */
export function askSweepStates(parts: { readonly queueUrl: string; readonly next: string }): States {
  const { queueUrl, next } = parts;
  return {
    IsToBeSwept: {
      Type: "Choice",
      Choices: [{ Condition: expression("$ended.outcome in ['contained', 'already-contained']"), Next: "AskSweep" }],
      Default: next,
    },
    AskSweep: call({
      resource: "arn:aws:states:::sqs:sendMessage",
      arguments: {
        QueueUrl: queueUrl,
        MessageBody: expression(`$string({'${sweepOrder.containmentId}': $request.containmentId})`),
      },
      catch: [
        {
          errors: ["States.ALL"],
          next: "SweepNotAsked",
          problem: "What was made with the credential is not looked for by itself; sweep it by hand with nhi sweep.",
        },
      ],
      next,
    }),
    SweepNotAsked: {
      Type: "Pass",
      Assign: { ended: expression("$merge([$ended, {'detail': $ended.detail & ' ' & $problem}])") },
      Next: next,
    },
  };
}
