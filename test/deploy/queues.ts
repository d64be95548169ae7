import { GetQueueAttributesCommand, ListQueuesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Proofs } from "./proofs.ts";
import { waitUntil } from "./wait-until.ts";

/** Checks that every event was read: none waits, was set aside, or lies in a dead-letter queue. */
export async function proveQueuesEmpty(sqs: SQSClient, proofs: Proofs): Promise<void> {
  const none = async () => ((await queuesWithMessages(sqs)).length === 0 ? true : undefined);
  const isEmpty = await waitUntil("empty queues", { timeoutMs: 10_000, everyMs: 200 }, none).catch(() => false);
  const left = isEmpty ? [] : await queuesWithMessages(sqs);
  proofs.check("every event was read: no queue of the warden holds any", isEmpty, left.join(", "));
}

/** Queues of the stack that still hold messages, waiting or in work, as `name: count`. */
async function queuesWithMessages(sqs: SQSClient): Promise<readonly string[]> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  const counts: string[] = [];
  for (const QueueUrl of QueueUrls.filter((url) => /NhiWarden/.test(url))) {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
      }),
    );
    const messages = Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
    if (messages > 0) counts.push(`${QueueUrl.slice(QueueUrl.lastIndexOf("/") + 1)}: ${messages}`);
  }
  return counts;
}
