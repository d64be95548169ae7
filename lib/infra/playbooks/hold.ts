import { deniedByOwnPolicy } from "./outcomes.ts";
import { call, expression, type State, type States } from "./states.ts";

/** IAM answers from replicas: a change may take seconds to show. Six reads, 2 s apart. */
const readBacks = { attempts: 6, intervalSeconds: 2 };
/** Who reverts a containment does so within seconds: a minute of looking every 5 s. */
const hold = { rounds: 12, intervalSeconds: 5 };

/** What the policy simulator is asked: calls that an intruder makes early. */
const simulatedActions = ["s3:ListAllMyBuckets", "iam:CreateUser", "sts:AssumeRole"];

/** A condition key of the contained credential's calls. `value` is a JSONata expression. */
export interface SimulatedContext {
  readonly key: string;
  readonly type: "string" | "date" | "ip" | "boolean";
  readonly value: string;
}

export interface Verification {
  /** Asks IAM again. It sets `$inPlace` and leads to `IsInPlace`. */
  readonly name: string;
  readonly state: State;
}

/**
 * From the change on: read back, mark, record, then look every 5 s for a minute. What is gone is put back once, after
 * the kill switch was read again; what is gone twice, or cannot be put back, is reverted. Then the policy simulator is
 * asked. A change whose answer was lost is judged by what IAM shows.
 */
export function holdStates(parts: {
  readonly verify: Verification;
  readonly roleArn: string;
  readonly simulate: readonly SimulatedContext[] | undefined;
  /** Where a change that is seen for the first time leads. */
  readonly mark: string;
  /** Whom `verify` asks, for sentences. */
  readonly service: string;
}): States {
  const { verify, roleArn, simulate, mark, service } = parts;
  return {
    WaitForIam: { Type: "Wait", Seconds: readBacks.intervalSeconds, Next: verify.name },
    [verify.name]: verify.state,
    IsInPlace: {
      Type: "Choice",
      Choices: [
        {
          Condition: expression("$inPlace = true and $phase = 'prove'"),
          Assign: { phase: "hold", seen: true, rounds: 1, reads: 0, actFailed: false, problem: "" },
          Next: mark,
        },
        {
          Condition: expression(`$inPlace = true and $rounds < ${hold.rounds}`),
          Assign: { rounds: expression("$rounds + 1") },
          Next: "Hold",
        },
        { Condition: expression("$inPlace = true"), Next: simulate === undefined ? "HeldFor60Seconds" : "Simulate" },
        {
          Condition: expression("$phase = 'hold' and $reverts = 0"),
          Assign: {
            phase: "prove",
            reverts: 1,
            reads: 0,
            note: expression("$note & ' Within the minute somebody took it away once: an adversary acts against it.'"),
          },
          Next: "ReadKillSwitch",
        },
        {
          Condition: expression(`$phase = 'prove' and $actFailed = false and $reads < ${readBacks.attempts - 1}`),
          Assign: { reads: expression("$reads + 1") },
          Next: "WaitForIam",
        },
        { Condition: expression("$seen = true"), Assign: { problem: "It was taken away twice." }, Next: "Reverted" },
        { Condition: expression("$actFailed = true"), Assign: { problem: expression("$actProblem") }, Next: "Failed" },
      ],
      Default: "NotInPlace",
    },
    Hold: { Type: "Wait", Seconds: hold.intervalSeconds, Next: verify.name },
    // A change that was made and then cannot be looked at is there as far as anybody knows.
    NotReadBack: {
      Type: "Choice",
      Choices: [{ Condition: expression("$phase = 'hold'"), Next: "Unproven" }],
      Default: "Failed",
    },
    WhyNotActed: {
      Type: "Choice",
      Choices: [
        { Condition: expression("$seen = true"), Next: "Reverted" },
        {
          Condition: expression(deniedByOwnPolicy),
          Next: "Protected",
        },
      ],
      Default: verify.name,
    },
    // The change was in place once: then it is not true that nothing was changed.
    MayNotAct: {
      Type: "Choice",
      Choices: [{ Condition: expression("$seen = true"), Next: "Reverted" }],
      Default: "KillSwitchEngaged",
    },
    GoneWhileActing: {
      Type: "Choice",
      Choices: [{ Condition: expression("$seen = true"), Next: "Reverted" }],
      Default: "TargetNotFound",
    },
    NotInPlace: {
      Type: "Pass",
      Assign: {
        problem: `${service} accepted the change but does not show it. It is unproven or was reverted. Look now.`,
      },
      Next: "Failed",
    },
    ...(simulate === undefined ? {} : simulateStates(simulate, roleArn)),
  };
}

function simulateStates(context: readonly SimulatedContext[], roleArn: string): States {
  const results = "$states.result.EvaluationResults";
  return {
    Simulate: call({
      resource: "arn:aws:states:::aws-sdk:iam:simulatePrincipalPolicy",
      roleArn,
      arguments: {
        PolicySourceArn: expression("$principalArn"),
        ActionNames: simulatedActions,
        ContextEntries: context.map(({ key, type, value }) => ({
          ContextKeyName: key,
          ContextKeyType: type,
          ContextKeyValues: [expression(value)],
        })),
      },
      assign: {
        denied: expression(`$count(${results}[EvalDecision = 'explicitDeny']) = ${simulatedActions.length}`),
        problem: "the policy simulator does not answer with an explicit deny.",
      },
      catch: [{ errors: ["States.ALL"], next: "Unproven", problem: "the policy simulator could not be asked." }],
      next: "IsDenied",
    }),
    IsDenied: {
      Type: "Choice",
      Choices: [{ Condition: expression("$denied = true"), Next: "Proven" }],
      Default: "Unproven",
    },
  };
}
