import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { type LookupPage, type LookupRequest, lookupEvents } from "../../../lib/adapters/cloudtrail/lookup-events.ts";
import { type AwsAnswer, type AwsEndpoint, json, jsonError, startAwsEndpoint } from "../aws-endpoint.ts";

interface Asked {
  readonly StartTime: number;
  readonly EndTime: number;
  readonly MaxResults: number;
  readonly NextToken?: string;
  readonly LookupAttributes?: unknown;
}

let endpoint: AwsEndpoint;
let client: CloudTrailClient;
beforeAll(async () => {
  endpoint = await startAwsEndpoint();
  client = new CloudTrailClient(endpoint.config);
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
});

const event = (at: number) => ({
  EventId: `event-${at}`,
  CloudTrailEvent: JSON.stringify({
    eventID: `event-${at}`,
    eventTime: "2026-11-21T10:00:00Z",
    eventName: "ListUsers",
    eventSource: "iam.amazonaws.com",
    userIdentity: { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/ci" },
  }),
});

/** A trail of `count` events, answered page by page as CloudTrail does; `instead` may answer a request otherwise. */
function open(count: number, instead: (request: number) => AwsAnswer | undefined = () => undefined) {
  const asked: Asked[] = [];
  const pauses: number[] = [];
  endpoint.answer(({ body }) => {
    const ask = JSON.parse(body) as Asked;
    asked.push(ask);
    const other = instead(asked.length);
    if (other) return other;
    const from = Number(ask.NextToken ?? 0);
    const until = Math.min(count, from + ask.MaxResults);
    const events = Array.from({ length: until - from }, (_, at) => event(from + at));
    return json({ Events: events, ...(until < count && { NextToken: String(until) }) });
  });
  const pages: LookupPage[] = [];
  const run = async (change: Partial<LookupRequest> = {}) => {
    const request = { fromMs: 1_763_700_000_000, untilMs: 1_763_719_285_000, maxEvents: 1_000, ...change };
    const pause = async (milliseconds: number) => pauses.push(milliseconds);
    for await (const page of lookupEvents({ client, pause }, request)) pages.push(page);
    return pages;
  };
  return { run, pages, asked, pauses };
}
const idsOf = (pages: readonly LookupPage[]) =>
  pages.flatMap(({ readings }) =>
    readings.flatMap((reading) => (reading.kind === "activity" ? [reading.activity.eventId] : [])),
  );
const ids = (count: number) => Array.from({ length: count }, (_, at) => `event-${at}`);

test("all pages are read, no faster than two requests a second", async () => {
  const { run, asked, pauses } = open(120);
  const pages = await run();
  expect(idsOf(pages)).toEqual(ids(120));
  expect(pages.map(({ fetched, truncated }) => [fetched, truncated])).toEqual([
    [50, false],
    [100, false],
    [120, false],
  ]);
  expect(pauses).toEqual([500, 500]);
  expect(asked[0]).toEqual({ StartTime: 1_763_700_000, EndTime: 1_763_719_285, MaxResults: 50 });
  expect(asked.slice(1)).toEqual([
    { ...asked[0], NextToken: "50" },
    { ...asked[0], NextToken: "100" },
  ]);
});

test("one attribute filters, on every page", async () => {
  const { run, asked } = open(60);
  await run({ attribute: { name: "AccessKeyId", value: "AKIAIOSFODNN7EXAMPLE" } });
  const filter = [{ AttributeKey: "AccessKeyId", AttributeValue: "AKIAIOSFODNN7EXAMPLE" }];
  expect(asked.map(({ LookupAttributes }) => LookupAttributes)).toEqual([filter, filter]);
});

test.each([
  [30, 120, true, 1],
  [50, 120, true, 1],
  [70, 120, true, 2],
  [100, 120, true, 2],
  [119, 120, true, 3],
  [120, 120, false, 3],
  [500, 120, false, 3],
])("at most %i of %i events: truncated is %s after %i requests", async (maxEvents, count, truncated, requests) => {
  const { run, asked } = open(count);
  const pages = await run({ maxEvents });
  expect(idsOf(pages)).toEqual(ids(Math.min(maxEvents, count)));
  expect(pages.at(-1)?.truncated).toBe(truncated);
  expect(pages.slice(0, -1).every((page) => !page.truncated)).toBe(true);
  expect(asked).toHaveLength(requests);
});

test("an empty page with a token is not the end", async () => {
  const { run } = open(3, (request) => (request === 1 ? json({ Events: [], NextToken: "0" }) : undefined));
  expect(idsOf(await run())).toEqual(ids(3));
});

test("no events are one empty page", async () => {
  expect(await open(0).run()).toEqual([{ readings: [], fetched: 0, truncated: false }]);
});

test("an event without its record is set aside, its neighbours are read", async () => {
  const events = [event(0), { EventId: "bare" }, { EventId: "bad", CloudTrailEvent: "{" }, event(1)];
  const { run } = open(0, () => json({ Events: events }));
  const pages = await run();
  expect(idsOf(pages)).toEqual(ids(2));
  const problems = pages.flatMap(({ readings }) => readings.filter((reading) => reading.kind === "unreadable"));
  expect(problems).toMatchObject([
    { unreadable: { reason: "not-an-event", excerpt: "bare" } },
    { unreadable: { reason: "not-json" } },
  ]);
  expect(pages[0]?.fetched).toBe(4);
});

test("throttling is waited out, longer each time", async () => {
  const { run, pauses } = open(2, (request) =>
    request <= 3 ? jsonError("ThrottlingException", "Rate exceeded") : undefined,
  );
  expect(idsOf(await run())).toEqual(ids(2));
  expect(pauses).toEqual([1_000, 2_000, 4_000]);
});

test("throttling that does not end throws, and pages before it stay good", async () => {
  const { run, pages } = open(80, (request) =>
    request > 1 ? jsonError("ThrottlingException", "Rate exceeded") : undefined,
  );
  await expect(run()).rejects.toMatchObject({
    message: "CloudTrail's LookupEvents gave no page after 7 tries: ThrottlingException: Rate exceeded",
    cause: expect.anything(),
  });
  expect(idsOf(pages)).toEqual(ids(50));
});

test.each(["InvalidNextTokenException", "AccessDeniedException"])("%s throws at once", async (type) => {
  const { run, asked } = open(2, () => jsonError(type, `said ${type}`));
  await expect(run()).rejects.toThrow(`gave no page after 1 try: ${type}: said ${type}`);
  expect(asked).toHaveLength(1);
});

test("an endpoint that does not answer throws", async () => {
  await expect(open(2, () => ({ silent: true })).run()).rejects.toThrow("TimeoutError");
});

test.each([
  [{ fromMs: 2, untilMs: 1 }, "its end must not be before its beginning"],
  [{ fromMs: Number.NaN }, "its end must not be before its beginning"],
  [{ maxEvents: 0 }, "give a whole number from 1 up"],
  [{ maxEvents: 1.5 }, "give a whole number from 1 up"],
])("%j is refused before anything is asked", async (change, message) => {
  const { run, asked } = open(2);
  await expect(run(change)).rejects.toThrow(message);
  expect(asked).toHaveLength(0);
});
