import { type AttributeValue, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoContainments } from "../../../lib/adapters/dynamodb/containments.ts";
import type { ContainmentRecord } from "../../../lib/app/ports.ts";
import { containmentRecord, containmentRequest, containmentStoreContract } from "../contract/containment-store.ts";
import { aroundSend, type LocalDynamo, startLocalDynamo } from "./local-table.ts";

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.close());

type Item = Record<string, AttributeValue>;
const itemOf = ({ containmentId, request, state, outcome, updatedAt }: ContainmentRecord): Item => ({
  pk: { S: `CONTAINMENT#${containmentId}` },
  sk: { S: "CONTAINMENT" },
  state: { S: state },
  outcome: { S: outcome },
  request: { S: JSON.stringify(request) },
  updatedAt: { S: updatedAt },
  execution: { S: "arn:aws:states:eu-west-1:111122223333:execution:x:y" },
});

async function open() {
  const tableName = await dynamo.table();
  const put = async (item: Item) => {
    await dynamo.client.send(new PutItemCommand({ TableName: tableName, Item: item }));
  };
  return { store: dynamoContainments({ client: dynamo.client, tableName }), put };
}

describe("a containment store in DynamoDB", () => {
  containmentStoreContract(async () => {
    const { store, put } = await open();
    return { store, put: (record) => put(itemOf(record)) };
  });

  test("reads an item that has no outcome yet, and passes over other items", async () => {
    const { store, put } = await open();
    const { outcome: _, ...running } = itemOf(containmentRecord("c-1", { state: "running" }));
    await put(running);
    await put({ pk: { S: "SETTING#kill-switch" }, sk: { S: "SETTING" }, engaged: { BOOL: true } });
    expect(await store.list()).toEqual([containmentRecord("c-1", { state: "running", outcome: "" })]);
  });

  const good = itemOf(containmentRecord("c-1"));
  test.each<[string, Item]>([
    ["an unknown state", { ...good, state: { S: "done" } }],
    ["no state", { ...good, state: { NULL: true } }],
    ["no time", { ...good, updatedAt: { N: "1" } }],
    ["no request", { ...good, request: { M: {} } }],
    ["a request that is no JSON", { ...good, request: { S: "not json" } }],
    [
      "a request without a target",
      { ...good, request: { S: JSON.stringify({ ...containmentRequest(), target: null }) } },
    ],
    [
      "a target of another playbook",
      { ...good, request: { S: JSON.stringify(containmentRequest({ playbook: "revoke-role-sessions" })) } },
    ],
    ["a request without a reason", { ...good, request: { S: JSON.stringify({ ...containmentRequest(), reason: 1 }) } }],
    [
      "another containment's request",
      { ...good, request: { S: JSON.stringify(containmentRequest({ containmentId: "c-2" })) } },
    ],
  ])("an item with %s is an error that names its key", async (_, item) => {
    const { store, put } = await open();
    await put(item);
    await expect(store.get("c-1")).rejects.toThrow("CONTAINMENT#c-1");
    await expect(store.list()).rejects.toThrow("CONTAINMENT#c-1");
  });

  test("a table that cannot be read throws", async () => {
    const client = aroundSend(dynamo.client, () => Promise.reject(new Error("Rate exceeded")));
    const store = dynamoContainments({ client, tableName: "warden" });
    await expect(store.get("c-1")).rejects.toThrow("Rate exceeded");
    await expect(store.list()).rejects.toThrow("Rate exceeded");
  });
});
