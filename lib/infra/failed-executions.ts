import { Aws } from "aws-cdk-lib";
import { EventField, type EventPattern, Rule, RuleTargetInput } from "aws-cdk-lib/aws-events";
import { SfnStateMachine } from "aws-cdk-lib/aws-events-targets";
import { FilterPattern, type LogGroup, MetricFilter } from "aws-cdk-lib/aws-logs";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { metrics } from "../contract/metrics.ts";
import { names, stateMachineName } from "../contract/names.ts";
import type { Notices } from "./notices.ts";
import { deadLetterQueue } from "./private-queue.ts";
import { tellFailureDefinition } from "./tell-failure.ts";
import { wardenMachine, wardenMachineRole } from "./warden-machine.ts";

interface FailedExecutionsProps {
  readonly notices: Notices;
  /** The logs of the playbooks and releases, by the state machine's name. */
  readonly playbookLogs: ReadonlyMap<string, LogGroup>;
  /** The log of the drill, where there is one. */
  readonly drillLog: LogGroup | undefined;
  readonly emulator: boolean;
}

/**
 * No execution ends badly in silence. Two ways lead to people, because AWS delivers neither surely (both best effort):
 * Step Functions' event of the ending, which a state machine makes a notice of, and its log, where the ending is
 * counted for an alarm. The one fails where EventBridge or the topic does, the other where logs do.
 */
export class FailedExecutions extends Construct {
  /** Endings that nobody could be told of. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: FailedExecutionsProps) {
    super(scope, id);
    const { notices, playbookLogs, drillLog, emulator } = props;
    this.deadLetters = deadLetterQueue(this, "DeadLetters");
    const role = wardenMachineRole(this, names.failureNotice);
    notices.grantPublish(role);
    const definition = tellFailureDefinition({ topicArn: notices.topic.topicArn });
    const { machine, log } = wardenMachine(this, names.failureNotice, role, definition);
    new Rule(this, "EndedBadly", {
      description: "Tells people of NHI Warden's executions that failed, timed out or were stopped",
      eventPattern: endedBadly,
      targets: [
        new SfnStateMachine(machine, {
          input: RuleTargetInput.fromObject({
            status: EventField.fromPath("$.detail.status"),
            executionArn: EventField.fromPath("$.detail.executionArn"),
            time: EventField.time,
          }),
          deadLetterQueue: this.deadLetters,
        }),
      ],
    });
    // Emulators have no metric filters.
    if (emulator) return;
    const own = [names.failureNotice, log] as const;
    for (const [name, group] of [...playbookLogs, own]) this.count(name, group, metrics.playbooksEndedBadly);
    if (drillLog !== undefined) this.count(names.drill, drillLog, metrics.drillsEndedBadly);
  }

  /** All count into one metric: a metric filter costs nothing, a metric and an alarm do. */
  private count(name: string, logGroup: LogGroup, metricName: string): void {
    const types = ["ExecutionFailed", "ExecutionTimedOut", "ExecutionAborted"];
    new MetricFilter(this, `EndedBadly-${name}`, {
      logGroup,
      filterPattern: FilterPattern.any(...types.map((type) => FilterPattern.stringValue("$.type", "=", type))),
      metricNamespace: metrics.namespace,
      metricName,
      metricValue: "1",
    });
  }
}

const arn = (kind: "stateMachine" | "execution", name: string) =>
  `arn:${Aws.PARTITION}:states:${Aws.REGION}:${Aws.ACCOUNT_ID}:${kind}:${name}`;

/**
 * By the names' beginning, because a pattern may have 2,048 characters and the ARNs of all have more; and without the
 * state machine that tells, which would tell of itself without end.
 */
const endedBadly: EventPattern = {
  source: ["aws.states"],
  detailType: ["Step Functions Execution Status Change"],
  detail: {
    status: ["FAILED", "TIMED_OUT", "ABORTED"],
    executionArn: [{ prefix: arn("execution", stateMachineName("")) }],
    stateMachineArn: [{ "anything-but": [arn("stateMachine", stateMachineName(names.failureNotice))] }],
  },
};
