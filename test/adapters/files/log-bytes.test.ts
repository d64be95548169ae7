import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { logParts } from "../../../lib/adapters/files/log-bytes.ts";
import type { Reading } from "../../../lib/domain/event/activity.ts";

const recordsFolder = join(process.cwd(), "../shared/cloudtrail");
const realLines = (set: string) => {
  const folder = join(recordsFolder, set);
  const file = readdirSync(folder).find((name) => name.endsWith(".jsonl.gz") && !name.includes("labels"));
  return gunzipSync(readFileSync(join(folder, file as string)))
    .toString()
    .trim()
    .split("\n");
};

const record = (at: number, change: Record<string, unknown> = {}) => ({
  eventVersion: "1.08",
  eventID: `event-${at}`,
  eventTime: "2026-11-21T10:00:00Z",
  eventName: "GetObject",
  eventSource: "s3.amazonaws.com",
  awsRegion: "us-east-1",
  userIdentity: { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/ci" },
  ...change,
});
const records = (count: number) => Array.from({ length: count }, (_, at) => record(at));
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text));
const read = (bytes: Uint8Array, name = "log.json.gz") => [...logParts(bytes, name)].flat();
const idsOf = (readings: readonly Reading[]) =>
  readings.flatMap((reading) => (reading.kind === "activity" ? [reading.activity.eventId] : []));
const problemsOf = (readings: readonly Reading[]) =>
  readings.flatMap((reading) => (reading.kind === "unreadable" ? [reading.unreadable] : []));
const ids = (count: number) => Array.from({ length: count }, (_, at) => `event-${at}`);

test.each<[string, string]>([
  ["CloudTrail's one document", JSON.stringify({ Records: records(5) })],
  ["the same, printed", JSON.stringify({ Records: records(5) }, undefined, 2)],
  ["the same behind a byte order mark", `\ufeff${JSON.stringify({ Records: records(5) })}`],
  [
    "JSON lines",
    records(5)
      .map((line) => JSON.stringify(line))
      .join("\n"),
  ],
  [
    "JSON lines with blank ones and returns",
    `\r\n${records(5)
      .map((line) => JSON.stringify(line))
      .join("\r\n\r\n")}\r\n`,
  ],
  [
    "a document a line",
    `${JSON.stringify({ Records: records(2) })}\n${JSON.stringify({ Records: records(5).slice(2) })}\n`,
  ],
  ["documents end to end", JSON.stringify({ Records: records(2) }) + JSON.stringify({ Records: records(5).slice(2) })],
  ["an array", JSON.stringify(records(5))],
])("%s is read, plain and packed", (_, text) => {
  expect(idsOf(read(bytesOf(text)))).toEqual(ids(5));
  expect(read(gzipSync(text))).toEqual(read(bytesOf(text)));
  expect(problemsOf(read(bytesOf(text)))).toEqual([]);
});

test("a file of several gzip members is read to its end", () => {
  const line = (at: number) => gzipSync(`${JSON.stringify(record(at))}\n`);
  expect(idsOf(read(Buffer.concat([line(0), line(1), line(2)])))).toEqual(ids(3));
});

test("real records come out alike from JSON lines and from CloudTrail's own form", () => {
  const lines = realLines("grycap-course-account");
  const asFile = gzipSync(`{"Records":[${lines.join(",")}]}`);
  const readings = read(asFile);
  expect(idsOf(readings)).toHaveLength(142);
  expect(readings).toEqual(read(gzipSync(lines.join("\n"))));
});

test("gzip that breaks off gives every record before the break, and one reading that says so", () => {
  const lines = realLines("grycap-course-account");
  const whole = gzipSync(`{"Records":[${lines.join(",")}]}`);
  const wanted = idsOf(read(whole));
  fc.assert(
    fc.property(fc.integer({ min: 20, max: whole.length - 1 }), (length) => {
      const readings = read(whole.subarray(0, length));
      const found = idsOf(readings);
      expect(found).toEqual(wanted.slice(0, found.length));
      expect(problemsOf(readings)).toEqual([
        {
          reason: "truncated-gzip",
          detail: expect.stringContaining(`"log.json.gz" is gzip that breaks off after ${length} bytes`),
          excerpt: expect.any(String),
        },
      ]);
      if (length === whole.length - 1) expect(found).toEqual(wanted);
    }),
    { numRuns: 40, examples: [[whole.length - 1], [Math.floor(whole.length / 2)]] },
  );
  expect(idsOf(read(whole.subarray(0, Math.floor(whole.length * 0.9)))).length).toBeGreaterThan(wanted.length / 2);
});

test("gzip JSON lines that break off give the lines before the break", () => {
  const lines = realLines("grycap-course-account");
  const whole = gzipSync(lines.join("\n"));
  const readings = read(whole.subarray(0, Math.floor(whole.length * 0.8)));
  expect(idsOf(readings).length).toBeGreaterThan(50);
  expect(problemsOf(readings).map(({ reason }) => reason)).toEqual(["truncated-gzip"]);
});

test("a plain document that breaks off gives its whole records, and the half one as not-json", () => {
  const text = JSON.stringify({ Records: records(3) });
  const readings = read(bytesOf(text.slice(0, -30)));
  expect(idsOf(readings)).toEqual(ids(2));
  expect(problemsOf(readings).map(({ reason }) => reason)).toEqual(["not-json"]);
});

test("one bad record in a document, or one bad line, costs only itself", () => {
  const good = records(3).map((line) => JSON.stringify(line));
  const bad = '{"eventName": oops}';
  for (const text of [
    `{"Records":[${good[0]},${bad},${good[1]},${good[2]}]}`,
    [good[0], bad, good[1], good[2]].join("\n"),
  ]) {
    expect(idsOf(read(bytesOf(text)))).toEqual(ids(3));
    expect(problemsOf(read(bytesOf(text)))).toMatchObject([
      { reason: "not-json", excerpt: expect.stringContaining("oops") },
    ]);
  }
});

test("a record that is no record is set aside, its neighbours are read", () => {
  const text = JSON.stringify({ Records: [record(0), { eventTime: "2026-11-21T10:00:00Z" }, 7, record(1)] });
  expect(idsOf(read(bytesOf(text)))).toEqual(ids(2));
  expect(problemsOf(read(bytesOf(text)))).toHaveLength(2);
});

test("a binary file is one reading that says so, packed or not", () => {
  const binary = new Uint8Array(5_000).fill(0x0a, 500);
  for (const bytes of [binary, gzipSync(binary)]) {
    expect(problemsOf(read(bytes))).toMatchObject([
      { reason: "unsupported-wrapper", detail: expect.stringContaining("binary") },
    ]);
  }
});

test("damaged gzip is one reading that says so", () => {
  const whole = gzipSync(JSON.stringify({ Records: records(50) }));
  const damaged = Buffer.from(whole);
  damaged.fill(0xff, 30, 40);
  expect(read(damaged)).toMatchObject([
    { unreadable: { reason: "truncated-gzip", detail: expect.stringContaining("is damaged gzip") } },
  ]);
});

test("what unpacks to too much is set aside, and so is what is too large as it is", () => {
  const bomb = gzipSync(Buffer.alloc(2_000_000, " "));
  for (const bytes of [bomb, new Uint8Array(3_000).fill(0x20)]) {
    expect([...logParts(bytes, "log", 2_500)].flat()).toMatchObject([{ unreadable: { reason: "too-large" } }]);
  }
});

test("an empty file holds nothing", () => {
  expect(read(new Uint8Array())).toEqual([]);
  expect(read(gzipSync(""))).toEqual([]);
});

test("a hostile name is shown printable", () => {
  const [problem] = problemsOf(read(new Uint8Array(10), "a\n\u202eb"));
  expect(problem?.detail).toMatch(/^"a\\n\\u\{202e\}b" is binary/);
});

test("no bytes make it throw, and every excerpt is bounded", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 400 }),
        fc.json().map(bytesOf),
        fc.json().map((text) => bytesOf(`{"Records":[${text}`)),
        fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array([0x1f, 0x8b, 8, 0, ...bytes])),
      ),
      (bytes) => {
        for (const { detail, excerpt } of problemsOf(read(bytes))) {
          expect(detail).not.toBe("");
          expect(excerpt.length).toBeLessThanOrEqual(2_000);
        }
      },
    ),
    { numRuns: 300 },
  );
});
