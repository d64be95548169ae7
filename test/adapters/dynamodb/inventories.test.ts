import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoInventories } from "../../../lib/adapters/dynamodb/inventories.ts";
import { madeInventory } from "../../domain/inventory/made-inventory.ts";
import { inventoryStoreContract } from "../contract/inventory-store.ts";
import { aroundSend, type LocalDynamo, startLocalDynamo } from "./local-table.ts";

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.close());

const key = { pk: { S: `INVENTORY#${madeInventory().identityKey}` }, sk: { S: "INVENTORY" } };
const withItem = async (more: Record<string, { S: string }>) => {
  const parts = { client: dynamo.client, tableName: await dynamo.table() };
  await dynamo.client.send(new PutItemCommand({ TableName: parts.tableName, Item: { ...key, ...more } }));
  return dynamoInventories(parts);
};

describe("inventories in DynamoDB", () => {
  inventoryStoreContract(async () => dynamoInventories({ client: dynamo.client, tableName: await dynamo.table() }));

  test("are items that the table forgets, apart from the identity's standing", async () => {
    const tableName = await dynamo.table();
    await dynamoInventories({ client: dynamo.client, tableName }).put(madeInventory(), 1_800_000_000);
    const { Item: item } = await dynamo.client.send(new GetItemCommand({ TableName: tableName, Key: key }));
    expect(item).toMatchObject({ ...key, format: { S: "1" }, expires: { N: "1800000000" } });
  });

  test("one of another format is as good as none", async () => {
    const store = await withItem({ format: { S: "2" }, inventory: { S: "?" } });
    expect(await store.get(madeInventory().identityKey)).toBeUndefined();
    for await (const one of store.all()) throw new Error(`there is ${one.identityKey}`);
  });

  test.each(["", "{", "[]", '{"identityKey":"arn:aws:iam::1:user/x"}'])(
    "one that is damaged (%s) names its item",
    async (text) => {
      const store = await withItem({ format: { S: "1" }, inventory: { S: text } });
      await expect(store.get(madeInventory().identityKey)).rejects.toThrow(
        /under "INVENTORY#arn.*worker" cannot be read/,
      );
    },
  );

  test("a table that cannot be read throws, and is not taken for an empty one", async () => {
    const client = aroundSend(dynamo.client, () => Promise.reject(new Error("AccessDenied")));
    await expect(dynamoInventories({ client, tableName: "warden" }).get("x")).rejects.toThrow("AccessDenied");
  });
});
