import { names } from "../../contract/names.ts";
import { call, expression, type States } from "../playbooks/states.ts";
import { containmentOf } from "./drill-record.ts";
import { machine, saying } from "./drill-states.ts";

/** A playbook holds for a minute. Longer than this is a failure. */
const playbookEnds = { attempts: 24, intervalSeconds: 15 };

const target = `$merge([
  {'playbook': $step.playbook, 'accountId': $split($principalArn, ':')[4]},
  $step.kind = 'user' ? {'userName': '${names.canary}'} : {'roleName': '${names.canary}'},
  $step.playbook = 'disable-access-key' ? {'accessKeyId': $accessKeyId} : {},
  $step.playbook = 'deny-role-session' ? {'principalId': $principalId & ':drill'} : {}
])`.replaceAll(/\n\s*/g, " ");

const request = `$string({'containmentId': $containmentId, 'caseId': 'drill', 'identityKey': $principalArn, 'playbook': $step.playbook, 'target': ${target}, 'reason': 'The daily drill.', 'eventIds': [], 'eventTime': $startedAt, 'decidedAt': $startedAt, 'drill': true})`;

const isWaitedFor = "$item.state != 'failed' and ($item.state = '' or $item.open = true)";

/**
 * Starts the step's playbook as the warden would and waits until its item says how it ended. Where it says contained
 * with the proof that it has to have, leads to `look` with `$phase` set to contained.
 */
export function containCanary(parts: {
  readonly tableName: string;
  readonly look: string;
  readonly skip: string;
  readonly onError: string;
}): States {
  const { tableName, look, skip, onError } = parts;
  return {
    StartPlaybook: call({
      resource: "arn:aws:states:::states:startExecution",
      arguments: { StateMachineArn: machine(""), Name: expression("$containmentId"), Input: expression(request) },
      catch: [{ errors: ["States.ALL"], next: "WaitItOut", problem: "The playbook could not be started." }],
      next: "WaitForPlaybook",
    }),
    WaitForPlaybook: { Type: "Wait", Seconds: playbookEnds.intervalSeconds, Next: "ReadContained" },
    ReadContained: containmentOf(tableName, { next: "HowItEnded", onError: "WaitItOut" }),
    HowItEnded: {
      Type: "Choice",
      Choices: [
        {
          Condition: expression(`${isWaitedFor} and $polls < ${playbookEnds.attempts}`),
          Assign: { polls: expression("$polls + 1") },
          Next: "WaitForPlaybook",
        },
        {
          Condition: expression("$item.open = false and $item.outcome = 'contained' and $item.proof = $step.proof"),
          Assign: { phase: "contained", looks: 1, polls: 1 },
          Next: look,
        },
        { Condition: expression("$item.outcome = 'refused-kill-switch'"), Next: skip },
      ],
      Default: "NotContained",
    },
    // It may run although its start was not answered, and a release of what still runs is refused.
    WaitItOut: { Type: "Wait", Seconds: 180, Next: "ReadContainedAtLast" },
    ReadContainedAtLast: containmentOf(tableName, { next: "IsThereAnythingToRelease", onError }),
    NotContained: saying(
      "'Its outcome is not contained as it should be, but ' & $item.outcome & ', proof ' & $item.proof & ': ' & $item.detail",
      "IsThereAnythingToRelease",
    ),
    IsThereAnythingToRelease: {
      Type: "Choice",
      Choices: [
        {
          Condition: expression("$item.state in ['contained', 'failed'] and $item.principalId != ''"),
          Next: "StartReleaseAnyway",
        },
      ],
      Default: onError,
    },
  };
}
