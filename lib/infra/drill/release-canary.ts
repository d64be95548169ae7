import { byDrill } from "../../domain/response/canary.ts";
import { call, expression, type States } from "../playbooks/states.ts";
import { containmentOf } from "./drill-record.ts";
import { machine, noted, saying } from "./drill-states.ts";

/** A release reads back for seconds. Longer than this is a failure. */
const releaseEnds = { attempts: 30, intervalSeconds: 5 };

/**
 * Starts the release of what the step's playbook contained, and waits until the item says released. Leads to `look`
 * with `$phase` set to after. `StartReleaseAnyway` notes what went wrong before.
 */
export function releaseCanary(parts: {
  readonly tableName: string;
  readonly look: string;
  readonly onError: string;
}): States {
  const { tableName, look, onError } = parts;
  return {
    // What went wrong is noted; that the canary is put back is tried all the same.
    StartReleaseAnyway: {
      Type: "Pass",
      Assign: { problems: noted("$step.playbook & ': ' & $problem"), problem: "" },
      Next: "StartRelease",
    },
    StartRelease: call({
      resource: "arn:aws:states:::states:startExecution",
      arguments: {
        StateMachineArn: machine("release-"),
        Name: expression("'release-' & $containmentId"),
        Input: expression(
          `$string({'containmentId': $containmentId, 'by': '${byDrill}', 'why': 'The daily drill is over.'})`,
        ),
      },
      assign: { phase: "after", looks: 1, polls: 1 },
      catch: [
        {
          errors: ["States.ALL"],
          next: onError,
          problem: "The release could not be started, as far as is known: the canary may stay contained.",
          assign: { phase: "after" },
        },
      ],
      next: "WaitForRelease",
    }),
    WaitForRelease: { Type: "Wait", Seconds: releaseEnds.intervalSeconds, Next: "ReadReleased" },
    ReadReleased: containmentOf(tableName, { next: "IsReleased", onError }),
    IsReleased: {
      Type: "Choice",
      Choices: [
        { Condition: expression("$item.state = 'released'"), Next: look },
        {
          Condition: expression(`$polls < ${releaseEnds.attempts}`),
          Assign: { polls: expression("$polls + 1") },
          Next: "WaitForRelease",
        },
      ],
      Default: "NotReleased",
    },
    NotReleased: saying(
      "'The release did not end well; the canary stays contained by ' & $containmentId & ': ' & $item.detail",
      onError,
    ),
  };
}
