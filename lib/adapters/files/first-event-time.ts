import { open } from "node:fs/promises";
import { constants, gunzipSync } from "node:zlib";
import { isGzip } from "./unpack.ts";

const peekBytes = 16 * 1024;
const unpackedBytes = 1024 * 1024;
/** CloudTrail's own file names: `account_CloudTrail_region_20240313T0835Z_unique.json.gz`. */
const nameTime = /_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})Z_/;
const eventTime = /\\?"(?:eventTime|EventTime)\\?"\s*:\s*\\?"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z)/;

/**
 * When a log file begins, milliseconds since 1970, as far as its name or its first 16 KB say; undefined otherwise.
 * Only for putting files into order: a file that cannot be opened is undefined too, and is reported when it is read.
 */
export const firstEventTime = async (path: string): Promise<number | undefined> => {
  const named = nameTime.exec(path);
  if (named) return Date.parse(`${named[1]}-${named[2]}-${named[3]}T${named[4]}:${named[5]}:00Z`);
  const found = eventTime.exec(await beginning(path));
  const time = found ? Date.parse(found[1] as string) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
};

const beginning = async (path: string): Promise<string> => {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(peekBytes), 0, peekBytes, 0);
      const packed = buffer.subarray(0, bytesRead);
      if (!isGzip(packed)) return packed.toString("latin1");
      return gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: unpackedBytes }).toString(
        "latin1",
      );
    } finally {
      await file.close();
    }
  } catch {
    return "";
  }
};
