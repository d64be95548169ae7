import { Aws, Duration } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import type { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { containmentItem } from "../contract/containment-item.ts";
import { environment } from "../contract/environment.ts";
import { defaultExternalId, names, sweeperRoleName, sweepRoleName } from "../contract/names.ts";
import { containmentPk, identityPk, table } from "../contract/table.ts";
import { acknowledge } from "./acknowledge.ts";
import type { Notices } from "./notices.ts";
import type { PlaybookMachines } from "./playbook-machines.ts";
import { deadLetterQueue, privateQueue } from "./private-queue.ts";
import type { Storage } from "./storage.ts";
import { WardenFunction } from "./warden-function.ts";

/** Lambda's longest. A sweep that needs longer goes on with another message. */
const timeout = Duration.minutes(15);

/** Where IAM's and the console's own calls are recorded. */
const globalRegion = "us-east-1";

/**
 * The queue of containments that are to be swept. A message waits for 15 minutes, the longest that SQS lets it: until
 * then CloudTrail has not delivered the last calls of the credential to the event history.
 */
export class SweepQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.deadLetters = deadLetterQueue(this, "DeadLetters");
    this.queue = privateQueue(this, "Queue", {
      deliveryDelay: Duration.minutes(15),
      visibilityTimeout: Duration.seconds(timeout.toSeconds() * 6),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 3 },
    });
  }
}

interface SweepsProps {
  readonly storage: Storage;
  readonly notices: Notices;
  readonly playbooks: PlaybookMachines;
  readonly orders: SweepQueue;
  /** Regions that are watched besides the home region and us-east-1. */
  readonly regions: readonly string[];
  /** Sent to the members' roles; see `defaultExternalId`. */
  readonly externalId: string | undefined;
  /** Whether functions of this account are kept apart by reservations. */
  readonly isReserved: boolean;
}

/**
 * The function that looks, after a containment, for what was made with the credential: in CloudTrail's event history of
 * this account and, with a role of theirs that only reads, of member accounts. It changes no identity: what it finds it
 * asks the playbooks to contain. One at a time, where functions are kept apart, because LookupEvents answers two
 * requests a second for the whole account and region.
 */
export class Sweeps extends Construct {
  readonly handler: NodejsFunction;

  constructor(scope: Construct, id: string, props: SweepsProps) {
    super(scope, id);
    const { storage, notices, playbooks, orders, regions, isReserved, externalId } = props;
    const { tableName, tableArn } = storage.table;
    const { handler } = new WardenFunction(this, "Sweep", {
      entry: "lambdas/sweep-containments.ts",
      description: "NHI Warden: looks for what was made with a contained credential",
      roleName: sweeperRoleName,
      timeout,
      environment: {
        [environment.tableName]: tableName,
        [environment.topicArn]: notices.topic.topicArn,
        [environment.playbookArns]: playbooks.arns(),
        [environment.homeAccount]: Aws.ACCOUNT_ID,
        [environment.partition]: Aws.PARTITION,
        [environment.externalId]: externalId ?? defaultExternalId(Aws.ACCOUNT_ID),
        [environment.sweepQueueUrl]: orders.queue.queueUrl,
        [environment.sweepRegions]: [Aws.REGION, globalRegion, ...regions].join(","),
      },
      reservedConcurrency: isReserved ? 1 : undefined,
    });
    this.handler = handler;
    const items = (...prefixes: readonly string[]) => ({
      "ForAllValues:StringLike": { "dynamodb:LeadingKeys": prefixes.map((prefix) => `${prefix}*`) },
    });
    handler.addToRolePolicy(
      new PolicyStatement({
        actions: ["dynamodb:BatchGetItem", "dynamodb:PutItem"],
        resources: [tableArn],
        conditions: items(identityPk("")),
      }),
    );
    handler.addToRolePolicy(
      new PolicyStatement({
        actions: ["dynamodb:GetItem"],
        resources: [tableArn],
        conditions: items(containmentPk("")),
      }),
    );
    // It notes in the containment what its sweep came to, and can change nothing else there.
    const noted = [table.partitionKey, table.sortKey, containmentItem.swept];
    handler.addToRolePolicy(
      new PolicyStatement({
        actions: ["dynamodb:UpdateItem"],
        resources: [tableArn],
        conditions: { ...items(containmentPk("")), "ForAllValues:StringEquals": { "dynamodb:Attributes": noted } },
      }),
    );
    handler.addToRolePolicy(new PolicyStatement({ actions: ["cloudtrail:LookupEvents"], resources: ["*"] }));
    // Which accounts are members only their stacks say. The role trusts this function's role alone, and only reads.
    const memberRole = `arn:${Aws.PARTITION}:iam::*:role${names.rolePath}${sweepRoleName}`;
    handler.addToRolePolicy(
      new PolicyStatement({ actions: ["sts:AssumeRole", "sts:SetSourceIdentity"], resources: [memberRole] }),
    );
    handler.addToRolePolicy(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [orders.queue.queueArn] }));
    notices.grantPublish(handler);
    playbooks.grantStart(handler);
    handler.addEventSource(
      new SqsEventSource(orders.queue, { batchSize: 1, ...(isReserved ? {} : { maxConcurrency: 2 }) }),
    );
    if (handler.role !== undefined) {
      acknowledge(handler.role, {
        "AwsSolutions-IAM5[Resource::*]":
          "cloudtrail:LookupEvents has no resource-level permissions: it reads the account's own event history.",
        [`AwsSolutions-IAM5[Resource::${memberRole.replace(Aws.PARTITION, "<AWS::Partition>")}]`]:
          "One role of that name in each member account, which trusts this function alone; it only reads the event history.",
      });
    }
  }
}
