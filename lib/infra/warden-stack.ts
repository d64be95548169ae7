import { Aspects, Aws, CfnOutput, Duration, Stack, type StackProps } from "aws-cdk-lib";
import type { IMetric } from "aws-cdk-lib/aws-cloudwatch";
import type { CfnBucket } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import { Alarms } from "./alarms.ts";
import { Approver } from "./approver.ts";
import { Assessment } from "./assessment.ts";
import { ByHand } from "./by-hand.ts";
import { Canary } from "./canary.ts";
import type { DeploymentContext } from "./context.ts";
import { Dashboard } from "./dashboard.ts";
import { FailedExecutions } from "./failed-executions.ts";
import { HeartbeatWatch } from "./heartbeat.ts";
import { HomeBus } from "./ingestion/home-bus.ts";
import { QueueIngestion } from "./ingestion/queue-ingestion.ts";
import { StreamIngestion } from "./ingestion/stream-ingestion.ts";
import { Inventory } from "./inventory.ts";
import { LogFiles } from "./log-files.ts";
import { NetworkFactsRefresh } from "./network-facts.ts";
import { Notices } from "./notices.ts";
import { PeoplePolicies } from "./people-policies.ts";
import { PlaybookMachines } from "./playbook-machines.ts";
import { definedPlaybooks } from "./playbooks/definitions.ts";
import { deadLetterQueue } from "./private-queue.ts";
import { ResponderRoles } from "./responder-roles.ts";
import { Storage } from "./storage.ts";
import { SweepQueue, Sweeps } from "./sweeps.ts";
import { Trail } from "./trail.ts";
import { watchTrailBucket } from "./trail-bucket.ts";
import { WardenRolePath } from "./warden-role-path.ts";

/**
 * The whole warden in one account and region, in the order that an event takes. One an account: its roles have fixed
 * names.
 */
export class WardenStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & { readonly context: DeploymentContext }) {
    super(scope, id, {
      description: "NHI Warden: watches non-human identities and contains them",
      ...props,
    });
    const { context } = props;
    const { externalId } = context;
    Aspects.of(this).add(new WardenRolePath());

    const storage = new Storage(this, "Storage");
    const notices = new Notices(this, "Notices", { alertEmail: context.alertEmail });
    // An emulator has no event history.
    const orders = context.emulator ? undefined : new SweepQueue(this, "SweepOrders");
    const { agentSessions } = context;
    const playbooks = new PlaybookMachines(this, "Playbooks", {
      storage,
      notices,
      sweeps: orders?.queue,
      agentSessions,
    });
    const responders = new ResponderRoles(this, "Responders", { homeAccount: Aws.ACCOUNT_ID });
    responders.dependOnMachineRoles((machine) => playbooks.machine(machine).role);
    // An emulator has no internet to fetch lists from.
    const networkFacts = context.emulator ? undefined : new NetworkFactsRefresh(this, "NetworkFacts");
    const assessment = new Assessment(this, "Assessment", {
      networkFacts,
      storage,
      notices,
      playbooks,
      reservedConcurrency: context.reservedConcurrency,
    });

    const heartbeats = new HeartbeatWatch(this, "Heartbeats", { storage, notices });
    // Emulators answer for IAM as a whole in a form that the SDK cannot read.
    const inventory = context.emulator ? undefined : new Inventory(this, "Inventory", { storage, externalId });
    const isReserved = context.reservedConcurrency !== undefined;
    const approver = new Approver(this, "Approver", { storage, isReserved });
    const { forwardRegions: regions } = context;
    if (orders !== undefined) {
      new Sweeps(this, "Sweeps", { storage, notices, playbooks, orders, regions, isReserved, externalId });
    }
    const byHand = new ByHand(this, "ByHand", { storage, playbooks, sweeps: orders?.queue, isReserved });
    const people = new PeoplePolicies(this, "People", {
      storage,
      approver: approver.handler,
      byHand: byHand.handler,
    });

    const alarms = new Alarms(this, "Alarms", { topic: notices.topic });
    const waiting = this.ingest(context, assessment, alarms);
    this.readLogFiles(context, assessment, alarms);

    alarms.noEvents(assessment.handler);
    alarms.functionHealth("Assess", assessment.handler);
    alarms.recordsSetAside(assessment.setAside);
    alarms.notInForce();
    if (networkFacts !== undefined) alarms.networkListsOld(networkFacts.handler);
    alarms.heartbeatsUnwatched(heartbeats.handler);
    if (inventory !== undefined) alarms.inventoryOld(inventory.handler);
    alarms.answersFailed(approver.handler);
    alarms.byHandFailed(byHand.handler);
    const canary = context.canary ? new Canary(this, "Canary", { storage, playbooks }) : undefined;
    if (canary !== undefined) {
      alarms.drill(canary.machine);
      new CfnOutput(this, "CanaryDrill", { value: canary.machine.stateMachineArn });
    }
    if (orders !== undefined) alarms.sweepsFailed(orders.deadLetters);
    const failed = new FailedExecutions(this, "FailedExecutions", {
      notices,
      playbookLogs: playbooks.logs,
      drillLog: canary?.log,
      emulator: context.emulator,
    });
    alarms.playbooksFailed();
    alarms.failuresUntold(failed.deadLetters);
    alarms.playbooksThrottled();
    alarms.noticesFailed(
      notices.topic.metricNumberOfNotificationsFailed({ period: Duration.minutes(5), statistic: "Sum" }),
    );
    new Dashboard(this, "Dashboard", {
      alarms: alarms.alarms,
      handler: assessment.handler,
      machines: [...playbooks.all().values()],
      waiting,
    });

    new CfnOutput(this, "TableName", { value: storage.table.tableName });
    new CfnOutput(this, "TopicArn", { value: notices.topic.topicArn });
    new CfnOutput(this, "ApproverPolicy", { value: people.approver.managedPolicyArn });
    new CfnOutput(this, "ResponderPolicy", { value: people.responder.managedPolicyArn });
    for (const name of definedPlaybooks) {
      new CfnOutput(this, `Playbook-${name}`, { value: playbooks.machines[name].stateMachineArn });
    }
  }

  /**
   * Events from this region's default bus and from the home bus, through a queue or a stream, to the assess function.
   */
  private ingest(context: DeploymentContext, assessment: Assessment, alarms: Alarms): IMetric {
    const { emulator, organizationId } = context;
    const { handler, timeout } = assessment;
    const undelivered = deadLetterQueue(this, "Undelivered");
    const homeBus = new HomeBus(this, "HomeBus", { organizationId: emulator ? undefined : organizationId }).bus;
    const period = Duration.minutes(1);
    alarms.undeliveredEvents("UndeliveredEvents", undelivered, "events to the warden");
    if (context.ingestion === "stream") {
      const ingestion = new StreamIngestion(this, "Ingestion", { handler, homeBus, undelivered, emulator });
      alarms.deadLetters("EventDeadLetters", ingestion.deadLetters, "Events");
      const age = handler.metric("IteratorAge", { period, statistic: "Maximum" });
      alarms.eventsWait("EventsWait", { metric: age, perSecond: 1000, minutes: 5 });
      return age;
    }
    const ingestion = new QueueIngestion(this, "Ingestion", { handler, timeout, homeBus, undelivered, emulator });
    alarms.deadLetters("EventDeadLetters", ingestion.deadLetters, "Events");
    const age = ingestion.queue.metricApproximateAgeOfOldestMessage({ period, statistic: "Maximum" });
    alarms.eventsWait("EventsWait", { metric: age, perSecond: 1, minutes: 5 });
    return age;
  }

  /** CloudTrail's log files, where there is a bucket of them. */
  private readLogFiles(context: DeploymentContext, assessment: Assessment, alarms: Alarms): void {
    const { createTrail, trailBucket, trailKeyArn } = context;
    if (!createTrail && trailBucket === undefined) return;
    const logFiles = new LogFiles(this, "LogFiles", { assessment });
    if (trailBucket === undefined) {
      const { bucket } = new Trail(this, "Trail", { newFiles: logFiles.queue });
      const shownAs = `<${this.getLogicalId(bucket.node.defaultChild as CfnBucket)}.Arn>`;
      logFiles.grantRead({ arn: bucket.bucketArn, shownAs });
    } else {
      watchTrailBucket(this, trailBucket, logFiles.queue);
      const arn = `arn:${Aws.PARTITION}:s3:::${trailBucket}`;
      logFiles.grantRead({ arn, shownAs: arn.replace(Aws.PARTITION, "<AWS::Partition>"), keyArn: trailKeyArn });
    }
    alarms.deadLetters("LogFileDeadLetters", logFiles.deadLetters, "Log files");
    alarms.functionHealth("LogFiles", logFiles.handler);
    const age = logFiles.queue.metricApproximateAgeOfOldestMessage({
      period: Duration.minutes(5),
      statistic: "Maximum",
    });
    alarms.eventsWait("LogFilesWait", { metric: age, perSecond: 1, minutes: 60 });
  }
}
