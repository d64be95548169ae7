import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { S3Client } from "@aws-sdk/client-s3";
import { readLogFile } from "../../../lib/adapters/s3/log-files.ts";
import type { Reading } from "../../../lib/domain/event/activity.ts";
import { type AwsEndpoint, startAwsEndpoint } from "../aws-endpoint.ts";

const object = { bucket: "trail", key: "AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/21/a b+c.json.gz" };
const record = (at: number) => ({
  eventID: `event-${at}`,
  eventTime: "2026-11-21T10:00:00Z",
  eventName: "GetObject",
  eventSource: "s3.amazonaws.com",
  userIdentity: { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/ci" },
});
const file = gzipSync(JSON.stringify({ Records: Array.from({ length: 150 }, (_, at) => record(at)) }));

let endpoint: AwsEndpoint;
let client: S3Client;
beforeAll(async () => {
  endpoint = await startAwsEndpoint();
  client = new S3Client({ ...endpoint.config, forcePathStyle: true });
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
});

const length = (bytes: Uint8Array) => ({ "content-length": String(bytes.length) });
const collect = async (parts: Partial<Parameters<typeof readLogFile>[0]> = {}) => {
  const batches: (readonly Reading[])[] = [];
  for await (const { parts: some } of readLogFile({ client, ...parts }, object)) batches.push([...some].flat());
  return batches;
};
const error = (status: number, code: string) => ({
  status,
  headers: { "content-type": "application/xml" },
  body: `<Error><Code>${code}</Code><Message>said ${code}</Message></Error>`,
});

test("an object's records come in bounded batches, in order", async () => {
  endpoint.answer(() => ({ headers: length(file), body: file }));
  const batches = await collect({ readingsABatch: 100 });
  expect(batches.map((batch) => batch.length)).toEqual([128, 22]);
  const ids = batches.flat().map((reading) => (reading.kind === "activity" ? reading.activity.eventId : ""));
  expect(ids).toEqual(Array.from({ length: 150 }, (_, at) => `event-${at}`));
  const path = endpoint.requests[0]?.path ?? "";
  expect(decodeURIComponent(path.split("?")[0] ?? "")).toBe(`/trail/${object.key}`);
});

test("an object that is cut-off gzip gives what was readable, and one reading that says so", async () => {
  const cut = file.subarray(0, file.length - 12);
  endpoint.answer(() => ({ headers: length(cut), body: cut }));
  const readings = (await collect()).flat();
  expect(readings.filter((reading) => reading.kind === "activity").length).toBeGreaterThan(0);
  expect(readings.filter((reading) => reading.kind === "unreadable")).toMatchObject([
    { unreadable: { reason: "truncated-gzip", detail: expect.stringContaining("s3://trail/AWSLogs") } },
  ]);
});

test("an empty object gives no batch", async () => {
  endpoint.answer(() => ({ headers: { "content-length": "0" } }));
  expect(await collect()).toEqual([]);
});

test("an object that is too large is set aside without being read", async () => {
  endpoint.answer(() => ({ headers: length(file), body: file }));
  expect(await collect({ largestObjectBytes: 100 })).toMatchObject([
    [{ unreadable: { reason: "too-large", detail: expect.stringContaining("100 bytes") } }],
  ]);
});

test("an answer that breaks off on its way is no cut-off file: it throws, so that it is fetched again", async () => {
  endpoint.answer(() => ({ headers: length(file), body: file.subarray(0, 100), breakOff: true }));
  await expect(collect()).rejects.toThrow(/log file "s3:\/\/trail\/AWSLogs.* could not be fetched/);
});

test("a body that ends early without an error throws too", async () => {
  const send = async () => ({ Body: Readable.from([file.subarray(0, 100)]), ContentLength: file.length });
  const quiet = { send } as unknown as S3Client;
  await expect(collect({ client: quiet })).rejects.toThrow(
    `could not be fetched: Error: 100 of ${file.length} bytes arrived`,
  );
});

test.each([
  [404, "NoSuchKey"],
  [403, "AccessDenied"],
  [503, "SlowDown"],
])("%i %s throws and names the object", async (status, code) => {
  endpoint.answer(() => error(status, code));
  await expect(collect()).rejects.toMatchObject({
    message: expect.stringMatching(new RegExp(`"s3://trail/.*could not be fetched: .*said ${code}`)),
    cause: expect.anything(),
  });
});

test("an endpoint that does not answer throws", async () => {
  endpoint.answer(() => ({ silent: true }));
  await expect(collect()).rejects.toThrow(/could not be fetched: TimeoutError/);
});
