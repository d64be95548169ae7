import { createHash } from "node:crypto";
import { SQSClient } from "@aws-sdk/client-sqs";
import fc from "fast-check";
import { readQueuedSweep, sqsSweepOrders } from "../../../lib/adapters/sqs/sweep-orders.ts";
import { type Suspect, suspects } from "../../../lib/domain/response/sweep/suspect.ts";
import { type AwsEndpoint, json, jsonError, startAwsEndpoint } from "../aws-endpoint.ts";

const queueUrl = "https://sqs.us-east-1.amazonaws.com/111122223333/sweeps";
const account = "111122223333";

let endpoint: AwsEndpoint;
let client: SQSClient;
beforeAll(async () => {
  endpoint = await startAwsEndpoint();
  client = new SQSClient({ ...endpoint.config, maxAttempts: 1, useQueueUrlAsEndpoint: false });
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
});

const everyKind = [
  ...suspects.accessKey(account, "AKIAIOSFODNN7EXAMPLE"),
  ...suspects.user(account, "ci"),
  ...suspects.userConsole(account, "ci"),
  ...suspects.session(account, "build", "app"),
  ...suspects.session(account, "i-0123456789abcdef0"),
  ...suspects.principal(account, "AROAEXAMPLEEXAMPLE11:build"),
  ...suspects.sessionConsole(account, "AROAEXAMPLEEXAMPLE11:build"),
  ...suspects.role("arn:aws:iam::111122223333:role/team/app"),
] as readonly Suspect[];

test("what is sent is read again: every kind of suspect, and how often it went on", async () => {
  const sent: { MessageBody: string; DelaySeconds: number }[] = [];
  endpoint.answer(({ body }) => {
    const message = JSON.parse(body) as (typeof sent)[number];
    sent.push(message);
    return json({ MessageId: "1", MD5OfMessageBody: createHash("md5").update(message.MessageBody).digest("hex") });
  });
  const from = everyKind.map((suspect, at) => ({ suspect, sinceMs: at }));
  const queued = { order: { containmentId: "containment-1", from }, round: 3 };
  await sqsSweepOrders({ client, queueUrl }).send(queued);
  expect(everyKind).toHaveLength(8);
  expect(sent.map(({ DelaySeconds }) => DelaySeconds)).toEqual([0]);
  expect(readQueuedSweep(sent[0]?.MessageBody ?? "")).toEqual(queued);
});

test("a playbook's own message begins a sweep", () => {
  expect(readQueuedSweep('{"containmentId":"containment-1"}')).toEqual({
    order: { containmentId: "containment-1" },
    round: 0,
  });
});

test("a queue that refuses is told by its address and the containment", async () => {
  endpoint.answer(() => jsonError("AccessDenied", "no", 403));
  const sending = sqsSweepOrders({ client, queueUrl }).send({ order: { containmentId: "containment-1" }, round: 0 });
  await expect(sending).rejects.toThrow(/sweep of containment-1 could not be queued in https.*AccessDenied/);
});

test.each([
  "",
  "no",
  "[]",
  "null",
  '{"containmentId":""}',
  '{"containmentId":"a b"}',
  '{"containmentId":"c","round":"1"}',
  '{"containmentId":"c","from":{}}',
  '{"containmentId":"c","from":[{"suspect":{"kind":"access-key","accessKeyId":"x"},"sinceMs":0}]}',
  '{"containmentId":"c","from":[{"suspect":{"kind":"role","roleArn":"*"},"sinceMs":0}]}',
  '{"containmentId":"c","from":[{"suspect":{"kind":"other"},"sinceMs":0}]}',
])("%s is no order", (text) => {
  expect(() => readQueuedSweep(text)).toThrow("is no order");
});

test("property: any JSON is an order or a refusal, nothing else", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      try {
        expect(readQueuedSweep(text).order.containmentId).toMatch(/^[\w-]{1,80}$/);
      } catch (error) {
        expect((error as Error).message).toContain("is no order");
      }
    }),
  );
});
