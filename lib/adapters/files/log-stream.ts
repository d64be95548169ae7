import { createReadStream } from "node:fs";
import { gunzipSteps } from "./gunzip-steps.ts";
import type { LogPiece } from "./log-piece.ts";
import { createLogSplitter } from "./log-splitter.ts";
import { isGzip as isGzipStart } from "./unpack.ts";

/** The pieces of one stretch of the input, and how far reading has come. */
export interface LogStep {
  readonly pieces: readonly LogPiece[];
  /** Bytes taken from the source so far, packed where it is packed. */
  readonly bytesRead: number;
  /** Bytes of records so far, unpacked. 0 at the end means that the input is empty. */
  readonly bytesUnpacked: number;
}

const readBytes = 256 * 1024;

/** Opens a file for `streamLog`. Errors (no such file, no rights) come out of the iteration. */
export const openFile = (path: string): AsyncIterable<Buffer> => createReadStream(path, { highWaterMark: readBytes });

/**
 * Cuts any log into its records' texts, gzip or plain (told by its first two bytes), in memory that does not grow
 * with the input. Gzip that is cut off or damaged gives everything before the damage and then one piece with the
 * problem `truncated-gzip`. An error of the source is thrown after everything that was read before it.
 */
export async function* streamLog(source: AsyncIterable<Uint8Array>): AsyncGenerator<LogStep> {
  const splitter = createLogSplitter();
  let bytesRead = 0;
  let bytesUnpacked = 0;
  let failure: unknown;
  const counted = counting(source, (bytes) => {
    bytesRead += bytes;
  });
  const step = (pieces: readonly LogPiece[]) => ({ pieces, bytesRead, bytesUnpacked });

  try {
    const { isGzip, chunks } = await peekGzip(counted);
    if (isGzip) {
      let problem: string | undefined;
      for await (const { chunks: unpacked, problem: found } of gunzipSteps(chunks)) {
        const [first] = unpacked;
        if (bytesUnpacked === 0 && first !== undefined && (isGzipStart(first) || isBinary(first))) {
          bytesUnpacked = first.length;
          yield step([isGzipStart(first) ? packedTwice : binaryFile]);
          return;
        }
        for (const chunk of unpacked) bytesUnpacked += chunk.length;
        problem = found;
        yield step(unpacked.flatMap((chunk) => splitter.push(chunk)));
      }
      yield step(splitter.end(problem === undefined ? undefined : { reason: "truncated-gzip", detail: problem }));
      return;
    }
    for await (const chunk of chunks) {
      if (bytesUnpacked === 0 && isBinary(chunk)) {
        bytesUnpacked = chunk.length;
        yield step([binaryFile]);
        return;
      }
      bytesUnpacked += chunk.length;
      yield step(splitter.push(chunk));
    }
  } catch (error) {
    failure = error;
  }
  yield step(splitter.end());
  if (failure !== undefined) throw failure;
}

async function* counting(source: AsyncIterable<Uint8Array>, count: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    count(chunk.length);
    yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }
}

/** JSON in UTF-8 holds no zero byte; Parquet, zip, tar and UTF-16 soon do. */
const isBinary = (start: Buffer) => start.subarray(0, 1000).includes(0);

const unread = (detail: string): LogPiece => ({
  line: 1,
  text: "",
  problem: { reason: "unsupported-wrapper", detail },
});
const binaryFile = unread("the input is binary or UTF-16; JSON and JSON lines in UTF-8 are read, plain or gzip");
const packedTwice = unread("the input is gzip that was packed with gzip again");

const peekGzip = async (source: AsyncGenerator<Buffer>) => {
  let start = Buffer.alloc(0);
  while (start.length < 2) {
    const next = await source.next();
    if (next.done) break;
    start = Buffer.concat([start, next.value]);
  }
  async function* chunks() {
    if (start.length > 0) yield start;
    yield* source;
  }
  return { isGzip: isGzipStart(start), chunks: chunks() };
};
