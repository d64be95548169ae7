import type { KinesisStreamEvent, SQSBatchResponse, SQSEvent } from "aws-lambda";
import type { Message } from "../lib/app/assess-messages.ts";
import { readText } from "../lib/domain/event/read-event.ts";
import { assessNow } from "./deployed-assessor.ts";

/** Assesses a batch of the ingestion queue or stream. Only what is named in the answer is delivered again. */
export async function handler(event: SQSEvent | KinesisStreamEvent): Promise<SQSBatchResponse> {
  const { failed } = await assessNow(event.Records.map(messageOf));
  return { batchItemFailures: failed.map(({ id }) => ({ itemIdentifier: id })) };
}

function messageOf(record: SQSEvent["Records"][number] | KinesisStreamEvent["Records"][number]): Message {
  if ("kinesis" in record) {
    const text = Buffer.from(record.kinesis.data, "base64").toString("utf8");
    return { id: record.kinesis.sequenceNumber, readings: readText(text) };
  }
  return { id: record.messageId, readings: readText(record.body) };
}
