import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { logParts } from "../../../lib/adapters/files/log-bytes.ts";
import { recordSlices } from "../../../lib/adapters/files/record-slices.ts";
import { readEvent } from "../../../lib/domain/event/read-event.ts";

const record = (at: number, change: object = {}) => ({
  eventVersion: "1.11",
  eventID: `event-${at}`,
  eventTime: "2026-11-21T10:00:00Z",
  eventName: "GetObject",
  eventSource: "s3.amazonaws.com",
  awsRegion: "us-east-1",
  userIdentity: { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/ci" },
  requestParameters: { padding: "x".repeat(700), ...change },
});

const fileOf = (records: readonly object[], rest = "}") => `{"Records":${JSON.stringify(records)}${rest}`;
const read = (text: string) => [...logParts(gzipSync(text), "log.json.gz")].flat();
const straight = (text: string) => readEvent(JSON.parse(text));

/** What a caller could put into a request to look like the end of a record. */
const bait = [
  { list: [{ a: 1 }, { eventVersion: "1.11" }] },
  { text: '},{"eventVersion"' },
  { deep: [[{ list: [{}, { eventVersion: "1.0", Records: [{ eventVersion: "1" }] }] }]] },
  { text: '\\"},{"eventVersion":"' },
];

test("a large file is cut between records only", () => {
  const text = fileOf(Array.from({ length: 500 }, (_, at) => record(at)));
  const slices = [...recordSlices(Buffer.from(text))];
  expect(slices.length).toBeGreaterThan(5);
  expect(slices.flatMap(({ texts }) => texts.map((one) => JSON.parse(one) as object))).toEqual(
    JSON.parse(text).Records,
  );
  expect(slices.at(-1)?.next).toBe(Buffer.byteLength(text));
});

test("whatever requests hold, a file reads as if it were parsed whole", () => {
  const requests = fc.array(fc.constantFrom({}, {}, {}, {}, {}, {}, {}, ...bait), { minLength: 1, maxLength: 400 });
  fc.assert(
    fc.property(requests, fc.constantFrom("}", "}\n", " }", ',"more":[{"a":1}]}', "}  \r\n"), (changes, rest) => {
      const text = fileOf(
        changes.map((change, at) => record(at, change)),
        rest,
      );
      expect(read(text)).toEqual(straight(text));
    }),
    { numRuns: 60 },
  );
});

test("a file that breaks after some good slices gives every record before the break, once", () => {
  const text = fileOf(Array.from({ length: 400 }, (_, at) => record(at)));
  const broken = `${text.slice(0, -900)}]}`;
  const readings = read(broken);
  const ids = readings.flatMap((reading) => (reading.kind === "activity" ? [reading.activity.eventId] : []));
  expect(ids).toEqual(Array.from({ length: ids.length }, (_, at) => `event-${at}`));
  expect(ids.length).toBeGreaterThanOrEqual(398);
  expect(readings.filter(({ kind }) => kind === "unreadable").length).toBeGreaterThan(0);
});

test("a slice larger than the shared buffer is read, and an empty list has no slices", () => {
  const text = fileOf([record(0, { padding: "y".repeat(900_000) }), record(1), record(2)]);
  expect(read(text)).toEqual(straight(text));
  expect([...recordSlices(Buffer.from('{"Records":[]}'))]).toEqual([]);
  expect(read('{"Records":[]}')).toEqual([]);
});
