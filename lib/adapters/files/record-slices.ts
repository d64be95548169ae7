import { textOfBytes } from "./bytes-text.ts";

/** CloudTrail writes its files without spaces, and begins each record with this field. */
const opening = Buffer.from('{"Records":[{"eventVersion"');
const separator = '},{"eventVersion"';
const between = Buffer.from(separator);
const listOpening = Buffer.from('{"Records":[');

/** Enough records to pay for the call, few enough that they are still in the processor's cache when they are read. */
const sliceBytes = 64 * 1024;

export interface RecordSlice {
  /** One JSON object each. */
  readonly texts: readonly string[];
  /** Where the next slice begins; the file's length after the last. */
  readonly next: number;
}

/**
 * Cuts a log file as CloudTrail writes it into slices of whole records, without reading it; gives none for any other
 * form. A quote inside a JSON string is always escaped, so what separates records never stands in one. It may stand
 * between objects nested in a record; a text that ends there leaves brackets open and is no JSON, so it shows when it
 * is parsed.
 */
export function* recordSlices(bytes: Buffer): Generator<RecordSlice> {
  if (!bytes.subarray(0, opening.length).equals(opening)) return;
  let last = bytes.length;
  while (isSpace(bytes[last - 1])) last--;
  if (bytes.subarray(last - 2, last).toString() !== "]}") return;
  last -= 2;
  for (let start = listOpening.length; start < last; ) {
    const found = bytes.indexOf(between, start + sliceBytes);
    const end = found < 0 ? last : found + 1;
    const next = found < 0 ? bytes.length : end + 1;
    yield { texts: recordsIn(textOfBytes(bytes.subarray(start, end))), next };
    start = next;
  }
}

function recordsIn(text: string): string[] {
  const texts: string[] = [];
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf(separator, start);
    const end = found < 0 ? text.length : found + 1;
    texts.push(text.slice(start, end));
    start = end + 1;
  }
  return texts;
}

/** A log file without its first slices. */
export const withoutSlices = (bytes: Buffer, next: number): Buffer =>
  next === 0 ? bytes : Buffer.concat([listOpening, bytes.subarray(next)]);

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
