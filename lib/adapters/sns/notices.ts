import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { Notices } from "../../app/ports.ts";
import { messageBody, messageSubject } from "./message-text.ts";

/**
 * Alerts as messages on one SNS topic, with the attributes `action` and `account` for subscription filters.
 * Throws, naming the case and the topic, when the message was not accepted.
 */
export function snsNotices(parts: { readonly client: SNSClient; readonly topicArn: string }): Notices {
  const { client, topicArn } = parts;
  return {
    async send(alert) {
      try {
        await client.send(
          new PublishCommand({
            TopicArn: topicArn,
            Subject: messageSubject(alert.subject),
            Message: messageBody(alert.body),
            MessageAttributes: {
              action: { DataType: "String", StringValue: alert.action },
              // SNS refuses an empty attribute.
              account: { DataType: "String", StringValue: alert.accountId || "unknown" },
            },
          }),
        );
      } catch (cause) {
        throw new Error(
          `The alert of case ${alert.caseId} could not be sent to ${topicArn}: ` +
            `${cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)}`,
          { cause },
        );
      }
    },
  };
}
