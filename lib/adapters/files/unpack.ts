import { constants, gunzipSync } from "node:zlib";
import type { Unreadable } from "../../domain/event/activity.ts";

/** CloudTrail's own files hold some megabytes; a string of V8 ends at 512 MB, and a gzip file may unpack to anything. */
export const largestUnpackedBytes = 256 * 1024 * 1024;

/** zlib grows its output by this much; its default of 16 KB makes unpacking 1.6 times slower (measured on 2 MB files). */
const chunkSize = 2 * 1024 * 1024;

export interface Unpacked {
  readonly text: string;
  /** Why the text is not all there was. */
  readonly problem: Unreadable | undefined;
}

/**
 * The text of a log file, gzip or not (told by its first two bytes, never by its name).
 * Of a gzip file that ends too early, the readable beginning; of a damaged, binary or oversized one, nothing.
 */
export function unpack(bytes: Uint8Array, name: string, largest = largestUnpackedBytes): Unpacked {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (isGzip) return gunzip(bytes, name, largest);
  if (bytes.length > largest)
    return nothing("too-large", `${quoted(name)} has ${bytes.length} bytes; ${atMost(largest)}`);
  return decode(bytes, name);
}

function gunzip(bytes: Uint8Array, name: string, largest: number): Unpacked {
  const options = { chunkSize, maxOutputLength: largest };
  try {
    return decode(gunzipSync(bytes, options), name);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE")
      return nothing("too-large", `${quoted(name)} unpacks to more; ${atMost(largest)}`);
    if (code !== "Z_BUF_ERROR") {
      return nothing("truncated-gzip", `${quoted(name)} is damaged gzip (${message}); none of it was read.`);
    }
  }
  const readable = decode(gunzipSync(bytes, { ...options, finishFlush: constants.Z_SYNC_FLUSH }), name);
  const detail = `${quoted(name)} is gzip that ends too early, after ${bytes.length} bytes; what came before was read.`;
  return readable.problem ? readable : { ...readable, problem: { reason: "truncated-gzip", detail, excerpt: "" } };
}

function decode(bytes: Uint8Array, name: string): Unpacked {
  // JSON never holds a zero byte; other packings, Parquet and the like soon do.
  if (bytes.subarray(0, 1_000).includes(0)) {
    return nothing(
      "unsupported-wrapper",
      `${quoted(name)} is a binary file; JSON and JSON lines are read, plain or gzip.`,
    );
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  return { text: text.startsWith("\ufeff") ? text.slice(1) : text, problem: undefined };
}

function nothing(reason: Unreadable["reason"], detail: string): Unpacked {
  return { text: "", problem: { reason, detail, excerpt: "" } };
}

function atMost(largest: number): string {
  return `at most ${largest} bytes are read from one file.`;
}

function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 300));
}
