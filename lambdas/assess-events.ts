import type { KinesisStreamEvent, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { textOfBase64 } from "../lib/adapters/files/bytes-text.ts";
import type { Message } from "../lib/app/assess-messages.ts";
import { addText } from "../lib/domain/event/read-event.ts";
import { assessNow } from "./deployed-assessor.ts";

/** Assesses a batch of the ingestion queue or stream. Only what is named in the answer is delivered again. */
export async function handler(event: SQSEvent | KinesisStreamEvent): Promise<SQSBatchResponse> {
  const { failed } = await assessNow(event.Records.map(messageOf));
  return { batchItemFailures: failed.map(({ id }) => ({ itemIdentifier: id })) };
}

function messageOf(record: SQSEvent["Records"][number] | KinesisStreamEvent["Records"][number]): Message {
  if ("kinesis" in record) {
    const { data, sequenceNumber } = record.kinesis;
    return {
      id: sequenceNumber,
      addTo(readings) {
        addText(textOfBase64(data), readings);
      },
    };
  }
  const { messageId, body } = record;
  return {
    id: messageId,
    addTo(readings) {
      addText(body, readings);
    },
  };
}
