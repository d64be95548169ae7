import fc from "fast-check";
import type { Reading } from "../../../lib/domain/event/activity.ts";
import { maxMessageLength, maxUnwrapping, readEvent, readText } from "../../../lib/domain/event/read-event.ts";
import { linesOf, type RawRecord, recordsOf, setNames, tally } from "./cloudtrail-sets.ts";

const record = (): RawRecord => recordsOf("otrf-ec2-proxy-s3-exfil")[0] ?? {};

function outcomes(readings: readonly Reading[]): string[] {
  return readings.map((reading) => (reading.kind === "unreadable" ? reading.unreadable.reason : reading.kind));
}

function idsOf(readings: readonly Reading[]): string[] {
  return readings.map((reading) => (reading.kind === "activity" ? reading.activity.eventId : reading.kind));
}

const envelope = (detail: unknown, detailType = "AWS API Call via CloudTrail") => ({
  version: "0",
  id: "36eb8523-97d0-4518-b33d-ee3579ff19f0",
  "detail-type": detailType,
  source: "aws.s3",
  account: "123456789012",
  time: "2016-02-20T01:09:13Z",
  region: "us-east-1",
  resources: [],
  detail,
});
const queueItem = (body: string) => ({
  messageId: "1",
  receiptHandle: "h",
  body,
  attributes: {},
  eventSource: "aws:sqs",
  awsRegion: "us-east-1",
});
const topicMessage = (content: string) => ({
  Type: "Notification",
  MessageId: "1",
  TopicArn: "arn:aws:sns:us-east-1:1:t",
  Message: content,
});
const streamItem = (text: string | Uint8Array) => ({
  kinesis: { partitionKey: "p", sequenceNumber: "1", data: Buffer.from(text).toString("base64") },
  eventSource: "aws:kinesis",
  eventVersion: "1.0",
  eventName: "aws:kinesis:record",
  awsRegion: "us-east-1",
});

describe("reading events in their wrappers", () => {
  it("reads one and the same record out of every wrapper it arrives in", () => {
    const text = JSON.stringify(record());
    const wrapped: Record<string, unknown> = {
      bare: record(),
      list: [record()],
      "log file": { Records: [record()] },
      "EventBridge event": envelope(record()),
      "service event": envelope(record(), "AWS Service Event via CloudTrail"),
      "console sign-in": envelope(record(), "AWS Console Sign In via CloudTrail"),
      insight: envelope(record(), "AWS Insight via CloudTrail"),
      LookupEvents: {
        Events: [{ EventId: "1", EventName: "GetObject", EventTime: 1_600_000_000, CloudTrailEvent: text }],
        NextToken: "n",
      },
      "CloudWatch Logs batch": { messageType: "DATA_MESSAGE", logEvents: [{ id: "1", timestamp: 1, message: text }] },
      "SQS of an EventBridge event": { Records: [queueItem(JSON.stringify(envelope(record())))] },
      "SQS of SNS": { Records: [queueItem(JSON.stringify(topicMessage(JSON.stringify(envelope(record())))))] },
      "SNS to Lambda": { Records: [{ EventSource: "aws:sns", EventVersion: "1.0", Sns: topicMessage(text) }] },
      "Kinesis of an EventBridge event": { Records: [streamItem(JSON.stringify(envelope(record())))] },
      "Kinesis of a log file": { Records: [streamItem(JSON.stringify({ Records: [record()] }))] },
    };
    for (const [name, value] of Object.entries(wrapped)) {
      expect([name, idsOf(readEvent(value))]).toEqual([name, [record()["eventID"]]]);
      expect([name, idsOf(readText(JSON.stringify(value)))]).toEqual([name, [record()["eventID"]]]);
    }
  });

  it("keeps the order of a file's records and loses none, readable or not", () => {
    const records = recordsOf("parser-corpus");
    const readings = readEvent({ Records: records });
    expect(readings).toHaveLength(records.length);
    readings.forEach((reading, index) => {
      if (reading.kind === "activity") expect(reading.activity.record).toBe(records[index]);
      else expect(records[index]?.["eventSource"]).toBe("aws:s3");
    });
  });

  it("reads JSON lines, and names the lines that are none", () => {
    const [first = "", second = ""] = linesOf("attacks");
    expect(outcomes(readText(`${first}\n\n${second}\r\n`))).toEqual(["activity", "activity"]);
    const readings = readText(`${first}\n{"eventName": broken\n${second}`);
    expect(outcomes(readings)).toEqual(["activity", "not-json", "activity"]);
    expect(readings[1]).toMatchObject({ unreadable: { detail: expect.stringContaining("Line 2 is not JSON") } });
  });

  it("says where text stops being JSON", () => {
    const cut = JSON.stringify({ Records: [record()] }, null, 1).slice(0, 300);
    const [reading, ...none] = readText(cut);
    expect(none).toEqual([]);
    expect(reading).toMatchObject({
      unreadable: { reason: "not-json", detail: expect.stringMatching(/300 characters|character 300/) },
    });
    const [broken] = readText('{"Records": [\n{"eventName" "GetObject"}]}');
    expect(broken).toMatchObject({ unreadable: { detail: expect.stringContaining("line 2") } });
    expect(outcomes(readText(""))).toEqual(["not-json"]);
    expect(outcomes(readText(" \n\t"))).toEqual(["not-json"]);
    expect(idsOf(readText(`\ufeff${JSON.stringify(record())}`))).toEqual([record()["eventID"]]);
  });

  it("passes notifications about objects back with what to do instead", () => {
    const notification = {
      eventVersion: "2.1",
      eventSource: "aws:s3",
      awsRegion: "us-east-1",
      eventTime: "2024-03-13T08:33:30Z",
      eventName: "ObjectCreated:Put",
      s3: { bucket: { name: "b" }, object: { key: "k" } },
    };
    const values = [
      { Records: [notification] },
      { Records: [queueItem(JSON.stringify({ Records: [notification] }))] },
      { Records: [queueItem(JSON.stringify(topicMessage(JSON.stringify({ Records: [notification] }))))] },
      { Records: [queueItem(JSON.stringify({ s3Bucket: "b", s3ObjectKey: ["k"] }))] },
      { Service: "Amazon S3", Event: "s3:TestEvent", Time: "2024-03-13T08:33:30.123Z", Bucket: "b" },
      envelope({ bucket: { name: "b" }, object: { key: "k" } }, "Object Created"),
      { awslogs: { data: "H4sIAAAA" } },
      { Records: [streamItem(new Uint8Array([0x1f, 0x8b, 8, 0]))] },
      { Records: [{ ...streamItem(""), kinesis: { data: "not base64!" } }] },
    ];
    for (const value of values) expect(outcomes(readEvent(value))).toEqual(["unsupported-wrapper"]);
  });

  it("does not take other EventBridge events for CloudTrail's", () => {
    expect(
      outcomes(readEvent({ ...envelope({}, "EC2 Instance State-change Notification"), source: "aws.ec2" })),
    ).toEqual(["not-an-event"]);
    expect(outcomes(readEvent(envelope(null)))).toEqual(["not-an-object"]);
    expect(outcomes(readEvent(envelope("text")))).toEqual(["not-an-object"]);
  });

  it("unwraps a bounded number of levels", () => {
    let nested: unknown = record();
    for (let level = 0; level < maxUnwrapping; level += 1) nested = [nested];
    expect(outcomes(readEvent(nested))).toEqual(["activity"]);
    expect(outcomes(readEvent([nested]))).toEqual(["unsupported-wrapper"]);
    let text = JSON.stringify(record());
    for (let level = 0; level < maxUnwrapping + 1; level += 1) text = JSON.stringify({ body: text });
    expect(outcomes(readText(text))).toEqual(["unsupported-wrapper"]);
  });

  it("sets wrapped messages of more than 1 MiB aside", () => {
    const long = JSON.stringify({ ...record(), padding: "x".repeat(maxMessageLength) });
    expect(outcomes(readEvent({ Records: [queueItem(long), queueItem(JSON.stringify(record()))] }))).toEqual([
      "too-large",
      "activity",
    ]);
    expect(outcomes(readEvent({ Events: [{ CloudTrailEvent: long }] }))).toEqual(["too-large"]);
    expect(outcomes(readEvent({ Records: [streamItem(long)] }))).toEqual(["too-large"]);
  });

  it("answers with as many readings as items went in, for any JSON items in a file", () => {
    const item = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }).filter((value) => !Array.isArray(value)),
      fc.constantFrom(...recordsOf("parser-corpus")),
      fc.constant({ eventName: "GetObject" }),
    );
    fc.assert(
      fc.property(fc.array(item, { maxLength: 20 }), (items) => {
        for (const readings of [
          readEvent({ Records: items }),
          readEvent(items),
          readText(JSON.stringify({ Records: items })),
        ]) {
          const kept = readings.filter((reading) => reading.kind !== "unreadable").length;
          const aside = readings.filter((reading) => reading.kind === "unreadable").length;
          expect(kept + aside).toBe(items.length);
        }
      }),
    );
  });

  it("never throws and always answers, for any text and any JSON value in any wrapper's fields", () => {
    const names = [
      "Records",
      "Events",
      "logEvents",
      "body",
      "Message",
      "Sns",
      "kinesis",
      "detail",
      "CloudTrailEvent",
      "eventName",
      "eventTime",
      "eventSource",
      "detail-type",
      "awslogs",
      "data",
    ];
    const wrapper = fc.dictionary(fc.constantFrom(...names), fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(fc.oneof(wrapper, fc.array(wrapper), fc.jsonValue()), fc.string(), (value, text) => {
        expect(Array.isArray(readEvent(value))).toBe(true);
        expect(Array.isArray(readText(JSON.stringify(value)))).toBe(true);
        expect(readText(text).length).toBeGreaterThanOrEqual(text.trim() === "[]" ? 0 : 1);
      }),
      { numRuns: 2_000 },
    );
  });

  it("survives text that is nested a hundred thousand levels deep", () => {
    const depth = 100_000;
    expect(outcomes(readText("[".repeat(depth) + "]".repeat(depth)))).toHaveLength(1);
    expect(outcomes(readText(`${'{"detail":'.repeat(depth)}1${"}".repeat(depth)}`))).toEqual(["not-an-event"]);
    const deep = JSON.parse(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`) as unknown;
    expect(outcomes(readEvent({ ...record(), eventID: undefined, deep }))).toEqual(["activity"]);
  });
});

describe("every real record", () => {
  it("is either read or set aside with a reason, and none is lost", () => {
    const counts = Object.fromEntries(
      setNames.map((name) => [name, tally(outcomes(readText(linesOf(name).join("\n"))))]),
    );
    expect(counts).toEqual({
      attacks: { activity: 199 },
      "boogy-eks-production": { activity: 1_679 },
      "grycap-course-account": { activity: 142 },
      "opensearch-loghub": { activity: 839 },
      "otrf-ec2-proxy-s3-exfil": { activity: 103 },
      // Three examples of S3's event notifications, which are no CloudTrail records.
      "parser-corpus": { activity: 257, "unsupported-wrapper": 3 },
      traildiscover: { activity: 313 },
    });
  });

  it("reads every eventVersion of the parser corpus", () => {
    const read = readEvent(recordsOf("parser-corpus")).flatMap((reading) =>
      reading.kind === "activity" ? [reading.activity.record] : [],
    );
    expect(Object.keys(tally(read.map((record) => String(record["eventVersion"]))))).toEqual([
      "1.0",
      "1.01",
      "1.02",
      "1.03",
      "1.04",
      "1.05",
      "1.06",
      "1.07",
      "1.08",
      "1.09",
      "1.10",
      "1.11",
    ]);
  });
});
