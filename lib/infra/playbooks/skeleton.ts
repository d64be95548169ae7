import { names, responderRoleName } from "../../contract/names.ts";
import { type PlaybookName, playbookScope } from "../../domain/response/decision.ts";
import { finality } from "../../domain/response/final-playbook.ts";
import { approvalStates, termsFrom } from "./approval.ts";
import { askSweepStates } from "./ask-sweep.ts";
import { budgetStates } from "./budget.ts";
import {
  beforeAttributes,
  endedAttributes,
  inPlaceAttributes,
  noticeFailedAttributes,
  releaseAt,
  startedAttributes,
  writeRecord,
} from "./containment-record.ts";
import { drillEnding, drillRequestStates } from "./drill-request.ts";
import { endingStates } from "./endings.ts";
import { holdStates, type SimulatedContext, type Verification } from "./hold.ts";
import { killSwitchGuard } from "./kill-switch.ts";
import { outcomeStates, type Sentences } from "./outcomes.ts";
import { type Definition, expression, type State, type States } from "./states.ts";
import {
  afterReadOf,
  firstMarkOf,
  firstReadOf,
  insteadOf,
  markTargetStates,
  readTargetOf,
  regionStates,
  serviceOf,
  type TargetKind,
  thereStates,
} from "./target-kind.ts";
import { type Unread, unreadStates } from "./unread.ts";

/** What a definition is made with: names, or the tokens that stand for them while the stack is synthesised. */
export interface PlaybookResources {
  readonly tableName: string;
  readonly topicArn: string;
  /** `aws` where it is left out; `aws-cn` or `aws-us-gov` elsewhere. */
  readonly partition?: string;
  /** Where a sweep is asked for once the containment is in place; nothing asks where it is left out. */
  readonly sweepQueueUrl?: string | undefined;
  /** false where Step Functions may lack AgentCore: a state machine that names its calls could then not be made. */
  readonly agentSessions?: boolean;
}

/** The part of a playbook that is its own. Its states name each other and the joints below. */
export interface Steps {
  readonly playbook: PlaybookName;
  readonly comment: string;
  readonly kind: TargetKind;
  /** The first of `states`. They lead to `SnapshotTaken` with `$beforeState` set to JSON text, or to an outcome. */
  readonly first: string;
  readonly states: States;
  /**
   * The one state that changes what the identity may do, and variables set just before it; `$afterState` among them is
   * JSON text of what it leaves. It leads to the verification; its errors to `WhyNotActed` with `$actFailed` set.
   */
  readonly act: { readonly name: string; readonly state: State; readonly assign: Readonly<Record<string, string>> };
  /** What looks at the change, or why nothing can. */
  readonly verify: Verification | Unread;
  /** Whether the quarantine tag is set besides the incident tag. */
  readonly quarantine?: boolean;
  /** Keys of the contained credential's calls; undefined where a policy simulator can say nothing. */
  readonly simulate: readonly SimulatedContext[] | undefined;
  readonly sentences: Sentences;
}

/** Two weeks: a week of waiting for people and a week until a time-limited containment ends, with room to spare. */
const longestSeconds = 1_300_000;

/**
 * ARN of a role that acts in the target's account. The account is part of the role, so that a role or user of the same
 * name in another account is never touched. `name` is a playbook, `release-<playbook>` or `mark`.
 */
export function responderRole(name: string, resources: PlaybookResources): string {
  const path = `${names.rolePath}${responderRoleName(name)}`;
  return expression(`'arn:${resources.partition ?? "aws"}:iam::' & $request.target.accountId & ':role${path}'`);
}

/** Where a change whose answer was an error or got lost leads. */
export const actFailed = (problem: string) => ({
  errors: ["States.ALL"],
  next: "WhyNotActed",
  problem,
  assign: {
    actFailed: true,
    actProblem: expression(
      `${JSON.stringify(`${problem} `)} & $states.errorOutput.Error & ': ' & $substring($string($states.errorOutput.Cause), 0, 500)`,
    ),
  },
});

/**
 * The frame of every playbook: record, read what stands, keep to the budget or ask people, record what stands, read the
 * kill switch, act, read back, hold, prove, record, tell. Input is a ContainmentRequest. Whatever happens is recorded
 * and told; an execution ends as failed only where the containment failed, could not be recorded or could not be told,
 * and an alarm watches for that.
 */
export function playbookDefinition(steps: Steps, resources: PlaybookResources): Definition {
  const { playbook, kind } = steps;
  const { tableName, topicArn, sweepQueueUrl } = resources;
  const roleArn = responderRole(playbook, resources);
  const quarantine = steps.quarantine === true;
  const { verify } = steps;
  const isRead = "state" in verify;
  const afterRecord = isRead ? "Hold" : "NothingToRead";
  return {
    Comment: steps.comment,
    QueryLanguage: "JSONata",
    StartAt: "Begin",
    TimeoutSeconds: longestSeconds,
    States: {
      Begin: { Type: "Pass", Assign: beginning, Next: "IsOwnRequest" },
      IsOwnRequest: {
        Type: "Choice",
        Choices: [
          {
            Condition: expression(
              `$request.playbook = '${playbook}' and $request.target.playbook = '${playbook}' and $type($request.containmentId) = 'string'`,
            ),
            Next: "RecordStart",
          },
        ],
        Default: "NotOwnRequest",
      },
      NotOwnRequest: {
        Type: "Fail",
        Error: "NhiWarden.WrongPlaybook",
        Cause: `The input is no containment request for ${playbook}. Nothing was changed or recorded.`,
      },
      RecordStart: writeRecord({
        tableName,
        ...startedAttributes,
        next: firstReadOf(kind),
        onError: { next: "Failed", problem: "The start could not be recorded. Nothing was changed." },
      }),
      ...regionStates(kind, "ReadPrincipal", "Failed"),
      ReadPrincipal: readTargetOf(kind, {
        roleArn,
        next: afterReadOf(kind, "IsDrillRequest"),
        onGone: "TargetNotFound",
        onError: "WhyNotChanged",
      }),
      ...thereStates(kind, "IsDrillRequest", "TargetNotFound"),
      ...drillRequestStates({ kind, partition: resources.partition, next: steps.first }),
      ...steps.states,
      // People may take days: what stood is read again before it is recorded as what stood before the change.
      SnapshotTaken: {
        Type: "Choice",
        Choices: [
          { Condition: expression("$settled = true or $drill = true"), Next: "RecordBefore" },
          {
            Condition: expression("$exists($request.approval)"),
            Assign: {
              terms: termsFrom("approval", playbook),
              whyAsked: `The policy asks people before this measure.${finality(playbook)}`,
            },
            Next: "TellApproval",
          },
        ],
        Default: "TakeAccountBudget",
      },
      ...budgetStates({ tableName, playbook, next: "RecordBefore" }),
      ...approvalStates({ tableName, topicArn, playbook, next: "ReadPrincipal" }),
      RecordBefore: writeRecord({
        tableName,
        ...beforeAttributes,
        next: "ReadKillSwitch",
        onError: { next: "Failed", problem: "The state before could not be recorded. Nothing was changed." },
      }),
      ...killSwitchGuard({
        tableName,
        act: steps.act.name,
        assign: steps.act.assign,
        engaged: isRead ? "MayNotAct" : "KillSwitchEngaged",
        unreadable: isRead ? "MayNotAct" : "KillSwitchEngaged",
      }),
      [steps.act.name]: steps.act.state,
      ...markTargetStates({
        tableName,
        kind,
        roleArn: responderRole("mark", resources),
        quarantine,
        next: "RecordInPlace",
      }),
      RecordInPlace: writeRecord({
        tableName,
        ...inPlaceAttributes,
        next: afterRecord,
        // The outcome is recorded at the end; the change stands meanwhile.
        onError: { next: afterRecord, problem: "That the change is in place could not be recorded at once." },
      }),
      ...(isRead
        ? holdStates({ verify, roleArn, simulate: steps.simulate, mark: firstMarkOf(kind), service: serviceOf(kind) })
        : unreadStates(verify)),
      ...outcomeStates({
        playbook,
        sentences: steps.sentences,
        simulated: steps.simulate !== undefined,
        isRead,
        instead: insteadOf(kind),
      }),
      RecordOutcome: writeRecord({
        tableName,
        ...endedAttributes,
        assign: { releaseAt: expression(playbookScope[playbook] === "session" ? releaseAt : "''") },
        next: "IsDrill",
        onError: { next: "NotRecorded", problem: "The outcome could not be recorded." },
      }),
      ...(sweepQueueUrl === undefined ? {} : askSweepStates({ queueUrl: sweepQueueUrl, next: "Notify" })),
      RecordNoticeFailed: writeRecord({
        tableName,
        ...noticeFailedAttributes,
        next: "NotToldOrRecorded",
        onError: { next: "NotToldOrRecorded", problem: "Neither could people be told nor that be recorded." },
      }),
      ...drillEnding(sweepQueueUrl === undefined ? "Notify" : "IsToBeSwept"),
      ...endingStates({ topicArn, playbook }),
    },
  };
}

const beginning = {
  request: expression("$states.input"),
  beforeState: "unknown",
  afterState: "",
  marks: "",
  principalId: "",
  problem: "",
  actProblem: "",
  note: "",
  answer: {},
  approvedBy: expression("$type($states.input.approvedBy) = 'string' ? $states.input.approvedBy : ''"),
  settled: expression("$type($states.input.approvedBy) = 'string'"),
  drill: false,
  phase: "prove",
  seen: false,
  actFailed: false,
  inPlace: false,
  reads: 0,
  rounds: 0,
  reverts: 0,
  recorded: true,
  releaseAt: "",
};
