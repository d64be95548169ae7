import { names, responderRoleName } from "../../contract/names.ts";
import type { PlaybookName } from "../../domain/response/decision.ts";
import {
  beforeAttributes,
  endedAttributes,
  noticeFailedAttributes,
  startedAttributes,
  writeRecord,
} from "./containment-record.ts";
import { killSwitchGuard } from "./kill-switch.ts";
import { publishOutcome } from "./notice.ts";
import { outcomeStates } from "./outcomes.ts";
import { type Definition, expression, type State, type States } from "./states.ts";

/** What a definition is made with: names, or the tokens that stand for them while the stack is synthesised. */
export interface PlaybookResources {
  readonly tableName: string;
  readonly topicArn: string;
  /** `aws` where it is left out; `aws-cn` or `aws-us-gov` elsewhere. */
  readonly partition?: string;
}

/** The part of a playbook that is its own. Its states name each other and the joints below. */
export interface Steps {
  readonly playbook: PlaybookName;
  readonly comment: string;
  /** The first of `states`. They lead to `RecordBefore` with `$beforeState` set to JSON text, or to an outcome. */
  readonly first: string;
  readonly states: States;
  /** The one state that changes something, and variables set just before it. It leads to `WaitForIam`. */
  readonly act: { readonly name: string; readonly state: State; readonly assign?: Readonly<Record<string, string>> };
  /** Asks IAM again. It sets `$inPlace` and leads to `IsInPlace`. */
  readonly verify: { readonly name: string; readonly state: State };
  readonly sentences: { readonly done: string; readonly found?: string };
}

/** IAM answers from replicas: a change may take seconds to show. Six reads, 2 s apart. */
const readBacks = { attempts: 6, intervalSeconds: 2 };

/**
 * ARN of the role that acts in the target's account. The account is part of the role, so that a role or user of the
 * same name in another account is never touched.
 */
export function responderRole(playbook: PlaybookName, resources: PlaybookResources): string {
  const path = `${names.rolePath}${responderRoleName(playbook)}`;
  return expression(`'arn:${resources.partition ?? "aws"}:iam::' & $request.target.accountId & ':role${path}'`);
}

/**
 * The frame of every playbook: record, read what stands, record that, read the kill switch, act, read back, record,
 * tell. Input is a ContainmentRequest. Whatever happens is recorded and told; an execution ends as failed only where
 * the containment failed, could not be recorded or could not be told, and an alarm watches for that.
 */
export function playbookDefinition(steps: Steps, resources: PlaybookResources): Definition {
  const { tableName, topicArn } = resources;
  return {
    Comment: steps.comment,
    QueryLanguage: "JSONata",
    StartAt: "Begin",
    TimeoutSeconds: 900,
    States: {
      Begin: {
        Type: "Pass",
        Assign: { request: expression("$states.input"), beforeState: "unknown", problem: "", reads: 0, recorded: true },
        Next: "IsOwnRequest",
      },
      IsOwnRequest: {
        Type: "Choice",
        Choices: [
          {
            Condition: expression(
              `$request.playbook = '${steps.playbook}' and $request.target.playbook = '${steps.playbook}'`,
            ),
            Next: "RecordStart",
          },
        ],
        Default: "NotOwnRequest",
      },
      NotOwnRequest: {
        Type: "Fail",
        Error: "NhiWarden.WrongPlaybook",
        Cause: `The input is no containment request for ${steps.playbook}. Nothing was changed or recorded.`,
      },
      RecordStart: writeRecord({
        tableName,
        ...startedAttributes,
        next: steps.first,
        onError: { next: "Failed", problem: "The start could not be recorded. Nothing was changed." },
      }),
      ...steps.states,
      RecordBefore: writeRecord({
        tableName,
        ...beforeAttributes,
        next: "ReadKillSwitch",
        onError: { next: "Failed", problem: "The state before could not be recorded. Nothing was changed." },
      }),
      ...killSwitchGuard({
        tableName,
        act: steps.act.name,
        ...(steps.act.assign === undefined ? {} : { assign: steps.act.assign }),
      }),
      [steps.act.name]: steps.act.state,
      WaitForIam: { Type: "Wait", Seconds: readBacks.intervalSeconds, Next: steps.verify.name },
      [steps.verify.name]: steps.verify.state,
      IsInPlace: {
        Type: "Choice",
        Choices: [
          { Condition: expression("$inPlace = true"), Next: "Contained" },
          {
            Condition: expression(`$reads < ${readBacks.attempts - 1}`),
            Assign: { reads: expression("$reads + 1") },
            Next: "WaitForIam",
          },
        ],
        Default: "NotInPlace",
      },
      NotInPlace: {
        Type: "Pass",
        Assign: { problem: "IAM accepted the change but does not show it. It is unproven or was reverted. Look now." },
        Next: "Failed",
      },
      ...outcomeStates(steps.sentences),
      RecordOutcome: writeRecord({
        tableName,
        ...endedAttributes,
        next: "Notify",
        onError: { next: "NotRecorded", problem: "The outcome could not be recorded." },
      }),
      NotRecorded: {
        Type: "Pass",
        Assign: {
          recorded: false,
          ended: expression("$merge([$ended, {'detail': $ended.detail & ' ' & $problem}])"),
        },
        Next: "Notify",
      },
      Notify: publishOutcome({ topicArn, next: "IsSound", onError: "RecordNoticeFailed" }),
      RecordNoticeFailed: writeRecord({
        tableName,
        ...noticeFailedAttributes,
        next: "NotToldOrRecorded",
        onError: { next: "NotToldOrRecorded", problem: "Neither could people be told nor that be recorded." },
      }),
      IsSound: {
        Type: "Choice",
        Choices: [
          { Condition: expression("$recorded = false"), Next: "NotToldOrRecorded" },
          { Condition: expression("$ended.outcome = 'failed'"), Next: "ContainmentFailed" },
        ],
        Default: "Done",
      },
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
    },
  };
}
