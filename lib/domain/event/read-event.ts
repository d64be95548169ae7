import type { CloudTrailRecord, Reading } from "./activity.ts";
import { decodeBase64, decodeUtf8 } from "./decode-base64.ts";
import { errorMessageOf } from "./error-message.ts";
import { parseRecord } from "./parse-record.ts";
import { printable } from "./printable.ts";
import { readAccessFinding } from "./read-access-finding.ts";
import { readGuardDuty, readHealth } from "./read-notice.ts";
import { readRecord } from "./read-record.ts";
import { unreadable } from "./unreadable.ts";

/** Levels of wrapping that are undone: an SQS message of an SNS message of an EventBridge event is four. */
export const maxUnwrapping = 6;

/** Longest text that is parsed as one wrapped message; SQS, SNS and EventBridge carry at most 1 MiB. */
export const maxMessageLength = 1_048_576;

/**
 * Reads a value in any wrapper that CloudTrail records, GuardDuty findings or AWS Health events arrive in:
 * a bare record, an array, an S3 log file (`Records`), an EventBridge event, an answer of LookupEvents, a decoded
 * CloudWatch Logs batch, and Lambda's events of SQS, SNS and Kinesis. Never throws for a JSON value; every item
 * yields at least one reading, and an item that is none of these is an unreadable one, with what to do about it.
 *
 * Kinesis data is decoded here in plain code. A handler with a faster decoder decodes first and calls `readText`.
 */
export function readEvent(value: unknown): Reading[] {
  const readings: Reading[] = [];
  addReadings(value, readings);
  return readings;
}

/** The same, added to a list that there is already. */
export function addReadings(value: unknown, readings: Reading[]): void {
  unwrap(value, 0, readings);
}

/**
 * Reads JSON text: one document in any wrapper of `readEvent`, or JSON lines, one such document a line.
 * Text that is not JSON is one unreadable reading (for JSON lines, one for each bad line) that says where it broke.
 */
export function readText(text: string): Reading[] {
  const readings: Reading[] = [];
  addText(text, readings);
  return readings;
}

/** The same, added to a list that there is already. */
export function addText(text: string, readings: Reading[]): void {
  readJson(text, 0, readings);
}

function readJson(text: string, depth: number, readings: Reading[]): void {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const parsed = parse(source);
  if ("value" in parsed) unwrap(parsed.value, depth, readings);
  else readLines(source, parsed, depth, readings);
}

function readLines(source: string, parsed: Broken, depth: number, readings: Reading[]): void {
  const firstEnd = source.indexOf("\n");
  const first = firstEnd > 0 ? parse(source.slice(0, firstEnd)) : parsed;
  if (!("value" in first)) {
    readings.push(unreadable("not-json", `Not JSON: ${parsed.problem}.`, source));
    return;
  }
  let line = 0;
  for (let start = 0; start < source.length; ) {
    const next = source.indexOf("\n", start);
    const end = next < 0 ? source.length : next;
    const content = source.slice(start, end).trim();
    start = end + 1;
    line += 1;
    if (content === "") continue;
    const item = parse(content);
    if ("value" in item) unwrap(item.value, depth, readings);
    else readings.push(unreadable("not-json", `Line ${line} is not JSON: ${item.problem}.`, content));
  }
}

interface Broken {
  readonly problem: string;
}

type Parsed = { readonly value: unknown } | Broken;

function parse(text: string): Parsed {
  if (text.trim() === "") return { problem: "the text is empty" };
  try {
    return { value: parseRecord(text) };
  } catch (error) {
    return { problem: problemOf(error, text) };
  }
}

/** Says where the text breaks. The engine's own message quotes the text, so it is made printable and bounded. */
function problemOf(error: unknown, text: string): string {
  const message = errorMessageOf(error);
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position !== undefined) {
    const before = text.slice(0, Number(position));
    const line = before.split("\n").length;
    return `it breaks at character ${position} of ${text.length} (line ${line})`;
  }
  if (message.includes("end of JSON input")) return `it ends after ${text.length} characters, before it is complete`;
  return printable(message, 160);
}

function unwrap(value: unknown, depth: number, readings: Reading[]): void {
  if (Array.isArray(value)) {
    for (const item of value) unwrapItem(item, depth, readings);
    return;
  }
  if (typeof value !== "object" || value === null) {
    readings.push(readRecord(value));
    return;
  }
  const wrapper = value as CloudTrailRecord;
  if (typeof wrapper["eventName"] === "string" && typeof wrapper["eventTime"] === "string") {
    if (wrapper["kinesis"] === undefined) {
      readings.push(readRecord(wrapper));
      return;
    }
  }
  const items = itemsOf(wrapper);
  if (items !== undefined) {
    for (const item of items) unwrapItem(item, depth, readings);
    return;
  }
  if (typeof wrapper["detail-type"] === "string") readEnvelope(wrapper, depth, readings);
  else if (!unwrapMessage(wrapper, depth, readings)) {
    readings.push(isS3Notice(wrapper) ? refuseS3Notice(wrapper) : readRecord(wrapper));
  }
}

function unwrapItem(item: unknown, depth: number, readings: Reading[]): void {
  if (depth < maxUnwrapping) unwrap(item, depth + 1, readings);
  else readings.push(unreadable("unsupported-wrapper", `Wrapped more than ${maxUnwrapping} levels deep.`, item));
}

/** `Records` of a log file or a Lambda event, `Events` of LookupEvents, `logEvents` of CloudWatch Logs. */
function itemsOf(wrapper: CloudTrailRecord): readonly unknown[] | undefined {
  for (const name of ["Records", "Events", "logEvents"]) {
    const items = wrapper[name];
    if (Array.isArray(items)) return items;
  }
  return undefined;
}

function readEnvelope(envelope: CloudTrailRecord, depth: number, readings: Reading[]): void {
  const kind = envelope["detail-type"] as string;
  const detail = envelope["detail"];
  if (kind.endsWith(" via CloudTrail")) unwrapItem(detail, depth, readings);
  else if (kind === "GuardDuty Finding") {
    for (const reading of readGuardDuty(envelope)) readings.push(reading);
  } else if (kind === "AWS Health Event") {
    for (const reading of readHealth(envelope)) readings.push(reading);
  } else if (kind === "Access Analyzer Finding") {
    for (const reading of readAccessFinding(envelope)) readings.push(reading);
  } else if (envelope["source"] === "aws.s3") {
    readings.push(refuseS3Notice(envelope));
  } else {
    const wanted = "The EventBridge event is none of CloudTrail's, GuardDuty's, AWS Health's or Access Analyzer's";
    readings.push(unreadable("not-an-event", `${wanted}: detail-type is "${printable(kind, 80)}".`, envelope));
  }
}

/** Undoes one wrapper that carries its content as text. Answers false where the value is no such wrapper. */
function unwrapMessage(wrapper: CloudTrailRecord, depth: number, readings: Reading[]): boolean {
  if ("awslogs" in wrapper) {
    const remedy = "A CloudWatch Logs event is compressed: decode and gunzip awslogs.data, then pass on its text.";
    readings.push(unreadable("unsupported-wrapper", remedy, wrapper));
    return true;
  }
  const kinesis = wrapper["kinesis"];
  if (typeof kinesis === "object" && kinesis !== null) {
    unwrapKinesis((kinesis as CloudTrailRecord)["data"], wrapper, depth, readings);
    return true;
  }
  const notification = wrapper["Sns"];
  if (typeof notification === "object" && notification !== null) {
    unwrapItem(notification, depth, readings);
    return true;
  }
  const text = messageOf(wrapper);
  if (text === undefined) return false;
  unwrapText(text, depth, readings);
  return true;
}

/** SQS's `body`, SNS's `Message`, LookupEvents' `CloudTrailEvent`, CloudWatch Logs' `message`. */
function messageOf(wrapper: CloudTrailRecord): string | undefined {
  for (const name of ["body", "Message", "CloudTrailEvent", "message"]) {
    const content = wrapper[name];
    if (typeof content === "string") return content;
  }
  return undefined;
}

function unwrapText(text: string, depth: number, readings: Reading[]): void {
  if (text.length > maxMessageLength) {
    const found = `A wrapped message of ${text.length} characters; at most ${maxMessageLength} are read.`;
    readings.push(unreadable("too-large", found, text));
  } else if (depth >= maxUnwrapping) {
    readings.push(unreadable("unsupported-wrapper", `Wrapped more than ${maxUnwrapping} levels deep.`, text));
  } else readJson(text, depth + 1, readings);
}

function unwrapKinesis(data: unknown, wrapper: CloudTrailRecord, depth: number, readings: Reading[]): void {
  const tooLong = typeof data === "string" && data.length > (maxMessageLength * 4) / 3 + 4;
  if (tooLong) {
    readings.push(unreadable("too-large", `A Kinesis record of more than ${maxMessageLength} bytes.`, wrapper));
    return;
  }
  const bytes = typeof data === "string" ? decodeBase64(data) : undefined;
  if (bytes === undefined) {
    readings.push(unreadable("unsupported-wrapper", "kinesis.data is not base64 text.", wrapper));
  } else if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    const remedy = "kinesis.data is gzip: gunzip it and pass on its text.";
    readings.push(unreadable("unsupported-wrapper", remedy, wrapper));
  } else unwrapText(decodeUtf8(bytes), depth, readings);
}

/** CloudTrail's own notice of a new log file (`s3ObjectKey`), and the test message of S3's notifications. */
function isS3Notice(wrapper: CloudTrailRecord): boolean {
  return "s3ObjectKey" in wrapper || wrapper["Event"] === "s3:TestEvent";
}

function refuseS3Notice(wrapper: CloudTrailRecord): Reading {
  const remedy = "This only says that a log file is there: read the object that it names and pass that on.";
  return unreadable("unsupported-wrapper", remedy, wrapper);
}
