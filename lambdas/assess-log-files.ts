import { S3Client } from "@aws-sdk/client-s3";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { readLogFile } from "../lib/adapters/s3/log-files.ts";
import { s3ObjectsOf } from "../lib/adapters/s3/notifications.ts";
import { errorMessageOf } from "../lib/domain/event/error-message.ts";
import { assessReadingsNow } from "./deployed-assessor.ts";

const client = new S3Client({});

/**
 * Assesses the log files that each message announces. A message whose files could not all be assessed is delivered
 * again.
 */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse["batchItemFailures"] = [];
  for (const { messageId, body } of event.Records) {
    try {
      await assessAnnounced(body);
    } catch (error) {
      console.error(JSON.stringify({ message: errorMessageOf(error), messageId }));
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}

async function assessAnnounced(body: string): Promise<void> {
  const { objects, unreadable } = s3ObjectsOf(parsed(body));
  const refused = unreadable.map((item) => ({ kind: "unreadable" as const, unreadable: item }));
  if (refused.length > 0) await assessReadingsNow({ parts: [refused] });
  for (const object of objects) {
    for await (const readings of readLogFile({ client }, object)) {
      const { failed } = await assessReadingsNow(readings);
      if (failed[0] !== undefined) throw failed[0].error;
    }
  }
}

/**
 * A body that is no JSON is handed on as text, which `s3ObjectsOf` reports as it does anything else that it cannot use.
 */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
