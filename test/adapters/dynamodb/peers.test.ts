import { BatchGetItemCommand, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoPeers } from "../../../lib/adapters/dynamodb/peers.ts";
import { table } from "../../../lib/contract/table.ts";
import { markOf, peerStoreContract, weekOfAccount } from "../contract/peer-store.ts";
import { aroundSend, type LocalDynamo, startLocalDynamo } from "./local-table.ts";

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.close());

const key = { pk: { S: "PEERS#111122223333" }, sk: { S: "WEEK#2930" } };
const mark = markOf("s3:GetObject", 7);

describe("a peer store in DynamoDB", () => {
  peerStoreContract(async () => dynamoPeers({ client: dynamo.client, tableName: await dynamo.table() }));

  test("keeps a week as one item, a set of numbers, that the table may delete once nobody reads it", async () => {
    const tableName = await dynamo.table();
    await dynamoPeers({ client: dynamo.client, tableName }).add(weekOfAccount(2_930), [mark], 1_900_000_000);
    const { Item: item } = await dynamo.client.send(new GetItemCommand({ TableName: tableName, Key: key }));
    expect(item).toEqual({ ...key, marks: { NS: [String(mark)] }, [table.expiry]: { N: "1900000000" } });
  });

  test("reads all weeks with one request", async () => {
    let requests = 0;
    const client = aroundSend(dynamo.client, (command, pass) => {
      if (command instanceof BatchGetItemCommand) requests++;
      return pass();
    });
    const tableName = await dynamo.table();
    await dynamoPeers({ client, tableName }).load([1, 2, 3, 4].map((week) => weekOfAccount(week)));
    expect(requests).toBe(1);
  });

  test("an item that was not written here is never read as absence", async () => {
    const tableName = await dynamo.table();
    for (const marks of [undefined, { NS: ["-5"] }, { S: "7" }]) {
      const item = { ...key, ...(marks === undefined ? {} : { marks }) };
      await dynamo.client.send(new PutItemCommand({ TableName: tableName, Item: item }));
      const load = dynamoPeers({ client: dynamo.client, tableName }).load([weekOfAccount(2_930)]);
      await expect(load).rejects.toThrow("PEERS#111122223333 WEEK#2930 holds no marks");
    }
  });

  test("what the table refuses is thrown", async () => {
    const client = aroundSend(dynamo.client, () => Promise.reject(new Error("slow down")));
    const store = dynamoPeers({ client, tableName: "any", pause: async () => {} });
    await expect(store.add(weekOfAccount(1), [mark], 0)).rejects.toThrow("slow down");
    await expect(store.load([weekOfAccount(1)])).rejects.toThrow("slow down");
  });
});
