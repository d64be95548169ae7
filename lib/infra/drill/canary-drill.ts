import { drillContainmentPrefix } from "../../contract/drill-item.ts";
import { names } from "../../contract/names.ts";
import { killSwitchGuard } from "../playbooks/kill-switch.ts";
import { type Definition, expression } from "../playbooks/states.ts";
import { containCanary } from "./contain-canary.ts";
import { drillRecord, forgetContainment } from "./drill-record.ts";
import { noted, saying } from "./drill-states.ts";
import { type DrilledPlaybook, drilledPlaybooks } from "./drilled-playbooks.ts";
import { lookAtCanary } from "./look-at-canary.ts";
import { releaseCanary } from "./release-canary.ts";

/** IAM answers from replicas: the canary is looked at six times, 5 s apart, until it stands as it should. */
const looks = { attempts: 6, intervalSeconds: 5 };
/** Six playbooks of about 90 s each. */
const longestSeconds = 5_400;

/** As CloudFormation made it: without any right, and, of the user, one key that works. */
const isClean =
  "$count($stands.tags) + $count($stands.attached) + $count($stands.inline) = 0 and ($step.kind = 'role' or ($count($stands.keys) = 1 and $contains($stands.keys[0], ' Active')))";

/** What has to stand while it is contained: that of before, but for what the playbook is there to do. */
const contained = `$merge([$before, {'tags': $sort($append(['${names.incidentTag}=' & $containmentId], $step.tags)), 'attached': $step.attached, 'inline': $step.inline, 'keys': $step.disablesKey ? [$before.keys.$replace($, ' Active', ' Inactive')] : $before.keys}])`;

interface DrillParts {
  readonly tableName: string;
  /** Every playbook where it is left out. */
  readonly drilled?: readonly DrilledPlaybook[];
}

/**
 * The daily drill. For each playbook: looks at the canary, starts the playbook as the warden would, waits until its
 * item says contained with its proof, looks at the canary, starts the release, waits, looks again. Whatever is not as
 * it should be is noted, and the next playbook is drilled; with anything noted the execution fails, which rings an
 * alarm. Where the kill switch is engaged nothing is drilled, and that is no failure. The machines that it starts are
 * told from its own name, so the table is all it has to be given.
 */
export function canaryDrillDefinition({ tableName, drilled = drilledPlaybooks }: DrillParts): Definition {
  const { recordDrillStart, recordDrill } = drillRecord(tableName);
  return {
    Comment: "Contains the canary with every playbook, verifies that, releases it, verifies that.",
    QueryLanguage: "JSONata",
    StartAt: "BeginDrill",
    TimeoutSeconds: longestSeconds,
    States: {
      BeginDrill: {
        Type: "Pass",
        Assign: {
          startedAt: expression("$states.context.Execution.StartTime"),
          steps: drilled,
          at: 0,
          problems: [],
          passed: [],
          outcome: "failed",
          problem: "",
        },
        Next: "RecordDrillStart",
      },
      RecordDrillStart: recordDrillStart({
        next: "ReadKillSwitchToDrill",
        twice: "RunsAlready",
        onError: "NotRecorded",
      }),
      RunsAlready: { Type: "Succeed" },
      ...killSwitchGuard({
        tableName,
        suffix: "ToDrill",
        act: "WhichPlaybook",
        engaged: "Skipped",
        unreadable: "NoteAndEnd",
      }),
      WhichPlaybook: {
        Type: "Choice",
        Choices: [
          {
            Condition: expression("$at < $count($steps)"),
            Assign: {
              step: expression("$steps[$at]"),
              at: expression("$at + 1"),
              containmentId: expression(
                `'${drillContainmentPrefix}' & $toMillis($startedAt) & '-' & $steps[$at].playbook`,
              ),
              phase: "before",
              problem: "",
              looks: 1,
              polls: 1,
            },
            Next: "LookAtCanary",
          },
        ],
        Default: "Judge",
      },
      ...lookAtCanary({ next: "IsAsItShouldBe", onError: "WhereItStops" }),
      IsAsItShouldBe: {
        Type: "Choice",
        Choices: [
          {
            Condition: expression(`$phase = 'before' and ${isClean}`),
            Assign: { before: expression("$stands") },
            Next: "StartPlaybook",
          },
          { Condition: expression(`$phase = 'contained' and $stands = ${contained}`), Next: "StartRelease" },
          { Condition: expression("$phase = 'after' and $stands = $before"), Next: "IsPassed" },
          {
            Condition: expression(`$looks < ${looks.attempts}`),
            Assign: { looks: expression("$looks + 1") },
            Next: "WaitToLook",
          },
          {
            Condition: expression("$phase = 'before'"),
            Assign: { problem: expression("'The canary is not as it was made: ' & $string($stands)") },
            Next: "WhereItStops",
          },
          {
            Condition: expression("$phase = 'contained'"),
            Assign: {
              problem: expression(
                `'The item says contained, and IAM shows something else: ' & $string($stands) & ' instead of ' & $string(${contained})`,
              ),
            },
            Next: "WhereItStops",
          },
        ],
        Default: "NotAsBefore",
      },
      NotAsBefore: saying(
        "'After the release the canary is not as before: ' & $string($stands) & ' instead of ' & $string($before)",
        "WhereItStops",
      ),
      WaitToLook: { Type: "Wait", Seconds: looks.intervalSeconds, Next: "LookAtCanary" },
      ...containCanary({ tableName, look: "LookAtCanary", skip: "Skipped", onError: "WhereItStops" }),
      ...releaseCanary({ tableName, look: "LookAtCanary", onError: "WhereItStops" }),
      WhereItStops: {
        Type: "Choice",
        Choices: [{ Condition: expression("$phase = 'contained'"), Next: "StartReleaseAnyway" }],
        Default: "Note",
      },
      Note: {
        Type: "Pass",
        Assign: { problems: noted("$step.playbook & ': ' & $problem") },
        Next: "ForgetLater",
      },
      IsPassed: {
        Type: "Choice",
        Choices: [
          {
            // Put back in the end, and something was noted on the way.
            Condition: expression("$count($problems[$substringBefore($, ':') = $step.playbook]) > 0"),
            Next: "ForgetLater",
          },
        ],
        Default: "Passed",
      },
      Passed: {
        Type: "Pass",
        Assign: { passed: expression("[$append($passed, $step.playbook)]") },
        Next: "ForgetLater",
      },
      ForgetLater: forgetContainment(tableName, { next: "WhichPlaybook", onError: "NotForgotten" }),
      NotForgotten: {
        Type: "Pass",
        Assign: { problems: noted("$step.playbook & ': ' & $problem") },
        Next: "WhichPlaybook",
      },
      NoteAndEnd: { Type: "Pass", Assign: { problems: noted("$problem") }, Next: "Judge" },
      Judge: {
        Type: "Choice",
        Choices: [
          { Condition: expression("$count($problems) = 0"), Assign: { outcome: "passed" }, Next: "RecordDrill" },
        ],
        Default: "RecordDrill",
      },
      Skipped: {
        Type: "Choice",
        Choices: [
          {
            Condition: expression("$count($problems) = 0"),
            Assign: { outcome: "skipped", problem: "The kill switch is engaged: no further playbook was drilled." },
            Next: "RecordDrill",
          },
        ],
        Default: "RecordDrill",
      },
      RecordDrill: recordDrill({ next: "IsSound", onError: "NotRecorded" }),
      IsSound: {
        Type: "Choice",
        Choices: [{ Condition: expression("$outcome in ['passed', 'skipped']"), Next: "DrillEnded" }],
        Default: "DrillFailed",
      },
      DrillEnded: {
        Type: "Succeed",
        Output: { outcome: expression("$outcome"), detail: expression("$detail") },
      },
      DrillFailed: {
        Type: "Fail",
        Error: "NhiWarden.DrillFailed",
        Cause: expression("$substring($detail, 0, 8000)"),
      },
      NotRecorded: {
        Type: "Fail",
        Error: "NhiWarden.DrillNotRecorded",
        Cause: expression("$problem & ' ' & $join($problems, ' ')"),
      },
    },
  };
}
