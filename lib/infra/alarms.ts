import { Duration } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { type StateMachine, StateTransitionMetric } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { metrics } from "../contract/metrics.ts";
import { type AlarmSection, drillEndedBadly, playbookEndedBadly, runbookLink } from "./runbook.ts";

interface AlarmProps {
  readonly section: AlarmSection;
  /** One sentence: what it means that the alarm rings. */
  readonly meaning: string;
  readonly metric: IMetric;
  /** Rings at this value and above. */
  readonly threshold: number;
  readonly periods?: number;
  /** Rings where the metric is missing, instead of below the threshold. */
  readonly whenSilent?: boolean;
}

const fiveMinutes = { period: Duration.minutes(5), statistic: "Maximum" };
const sum = { period: Duration.minutes(5), statistic: "Sum" };

/** A metric of the warden, without dimensions. */
const own = (metricName: string, statistic: "Sum" | "Maximum") =>
  new Metric({ namespace: metrics.namespace, metricName, period: Duration.minutes(5), statistic });

/** Every alarm rings at the topic and leads to its section of the runbook. */
export class Alarms extends Construct {
  readonly alarms: Alarm[] = [];
  private readonly topic: ITopic | undefined;

  constructor(scope: Construct, id: string, props: { readonly topic: ITopic | undefined }) {
    super(scope, id);
    this.topic = props.topic;
  }

  deadLetters(id: string, queue: IQueue, what: string): void {
    this.add(id, {
      section: "dead-letters",
      meaning: `${what} could not be delivered or handled and wait in a dead-letter queue.`,
      metric: queue.metricApproximateNumberOfMessagesVisible(fiveMinutes),
      threshold: 1,
    });
  }

  undeliveredEvents(id: string, queue: IQueue, what: string): void {
    this.add(id, {
      section: "undelivered-events",
      meaning: `EventBridge could not deliver ${what}; they wait in a dead-letter queue.`,
      metric: queue.metricApproximateNumberOfMessagesVisible(fiveMinutes),
      threshold: 1,
    });
  }

  recordsSetAside(queue: IQueue): void {
    this.add("RecordsSetAside", {
      section: "records-set-aside",
      meaning: "Records could not be read and were set aside; nobody assessed them.",
      metric: queue.metricApproximateNumberOfMessagesVisible(fiveMinutes),
      threshold: 1,
    });
  }

  functionHealth(id: string, handler: IFunction): void {
    this.add(`${id}Errors`, {
      section: "assessment-errors",
      meaning: "The assess function failed on whole batches. They are tried again, then become dead letters.",
      metric: handler.metricErrors(sum),
      threshold: 1,
      periods: 2,
    });
    this.add(`${id}Throttles`, {
      section: "assessment-throttled",
      meaning: "Lambda refused to start the assess function: it is at its concurrency limit.",
      metric: handler.metricThrottles(sum),
      threshold: 1,
      periods: 3,
    });
  }

  /** `perSecond` is how many units of the metric make a second: SQS counts seconds, Lambda's iterator milliseconds. */
  eventsWait(
    id: string,
    waiting: { readonly metric: IMetric; readonly perSecond: 1 | 1000; readonly minutes: number },
  ): void {
    const { metric, perSecond, minutes } = waiting;
    this.add(id, {
      section: "events-wait",
      meaning: `The oldest event has waited for more than ${minutes} minutes: assessment does not keep up.`,
      metric,
      threshold: minutes * 60 * perSecond,
      periods: 2,
    });
  }

  noEvents(handler: IFunction): void {
    this.add("NoEvents", {
      section: "no-events",
      meaning: "No event was assessed for 30 minutes. Every account makes some: the warden may be blind.",
      metric: handler.metricInvocations({ period: Duration.minutes(30), statistic: "Sum" }),
      threshold: 1,
      whenSilent: true,
    });
  }

  /** One for all state machines: CloudWatch takes its price for each metric of an alarm. */
  playbooksFailed(): void {
    const metric = own(metrics.playbooksEndedBadly, "Sum");
    this.add("PlaybooksFailed", { section: "playbook-failed", meaning: playbookEndedBadly, metric, threshold: 1 });
  }

  failuresUntold(deadLetters: IQueue): void {
    this.add("FailuresUntold", {
      section: "playbook-failed",
      meaning: "A playbook failed, and the notice that says which could not be begun; it waits in a dead-letter queue.",
      metric: deadLetters.metricApproximateNumberOfMessagesVisible(fiveMinutes),
      threshold: 1,
    });
  }

  /** Account and region have one quota of state transitions, which all Standard state machines share. */
  playbooksThrottled(): void {
    this.add("PlaybooksThrottled", {
      section: "playbooks-throttled",
      meaning: "Step Functions holds executions back: the account is at its quota of state transitions.",
      metric: StateTransitionMetric.metricThrottledEvents(sum),
      threshold: 1,
      periods: 2,
    });
  }

  noticesFailed(metric: IMetric): void {
    this.add("NoticesFailed", {
      section: "notices-failed",
      meaning: "SNS could not deliver notices: people may not know of findings and containments.",
      metric,
      threshold: 1,
    });
  }

  networkListsOld(handler: IFunction): void {
    this.add("NetworkListsOld", {
      section: "network-lists-old",
      meaning: "A list of AWS's addresses or of Tor's exits could not be refreshed; the last good one stays in use.",
      metric: handler.metricErrors({ period: Duration.days(1), statistic: "Sum" }),
      threshold: 1,
    });
  }

  heartbeatsUnwatched(handler: IFunction): void {
    this.add("HeartbeatsUnwatched", {
      section: "heartbeats-unwatched",
      meaning: "Nobody looks whether identities fell silent: the function that does it failed three hours in a row.",
      metric: handler.metricErrors({ period: Duration.hours(1), statistic: "Sum" }),
      threshold: 1,
      periods: 3,
    });
  }

  sweepsFailed(deadLetters: IQueue): void {
    this.add("SweepsFailed", {
      section: "sweeps-failed",
      meaning:
        "A containment was not swept: what was made with the credential may still work, and nobody looked for it.",
      metric: deadLetters.metricApproximateNumberOfMessagesVisible(fiveMinutes),
      threshold: 1,
    });
  }

  inventoryOld(handler: IFunction): void {
    this.add("InventoryOld", {
      section: "inventory-old",
      meaning: "IAM could not be read: what is told of keys, tags and rights is of an earlier day.",
      metric: handler.metricErrors({ period: Duration.days(1), statistic: "Sum" }),
      threshold: 1,
    });
  }

  answersFailed(handler: IFunction): void {
    const meaning = "An answer to a containment that asks first was not taken: the function failed or could not start.";
    this.callFailed("Answers", { section: "answers-failed", meaning }, handler);
  }

  byHandFailed(handler: IFunction): void {
    const meaning = "A containment or a release by hand was not started: the function failed or could not start.";
    this.callFailed("ByHand", { section: "by-hand-failed", meaning }, handler);
  }

  /** A function that people invoke and wait for. */
  private callFailed(id: string, about: Pick<AlarmProps, "section" | "meaning">, handler: IFunction): void {
    const endings = { Errors: handler.metricErrors(sum), Throttles: handler.metricThrottles(sum) };
    for (const [ending, metric] of Object.entries(endings)) {
      this.add(`${id}${ending}`, { ...about, metric, threshold: 1 });
    }
  }

  notInForce(): void {
    this.add("NotInForce", {
      section: "not-in-force",
      meaning: "Settings, rules or contracts are not in force as they were written; what was in force before may be.",
      metric: own(metrics.notInForce, "Maximum"),
      threshold: 1,
      periods: 3,
    });
  }

  drill(machine: StateMachine): void {
    const metric = own(metrics.drillsEndedBadly, "Sum");
    this.add("DrillFailed", { section: "drill-failed", meaning: drillEndedBadly, metric, threshold: 1 });
    this.add("DrillMissing", {
      section: "drill-missing",
      meaning: "No drill ended well, or was skipped for the kill switch, within 26 hours.",
      metric: machine.metricSucceeded({ period: Duration.hours(1), statistic: "Sum" }),
      threshold: 1,
      periods: 26,
      whenSilent: true,
    });
  }

  private add(id: string, props: AlarmProps): void {
    const silent = props.whenSilent === true;
    const alarm = new Alarm(this, id, {
      alarmDescription: `${props.meaning} What to do: ${runbookLink(props.section)}`,
      metric: props.metric,
      threshold: props.threshold,
      evaluationPeriods: props.periods ?? 1,
      comparisonOperator: silent
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: silent ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    if (this.topic !== undefined) {
      const action = new SnsAction(this.topic);
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
    this.alarms.push(alarm);
  }
}
