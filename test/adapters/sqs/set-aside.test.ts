import { SQSClient } from "@aws-sdk/client-sqs";
import { batchesOf, longestBatchBytes, messageText } from "../../../lib/adapters/sqs/message-batches.ts";
import { sqsSetAside } from "../../../lib/adapters/sqs/set-aside.ts";
import { type AwsEndpoint, json, jsonError, startAwsEndpoint } from "../aws-endpoint.ts";
import { setAsideContract, unreadableOf } from "../contract/set-aside.ts";

const queueUrl = "https://sqs.us-east-1.amazonaws.com/111122223333/set-aside";
type Entry = { readonly Id: string; readonly MessageBody: string };
type Failure = { readonly Id: string; readonly Code: string; readonly SenderFault: boolean };

let endpoint: AwsEndpoint;
let client: SQSClient;
beforeAll(async () => {
  endpoint = await startAwsEndpoint();
  client = new SQSClient({ ...endpoint.config, md5: false, useQueueUrlAsEndpoint: false });
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
});

/** A queue that takes every message but those that `refuse` names for the request with that number. */
function open(refuse: (entry: Entry, request: number) => Failure | undefined = () => undefined) {
  const taken: string[] = [];
  const batches: Entry[][] = [];
  const pauses: number[] = [];
  endpoint.answer(({ body }) => {
    const entries = (JSON.parse(body) as { Entries: Entry[] }).Entries;
    batches.push(entries);
    const failed = entries.flatMap((entry) => refuse(entry, batches.length) ?? []);
    const passed = entries.filter((entry) => !failed.some(({ Id }) => Id === entry.Id));
    taken.push(...passed.map((entry) => entry.MessageBody));
    const successful = passed.map(({ Id }) => ({ Id, MessageId: Id, MD5OfMessageBody: "" }));
    return json({ Successful: successful, Failed: failed });
  });
  const pause = async (milliseconds: number) => pauses.push(milliseconds);
  return {
    setAside: sqsSetAside({ client, queueUrl, pause }),
    kept: () => taken.map((body) => JSON.parse(body)),
    batches,
    pauses,
  };
}

const items = (count: number) => Array.from({ length: count }, (_, at) => unreadableOf(`line ${at}`));

describe("a set-aside queue", () => {
  setAsideContract(async () => open());

  test("gets ten messages a request, in pure ASCII", async () => {
    const { setAside, batches } = open();
    await setAside.keep([...items(22), unreadableOf("鍵\uffff")]);
    expect(batches.map((batch) => batch.length)).toEqual([10, 10, 3]);
    expect(batches.flat().every(({ MessageBody: body }) => /^[\x20-\x7e]+$/.test(body))).toBe(true);
  });

  test("messages that it did not take are sent again, and only those", async () => {
    const { setAside, kept, batches, pauses } = open((entry, request) =>
      request <= 2 && (entry.Id === "1" || entry.Id === "3")
        ? { Id: entry.Id, Code: "InternalError", SenderFault: false }
        : undefined,
    );
    await setAside.keep(items(5));
    expect(batches.map((batch) => batch.map(({ Id }) => Id))).toEqual([
      ["0", "1", "2", "3", "4"],
      ["1", "3"],
      ["1", "3"],
    ]);
    expect(kept()).toHaveLength(5);
    expect(pauses).toEqual([100, 200]);
  });

  test("messages that it never takes throw, after everything else was kept", async () => {
    const { setAside, kept, batches } = open((entry) =>
      entry.MessageBody.includes("line 4") ? { Id: entry.Id, Code: "InternalError", SenderFault: false } : undefined,
    );
    await expect(setAside.keep(items(13))).rejects.toThrow(
      `1 of 13 unreadable records could not be set aside in ${queueUrl}: InternalError`,
    );
    expect(kept()).toHaveLength(12);
    expect(batches).toHaveLength(6);
  });

  test("a message at fault itself is not sent again, while the others beside it are", async () => {
    const { setAside, kept, batches } = open((entry, request) => {
      if (entry.Id === "0") return { Id: "0", Code: "InvalidMessageContents", SenderFault: true };
      return entry.Id === "1" && request === 1 ? { Id: "1", Code: "InternalError", SenderFault: false } : undefined;
    });
    await expect(setAside.keep(items(3))).rejects.toThrow("1 of 3 unreadable records");
    expect(batches.map((batch) => batch.map(({ Id }) => Id))).toEqual([["0", "1", "2"], ["1"]]);
    expect(kept()).toHaveLength(2);
  });

  test("a request that fails throws with its cause, after the other batches were sent", async () => {
    const { setAside } = open();
    let requests = 0;
    endpoint.answer(({ body }) => {
      if (++requests === 1) return jsonError("RequestThrottled", "Rate exceeded");
      const { Entries: entries } = JSON.parse(body) as { Entries: Entry[] };
      return json({ Successful: entries.map(({ Id }) => ({ Id, MessageId: Id, MD5OfMessageBody: "" })) });
    });
    await expect(setAside.keep(items(12))).rejects.toMatchObject({
      message: expect.stringMatching(/^10 of 12 unreadable records .*Rate exceeded/),
      cause: expect.objectContaining({ name: "RequestThrottled" }),
    });
    expect(requests).toBe(2);
  });

  test("a queue that does not answer throws", async () => {
    const { setAside } = open();
    endpoint.answer(() => ({ silent: true }));
    await expect(setAside.keep(items(1))).rejects.toThrow("TimeoutError");
  });
});

test("batches stay below the size that SQS takes, whatever the messages hold", () => {
  const wide = Array.from({ length: 35 }, (_, at) =>
    messageText({ ...unreadableOf(`${at}${"\uffff".repeat(10_000)}`), detail: "鍵".repeat(5_000) }),
  );
  const batches = batchesOf(wide);
  expect(batches.flat()).toEqual(wide);
  expect(batches.length).toBeGreaterThan(4);
  for (const batch of batches) {
    expect(batch.length).toBeLessThanOrEqual(10);
    expect(batch.reduce((sum, body) => sum + Buffer.byteLength(body), 0)).toBeLessThanOrEqual(longestBatchBytes);
  }
});

test("an over-long excerpt is cut, and one message alone always fits", () => {
  const body = messageText({ reason: "not-json", detail: "鍵".repeat(9_000), excerpt: "\u0001".repeat(9_000) });
  expect(body.length).toBeLessThan(longestBatchBytes);
  expect(JSON.parse(body)).toEqual({ reason: "not-json", detail: "鍵".repeat(4_000), excerpt: "\u0001".repeat(4_000) });
});
