import { Duration } from "aws-cdk-lib";
import { Queue, QueueEncryption, type QueueProps } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";

/** A queue that is encrypted at rest and refuses anything but TLS. */
export function privateQueue(scope: Construct, id: string, props: QueueProps = {}): Queue {
  return new Queue(scope, id, { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, ...props });
}

/** A queue for what could not be delivered or handled, kept for 14 days, the longest that SQS allows. */
export function deadLetterQueue(scope: Construct, id: string): Queue {
  const queue = privateQueue(scope, id, { retentionPeriod: Duration.days(14) });
  acknowledge(queue, {
    "AwsSolutions-SQS3": "This queue is the end of the line: an alarm watches it, and a person empties it.",
  });
  return queue;
}
