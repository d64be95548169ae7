import { SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import type { AwsClients } from "./aws-clients.ts";

export interface AlertMessage {
  readonly subject: string;
  readonly body: string;
  readonly receivedMs: number;
}

/** A queue that is subscribed to the warden's topic, as a person's inbox would be. */
export interface AlertInbox {
  /** Every message that has come so far, in the order in which it came. */
  read(): Promise<readonly AlertMessage[]>;
}

/** Subscribes a new queue to the topic. */
export async function openAlertInbox(clients: AwsClients, topicArn: string, name: string): Promise<AlertInbox> {
  const { sns, sqs } = clients;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
  const queueArn = Attributes?.["QueueArn"];
  if (QueueUrl === undefined || queueArn === undefined) throw new Error(`the emulator made no queue ${name}`);
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "sns.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: queueArn,
        Condition: { ArnEquals: { "aws:SourceArn": topicArn } },
      },
    ],
  });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: "sqs", Endpoint: queueArn }));

  const seen = new Map<string, AlertMessage>();
  return {
    async read() {
      for (;;) {
        // The messages stay in the queue, hidden; each is kept here the first time it is seen.
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0, VisibilityTimeout: 600 }),
        );
        if (Messages.length === 0) return [...seen.values()];
        for (const message of Messages) {
          const notice = JSON.parse(message.Body ?? "{}") as { readonly Subject?: string; readonly Message?: string };
          const received = { subject: notice.Subject ?? "", body: notice.Message ?? "", receivedMs: Date.now() };
          if (!seen.has(message.MessageId ?? "")) seen.set(message.MessageId ?? "", received);
        }
      }
    },
  };
}
