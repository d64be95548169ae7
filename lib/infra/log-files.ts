import { Duration } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import type { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import type { Assessment } from "./assessment.ts";
import { deadLetterQueue, privateQueue } from "./private-queue.ts";
import { WardenFunction } from "./warden-function.ts";

/**
 * The path that loses nothing: CloudTrail's log files, minutes later than EventBridge, which is best effort. Each new
 * file is a message in a queue; the function reads the file from the bucket.
 */
export class LogFiles extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly handler: NodejsFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: { readonly assessment: Assessment }) {
    super(scope, id);
    const timeout = Duration.minutes(5);
    this.deadLetters = deadLetterQueue(this, "DeadLetters");
    this.queue = privateQueue(this, "Queue", {
      visibilityTimeout: Duration.seconds(timeout.toSeconds() * 6),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
    const assess = new WardenFunction(this, "Assess", {
      entry: "lambdas/assess-log-files.ts",
      description: "NHI Warden: assesses CloudTrail log files",
      timeout,
      environment: props.assessment.environment(),
    });
    this.handler = assess.handler;
    this.logGroup = assess.logGroup;
    props.assessment.grant(this.handler);
    this.handler.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 10, reportBatchItemFailures: true, maxConcurrency: 5 }),
    );
  }

  /**
   * Lets the function read CloudTrail's log files in a bucket, and nothing else there. `shownAs` is the bucket's ARN as
   * cdk-nag writes it.
   */
  grantRead(bucket: { readonly arn: string; readonly shownAs: string; readonly keyArn?: string | undefined }): void {
    // Log files lie below `AWSLogs`, behind a prefix where the trail has one.
    const files = "/*AWSLogs/*";
    this.handler.addToRolePolicy(
      new PolicyStatement({ actions: ["s3:GetObject"], resources: [`${bucket.arn}${files}`] }),
    );
    acknowledge(this, {
      [`AwsSolutions-IAM5[Resource::${bucket.shownAs}${files}]`]:
        "CloudTrail names its files by account, region and time. The function reads all of them and can change none.",
    });
    if (bucket.keyArn === undefined) return;
    this.handler.addToRolePolicy(new PolicyStatement({ actions: ["kms:Decrypt"], resources: [bucket.keyArn] }));
  }
}
