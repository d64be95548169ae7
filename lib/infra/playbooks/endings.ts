import type { PlaybookName } from "../../domain/response/decision.ts";
import { playbookScope } from "../../domain/response/decision.ts";
import { lines, publish, publishOutcome } from "./notice.ts";
import { call, expression, type States } from "./states.ts";

/** Tells people, starts the release of a time-limited containment when its time is over, and ends the execution. */
export function endingStates(parts: { readonly topicArn: string; readonly playbook: PlaybookName }): States {
  const { topicArn, playbook } = parts;
  const limited = playbookScope[playbook] === "session";
  return {
    NotRecorded: {
      Type: "Pass",
      Assign: {
        recorded: false,
        ended: expression("$merge([$ended, {'detail': $ended.detail & ' ' & $problem}])"),
      },
      Next: "IsDrill",
    },
    Notify: publishOutcome({ topicArn, next: "IsSound", onError: "RecordNoticeFailed" }),
    IsSound: {
      Type: "Choice",
      Choices: [
        { Condition: expression("$recorded = false"), Next: "NotToldOrRecorded" },
        { Condition: expression("$ended.outcome in ['failed', 'reverted']"), Next: "ContainmentFailed" },
        ...(limited ? [{ Condition: expression("$releaseAt != ''"), Next: "WaitForRelease" }] : []),
      ],
      Default: "Done",
    },
    ...(limited ? releaseLater(topicArn, playbook) : {}),
    Done: { Type: "Succeed" },
    ContainmentFailed: {
      Type: "Fail",
      Error: "NhiWarden.ContainmentFailed",
      Cause: "The containment failed. Its record in the table and the notice say why.",
    },
    NotToldOrRecorded: {
      Type: "Fail",
      Error: "NhiWarden.NotToldOrRecorded",
      Cause:
        "The playbook ended, but people could not be told or the outcome could not be recorded. Read this history.",
    },
  };
}

function releaseLater(topicArn: string, playbook: PlaybookName): States {
  return {
    WaitForRelease: { Type: "Wait", Timestamp: expression("$releaseAt"), Next: "StartRelease" },
    // The name of the releasing state machine is this one's with `release-` before the playbook.
    StartRelease: call({
      resource: "arn:aws:states:::states:startExecution",
      arguments: {
        StateMachineArn: expression(
          `$replace($states.context.StateMachine.Id, '${playbook}', 'release-${playbook}', 1)`,
        ),
        Name: expression("'release-' & $substring($request.containmentId, 0, 72)"),
        Input: expression(
          "$string({'containmentId': $request.containmentId, 'by': 'expiry', 'why': 'Its time is over.'})",
        ),
      },
      catch: [
        // Somebody released it before its time: that execution has the name.
        {
          errors: ["StepFunctions.ExecutionAlreadyExistsException"],
          next: "Done",
          problem: "It was released before.",
        },
        { errors: ["States.ALL"], next: "TellNotReleased", problem: "The release could not be started." },
      ],
      next: "Done",
    }),
    TellNotReleased: publish({
      topicArn,
      subject: `'NHI Warden: release by hand (${playbook})'`,
      message: lines(
        "'The time of this containment is over, and it could not be released by itself. It stands.'",
        "$problem",
        "'Containment:  ' & $request.containmentId",
        "'Target:       ' & $string($request.target)",
        "'To release it: nhi release ' & $request.containmentId & ' --why \"...\"'",
      ),
      next: "NotToldOrRecorded",
      onError: { next: "NotToldOrRecorded", problem: "People could not be told." },
    }),
  };
}
