import { Stack } from "aws-cdk-lib";
import { Bucket, EventType } from "aws-cdk-lib/aws-s3";
import { SqsDestination } from "aws-cdk-lib/aws-s3-notifications";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";

/**
 * Tells a queue of each new file in a bucket that another stack owns. CDK deploys a function that adds our notification
 * to those the bucket has and leaves the others alone; it runs only while the stack changes.
 */
export function watchTrailBucket(scope: Construct, name: string, newFiles: Queue): void {
  const bucket = Bucket.fromBucketName(scope, "TrailBucket", name);
  bucket.addEventNotification(EventType.OBJECT_CREATED, new SqsDestination(newFiles), { suffix: ".json.gz" });
  const handler = Stack.of(scope).node.children.find(({ node }) => node.id.startsWith("BucketNotificationsHandler"));
  if (handler === undefined)
    throw new Error("CDK made no BucketNotificationsHandler. Its name has changed: adapt this.");
  const basic = "iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
  for (const partition of ["<AWS::Partition>", "aws"]) {
    acknowledge(handler, {
      [`AwsSolutions-IAM4[Policy::arn:${partition}:${basic}]`]:
        "CDK's own function: it may write its log and set the notification of the bucket, and runs at deployment only.",
    });
  }
}
