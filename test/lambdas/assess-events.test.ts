import { rmSync } from "node:fs";
import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoInventories } from "../../lib/adapters/dynamodb/inventories.ts";
import { standingAttributes, standingKey } from "../../lib/adapters/dynamodb/standing-item.ts";
import { inventoryFormat, inventoryItem, inventoryKeys } from "../../lib/contract/inventory-item.ts";
import { metrics } from "../../lib/contract/metrics.ts";
import { peersPk, peerWeekSk } from "../../lib/contract/table.ts";
import { openWeekAt } from "../../lib/domain/behaviour/peers.ts";
import { madeInventory } from "../domain/inventory/made-inventory.ts";
import { bundle, deployHandler, runHandler } from "./deployed-handler.ts";
import { envelope, quarantine, quiet } from "./records.ts";

const watchedUser = `title: A watched user acts
logsource: { product: aws, service: cloudtrail }
detection:
  user: { "userIdentity.userName|expand": "%watched-users%" }
  condition: user
level: medium
`;

const oldKey = `title: A key of ten years acts
logsource: { product: aws, service: cloudtrail }
detection:
  old: { "nhi.keyAgeDays|gte": 3650 }
  condition: old
level: medium
`;

type Handler = Awaited<ReturnType<typeof deployHandler>>;
let handler: Handler;
beforeAll(async () => {
  handler = await deployHandler("assess-events", "mode: enforce\n", new Map(), {
    "rules/watched-user.yml": watchedUser,
    "rules/old-key.yml": oldKey,
    "rules/placeholders.yaml": 'placeholders: { watched-users: [watched, "spare-*"] }\n',
  });
}, 60_000);
afterAll(async () => {
  await handler.close();
});

const sqs = (bodies: Readonly<Record<string, string>>) => ({
  Records: Object.entries(bodies).map(([messageId, body]) => ({ messageId, body, eventSource: "aws:sqs" })),
});
const kinesis = (data: Readonly<Record<string, string>>) => ({
  Records: Object.entries(data).map(([sequenceNumber, text]) => ({
    eventSource: "aws:kinesis",
    kinesis: { sequenceNumber, partitionKey: "x", data: Buffer.from(text).toString("base64") },
  })),
});
const text = (record: object) => JSON.stringify(envelope(record));
const key = (user: string) => `arn:aws:iam::111122223333:user/${user}`;
const stored = async (user: string) => {
  const { table, tableName } = handler;
  return (await table.send(new GetItemCommand({ TableName: tableName, Key: standingKey(key(user)) }))).Item;
};

const stolen = text(quarantine("ci", "e-2"));

test("a batch of the queue is assessed and stored; a critical match contains and tells; junk is set aside", async () => {
  const answer = await handler.call(sqs({ one: text(quiet("calm", "e-1")), two: stolen, three: "{not json" }));
  expect(answer).toEqual({ batchItemFailures: [] });
  expect((await stored("calm"))?.[standingAttributes.version]).toEqual({ N: "1" });
  expect((await stored("ci"))?.[standingAttributes.trust]).toEqual({ N: "29.5" });
  expect(handler.asked.executions).toHaveLength(1);
  expect(handler.asked.executions[0]?.stateMachineArn).toMatch(/:disable-access-key$/);
  expect(JSON.parse(handler.asked.executions[0]?.input ?? "")).toMatchObject({
    identityKey: key("ci"),
    target: { accountId: "111122223333", userName: "ci", accessKeyId: "AKIAIOSFODNN7EXAMPLE" },
  });
  expect(handler.asked.alerts.map((alert) => alert.get("Subject"))).toEqual([
    "NHI Warden: ci is being contained (trust 29)",
  ]);
  expect(handler.asked.setAside.map((body) => JSON.parse(body).reason)).toEqual(["not-json"]);
  const figures = handler.log.flatMap((line) => (line.includes("_aws") ? [JSON.parse(line)] : []));
  expect(figures).toMatchObject([
    {
      [metrics.recordsRead]: 2,
      [metrics.recordsSetAside]: 1,
      [metrics.identitiesTouched]: 2,
      [metrics.containmentsStarted]: 1,
      [metrics.alerts]: 1,
    },
  ]);
});

test("the same batch once more writes, tells and contains nothing", async () => {
  const before = await stored("ci");
  await handler.call(sqs({ two: stolen }));
  expect(handler.asked.executions).toHaveLength(1);
  expect(handler.asked.alerts).toHaveLength(1);
  expect(await stored("ci")).toEqual(before);
});

test("a batch of the stream is read the same way", async () => {
  const answer = await handler.call(kinesis({ "49590": text(quiet("streamed", "e-9")) }));
  expect(answer).toEqual({ batchItemFailures: [] });
  expect(await stored("streamed")).toBeDefined();
});

test("a rule with a placeholder is in force with the values in placeholders.yaml", async () => {
  await handler.call(sqs({ a: text(quiet("watched", "e-10")), b: text(quiet("unwatched", "e-11")) }));
  const trust = async (user: string) => Number((await stored(user))?.[standingAttributes.trust]?.N);
  expect(await trust("watched")).toBeLessThan(await trust("unwatched"));
  expect(handler.log.filter((line) => line.includes("was not loaded as written"))).toEqual([]);
});

test("only the message of an identity whose standing cannot be read is delivered again", async () => {
  const { table, tableName } = handler;
  const item = {
    ...standingKey(key("damaged")),
    [standingAttributes.version]: { N: "1" },
    [standingAttributes.bytes]: { B: Uint8Array.of(99) },
  };
  await table.send(new PutItemCommand({ TableName: tableName, Item: item }));
  const bodies = { a: text(quiet("sound", "e-3")), b: text(quiet("damaged", "e-4")), c: text(quiet("other", "e-5")) };
  expect(await handler.call(sqs(bodies))).toEqual({ batchItemFailures: [{ itemIdentifier: "b" }] });
  expect(await stored("sound")).toBeDefined();
  expect(await stored("other")).toBeDefined();
  expect((await stored("damaged"))?.[standingAttributes.bytes]?.B).toEqual(Uint8Array.of(99));
  expect(handler.log.some((line) => line.includes('"messageId":"b"') && line.includes("layout 99"))).toBe(true);
});

test("what is stored of an account's peers and cannot be read is logged, and fails no message", async () => {
  const { table, tableName } = handler;
  const record = quiet("elsewhere", "e-12");
  const arn = "arn:aws:iam::444455556666:user/elsewhere";
  const week = openWeekAt(Date.parse(record.eventTime)) - 1;
  const damaged = { pk: { S: peersPk("444455556666") }, sk: { S: peerWeekSk(week) }, marks: { S: "none" } };
  await table.send(new PutItemCommand({ TableName: tableName, Item: damaged }));
  const userIdentity = { ...record.userIdentity, arn, accountId: "444455556666" };
  expect(await handler.call(sqs({ a: text({ ...record, userIdentity }) }))).toEqual({ batchItemFailures: [] });
  const { Item: item } = await table.send(new GetItemCommand({ TableName: tableName, Key: standingKey(arn) }));
  expect(item).toBeDefined();
  expect(handler.log.filter((line) => line.includes("what other identities do could not be read"))).toHaveLength(1);
});

test("a rule sees how old a key is, by the inventory of its user; one that cannot be read is logged, and fails nothing", async () => {
  const { table, tableName } = handler;
  const keys = [{ accessKeyId: "AKIAIOSFODNN7EXAMPLE", isActive: true, createdMs: 0, lastUsedMs: undefined }];
  const inventories = dynamoInventories({ client: table, tableName });
  await inventories.put(madeInventory({ identityKey: key("aged"), readAtMs: Date.now(), keys }), Date.now());
  const damaged = {
    pk: { S: inventoryKeys.pk(key("unread")) },
    sk: { S: inventoryKeys.sk },
    [inventoryItem.format]: { S: inventoryFormat },
    [inventoryItem.inventory]: { S: "{" },
  };
  await table.send(new PutItemCommand({ TableName: tableName, Item: damaged }));
  const bodies = { a: text(quiet("aged", "e-20")), b: text(quiet("unread", "e-21")), c: text(quiet("young", "e-22")) };
  expect(await handler.call(sqs(bodies))).toEqual({ batchItemFailures: [] });
  const trust = async (user: string) => Number((await stored(user))?.[standingAttributes.trust]?.N);
  expect(await trust("aged")).toBeLessThan(await trust("young"));
  expect(await trust("unread")).toBe(await trust("young"));
  expect(handler.log.filter((line) => line.includes("how old access keys are could not be read"))).toHaveLength(1);
});

test("a handler without its settings says which one is missing", async () => {
  const folder = bundle("assess-events", "mode: observe\n");
  const { call, stop } = runHandler(folder, { AWS_REGION: "eu-west-1" });
  await expect(call(sqs({ a: "{}" }))).rejects.toThrow(/WARDEN_TABLE is not set.*deploy it again/);
  await stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

test("with a policy that is not right, the handler says so and contains nothing", async () => {
  const broken = await deployHandler("assess-events", "mode: enforced\n");
  await broken.call(sqs({ one: text(quarantine("ci", "e-2")) }));
  await broken.close();
  expect(broken.asked.executions).toEqual([]);
  expect(broken.asked.alerts.map((alert) => alert.get("Subject"))).toEqual(["NHI Warden: ci deviates (trust 29)"]);
  expect(broken.log.join("\n")).toContain("the policy is not in force; everything is only observed");
}, 60_000);
