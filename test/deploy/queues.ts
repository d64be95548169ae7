import { GetQueueAttributesCommand, ListQueuesCommand, type SQSClient } from "@aws-sdk/client-sqs";

/** Queues of the stack that still hold messages, waiting or in work, as `name: count`. */
export async function queuesWithMessages(sqs: SQSClient): Promise<readonly string[]> {
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
