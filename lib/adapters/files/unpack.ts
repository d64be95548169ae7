import { constants, gunzipSync } from "node:zlib";
import type { Unreadable } from "../../domain/event/activity.ts";
import { printable } from "../../domain/event/printable.ts";

/**
 * CloudTrail's own files hold some megabytes; a string of V8 ends at 512 MB, and a gzip file may unpack to anything.
 */
export const largestUnpackedBytes = 256 * 1024 * 1024;

/** Bounds on what zlib is asked to reserve for its output at once. */
const smallestChunkBytes = 64 * 1024;
const largestChunkBytes = 8 * 1024 * 1024;

export interface Unpacked {
  readonly bytes: Buffer;
  /** Why the bytes are not all there was; its detail is the end of a sentence that begins with the file's name. */
  readonly problem: Pick<Unreadable, "reason" | "detail"> | undefined;
}

/**
 * The text of a log file as UTF-8, unpacked where it is gzip (told by its first two bytes, never by its name).
 * Of a gzip file that ends too early, the readable beginning; of a damaged, binary or oversized one, nothing.
 */
export function unpack(bytes: Uint8Array, name: string, largest = largestUnpackedBytes): Unpacked {
  const shown = `"${printable(name, 300)}"`;
  const { bytes: unpacked, problem } = isGzip(bytes) ? gunzip(bytes, largest) : plain(bytes, largest);
  // JSON in UTF-8 never holds a zero byte; other packings, Parquet and UTF-16 soon do.
  if (unpacked.subarray(0, 1_000).includes(0)) {
    const detail = `${shown} is binary or UTF-16; JSON and JSON lines in UTF-8 are read, plain or gzip.`;
    return nothing("unsupported-wrapper", detail);
  }
  return { bytes: unpacked, problem: problem && { ...problem, detail: `${shown} ${problem.detail}` } };
}

/** RFC 1952, 2.3.1. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function plain(bytes: Uint8Array, largest: number): Unpacked {
  if (bytes.length > largest) return nothing("too-large", `has ${bytes.length} bytes; at most ${largest} are read.`);
  return { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), problem: undefined };
}

function gunzip(bytes: Uint8Array, largest: number): Unpacked {
  const options = { chunkSize: chunkFor(bytes), maxOutputLength: largest };
  try {
    return { bytes: gunzipSync(bytes, options), problem: undefined };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE")
      return nothing("too-large", `unpacks to more than the ${largest} bytes that are read.`);
    if (code !== "Z_BUF_ERROR")
      return nothing("truncated-gzip", `is damaged gzip (${message}); nothing of it was read.`);
  }
  const detail = `is gzip that breaks off after ${bytes.length} bytes; what came before was read.`;
  const readable = gunzipSync(bytes, { ...options, finishFlush: constants.Z_SYNC_FLUSH });
  return { bytes: readable, problem: { reason: "truncated-gzip", detail } };
}

/**
 * Room for all of it at once: gzip ends with the size of what was packed (RFC 1952, 2.3.1, ISIZE), and one byte more
 * says that nothing follows. With zlib's default of 16 KB, unpacking takes twice as long. Only a hint: the four bytes
 * may be anything in a file that is damaged or has several members.
 */
function chunkFor(bytes: Uint8Array): number {
  const said =
    bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4).getUint32(0, true);
  return Math.min(Math.max(said + 1, smallestChunkBytes), largestChunkBytes);
}

function nothing(reason: Unreadable["reason"], detail: string): Unpacked {
  return { bytes: Buffer.alloc(0), problem: { reason, detail } };
}
