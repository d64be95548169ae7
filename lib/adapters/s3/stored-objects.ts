import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";

/** One object of a bucket, as a listing tells of it. */
export interface ListedObject {
  readonly key: string;
  /** Changes whenever the object's content does. */
  readonly version: string;
  readonly bytes: number;
}

export interface StoredObjects {
  /** At most 1,000 objects, in the order of their keys. */
  list(signal?: AbortSignal): Promise<readonly ListedObject[]>;
  /**
   * Undefined where there is no such object, which takes the right to list the bucket: without it S3 says "forbidden".
   */
  get(key: string, signal?: AbortSignal): Promise<Buffer | undefined>;
  put(key: string, bytes: Buffer, contentType: string): Promise<void>;
}

/**
 * The objects of one bucket. Everything throws an error that names the object where S3 refuses, or an answer breaks
 * off.
 */
export function storedObjects({
  client,
  bucket,
}: {
  readonly client: S3Client;
  readonly bucket: string;
}): StoredObjects {
  const naming = async <Value>(key: string, what: string, work: () => Promise<Value>): Promise<Value> => {
    try {
      return await work();
    } catch (cause) {
      const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
      throw new Error(`s3://${bucket}/${key} could not be ${what}: ${why}`, { cause });
    }
  };
  const sending = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { abortSignal: signal });
  return {
    list: (signal) =>
      naming("", "listed", async () => {
        const { Contents: contents = [] } = await client.send(
          new ListObjectsV2Command({ Bucket: bucket }),
          sending(signal),
        );
        return contents.map(({ Key = "", ETag = "", Size = 0 }) => ({ key: Key, version: ETag, bytes: Size }));
      }),
    get: (key, signal) =>
      naming(key, "fetched", async () => {
        const command = new GetObjectCommand({ Bucket: bucket, Key: key });
        const answer = await client.send(command, sending(signal)).catch((error: unknown) => {
          if (error instanceof Error && error.name === "NoSuchKey") return undefined;
          throw error;
        });
        return answer === undefined ? undefined : wholeBody(answer);
      }),
    put: (key, bytes, contentType) =>
      naming(key, "stored", async () => {
        const command = new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ContentType: contentType });
        await client.send(command);
      }),
  };
}

async function wholeBody(answer: { readonly Body?: unknown; readonly ContentLength?: number | undefined }) {
  if (answer.Body === undefined) throw new Error("the answer has no body");
  const chunks: Uint8Array[] = [];
  let got = 0;
  for await (const chunk of answer.Body as AsyncIterable<Uint8Array>) {
    got += chunk.length;
    chunks.push(chunk);
  }
  const { ContentLength: length } = answer;
  if (length !== undefined && got !== length) throw new Error(`${got} of ${length} bytes arrived`);
  return Buffer.concat(chunks, got);
}
