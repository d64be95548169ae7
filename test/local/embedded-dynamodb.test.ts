import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-dynamodb";
import { startEmbeddedDynamoDB } from "../../lib/local/embedded-dynamodb.ts";

const Item = {
  pk: { S: "IDENTITY#x" },
  sk: { S: "STANDING" },
  openKind: { S: "case" },
  openSince: { S: "2026-11-21" },
};
const Key = { pk: Item.pk, sk: Item.sk };

test("makes the warden's table with its index of what is open, on the loopback address only", async () => {
  const { client, tableName, endpoint, stop } = await startEmbeddedDynamoDB();
  try {
    expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    expect(Table?.TableStatus).toBe("ACTIVE");
    await client.send(new PutItemCommand({ TableName: tableName, Item }));
    await client.send(new PutItemCommand({ TableName: tableName, Item: { ...Key, pk: { S: "IDENTITY#y" } } }));
    const { Items } = await client.send(
      new QueryCommand({
        TableName: tableName,
        IndexName: "open",
        KeyConditionExpression: "openKind = :kind",
        ExpressionAttributeValues: { ":kind": { S: "case" } },
      }),
    );
    expect(Items).toEqual([Item]);
  } finally {
    await stop();
  }
});

test("two at once share nothing", async () => {
  const [one, two] = await Promise.all([startEmbeddedDynamoDB(), startEmbeddedDynamoDB()]);
  try {
    await one.client.send(new PutItemCommand({ TableName: one.tableName, Item }));
    expect(await two.client.send(new GetItemCommand({ TableName: two.tableName, Key }))).not.toHaveProperty("Item");
  } finally {
    await Promise.all([one.stop(), two.stop()]);
  }
});

test("keeps what was written in a directory for the next run, and nothing answers after stop", async () => {
  const path = await mkdtemp(join(tmpdir(), "warden-"));
  try {
    const first = await startEmbeddedDynamoDB({ path });
    await first.client.send(new PutItemCommand({ TableName: first.tableName, Item }));
    await first.stop();
    await first.stop();
    await expect(fetch(first.endpoint)).rejects.toThrow();

    const second = await startEmbeddedDynamoDB({ path });
    const read = await second.client.send(new GetItemCommand({ TableName: second.tableName, Key }));
    await second.stop();
    expect(read.Item).toEqual(Item);
  } finally {
    await rm(path, { recursive: true });
  }
});

describe("the client, which needs no port", () => {
  test("says what a client on the port says", async () => {
    const { client, tableName, endpoint, stop } = await startEmbeddedDynamoDB();
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    const onPort = new DynamoDBClient({ endpoint, region: "us-east-1", credentials });
    try {
      const bytes = { ...Item, data: { B: new Uint8Array([0, 255, 128]) }, text: { S: "\u{1f511} é" } };
      await client.send(new PutItemCommand({ TableName: tableName, Item: bytes }));
      const get = { TableName: tableName, Key };
      const [own, other] = [await client.send(new GetItemCommand(get)), await onPort.send(new GetItemCommand(get))];
      expect(own.Item).toEqual(bytes);
      expect(other.Item).toEqual(own.Item);
      const elsewhere = new GetItemCommand({ TableName: "no-such-table", Key });
      for (const one of [client, onPort]) {
        await expect(one.send(elsewhere)).rejects.toBeInstanceOf(ResourceNotFoundException);
      }
    } finally {
      onPort.destroy();
      await stop();
    }
  });

  test("is answered in the order of what is written and read, many at once", async () => {
    const { client, tableName, stop } = await startEmbeddedDynamoDB();
    try {
      const keys = Array.from({ length: 50 }, (_, at) => ({ pk: { S: `IDENTITY#${at}` }, sk: { S: "STANDING" } }));
      await Promise.all(keys.map((key) => client.send(new PutItemCommand({ TableName: tableName, Item: key }))));
      const read = await Promise.all(
        keys.map((key) => client.send(new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }))),
      );
      expect(read.map(({ Item: found }) => found)).toEqual(keys);
    } finally {
      await stop();
    }
  });

  test("rejects what was aborted, and everything after stop", async () => {
    const { client, tableName, stop } = await startEmbeddedDynamoDB();
    const get = () => new GetItemCommand({ TableName: tableName, Key });
    const aborted = AbortSignal.abort();
    await expect(client.send(get(), { abortSignal: aborted })).rejects.toMatchObject({ name: "AbortError" });
    await stop();
    await expect(client.send(get())).rejects.toThrow("the embedded DynamoDB was stopped");
  });
});
