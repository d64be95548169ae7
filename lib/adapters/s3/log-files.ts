import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { ReadingParts } from "../../app/assess-batch.ts";
import { batchesOf, logParts } from "../files/log-bytes.ts";
import type { LogObject } from "./notifications.ts";

/**
 * Activities keep their record, some KB each: this bounds what one batch holds, and one assessment works on.
 * The larger it is, the fewer standings are read and written for the same records.
 */
const readingsABatch = 2_000;

/**
 * CloudTrail's files are some megabytes packed. A larger object is set aside instead of filling the handler's memory.
 */
const largestObjectBytes = 64 * 1024 * 1024;

export interface LogFileParts {
  readonly client: S3Client;
  readonly readingsABatch?: number;
  readonly largestObjectBytes?: number;
}

/**
 * Reads one log file from S3 and yields its readings in batches. What is in the object but cannot be read, such as the
 * end of a gzip file that was cut off, is a reading of its own. An object that cannot be had, or that arrived only in
 * part, throws and names the object, so that the queue retries it.
 */
export async function* readLogFile(parts: LogFileParts, object: LogObject): AsyncGenerator<ReadingParts> {
  const { client, largestObjectBytes: largest = largestObjectBytes, readingsABatch: size = readingsABatch } = parts;
  const name = `s3://${object.bucket}/${object.key}`;
  const bytes = await fetchObject(client, object, name, largest);
  if (bytes === "too-large") {
    const detail = `${JSON.stringify(name)} has more than ${largest} bytes, the most that is read from one object.`;
    yield { parts: [[{ kind: "unreadable", unreadable: { reason: "too-large", detail, excerpt: "" } }]] };
    return;
  }
  yield* batchesOf(logParts(bytes, name), size);
}

async function fetchObject(
  client: S3Client,
  { bucket, key }: LogObject,
  name: string,
  largest: number,
): Promise<Buffer | "too-large"> {
  try {
    const { Body: body, ContentLength: length } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    if (body === undefined) throw new Error("the answer has no body");
    const chunks: Uint8Array[] = [];
    let got = 0;
    // In Node the body is a Readable; leaving the loop destroys it, and with it the connection.
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      got += chunk.length;
      if (Math.max(got, length ?? 0) > largest) return "too-large";
      chunks.push(chunk);
    }
    if (length !== undefined && got !== length) throw new Error(`${got} of ${length} bytes arrived`);
    return Buffer.concat(chunks, got);
  } catch (cause) {
    const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new Error(`The log file ${JSON.stringify(name)} could not be fetched: ${why}`, { cause });
  }
}
