import { isAscii } from "node:buffer";

/** The text of UTF-8 bytes. Nearly all of CloudTrail is plain ASCII, which is copied five times faster than decoded. */
export const textOfBytes = (bytes: Buffer): string => bytes.toString(isAscii(bytes) ? "latin1" : "utf8");

/** Longest base64 text that is decoded into the shared buffer: 48 KB, thirty times a usual event. */
const longestShared = 64 * 1024;
const shared = Buffer.alloc((longestShared * 3) / 4 + 4);

/**
 * The text of base64. A stream's events are some KB each, and a buffer for each of them costs more than decoding it.
 */
export function textOfBase64(encoded: string): string {
  if (encoded.length > longestShared) return textOfBytes(Buffer.from(encoded, "base64"));
  return textOfBytes(shared.subarray(0, shared.write(encoded, "base64")));
}
