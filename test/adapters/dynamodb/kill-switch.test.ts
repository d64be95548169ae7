import { type AttributeValue, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoKillSwitch } from "../../../lib/adapters/dynamodb/kill-switch.ts";
import { killSwitchContract } from "../contract/kill-switch.ts";
import { aroundSend, type LocalDynamo, startLocalDynamo } from "./local-table.ts";

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.close());

const key = { pk: { S: "SETTING#kill-switch" }, sk: { S: "SETTING" } };

describe("a kill switch in DynamoDB", () => {
  killSwitchContract(async () => dynamoKillSwitch({ client: dynamo.client, tableName: await dynamo.table() }));

  test("keeps who set it and when, in the item that the playbooks read", async () => {
    const tableName = await dynamo.table();
    const killSwitch = dynamoKillSwitch({ client: dynamo.client, tableName, nowMs: () => 1_700_000_000_000 });
    await killSwitch.set(true, `Ana\n\u202e${"x".repeat(300)}`);
    const { Item: item } = await dynamo.client.send(new GetItemCommand({ TableName: tableName, Key: key }));
    expect(item).toEqual({
      ...key,
      engaged: { BOOL: true },
      setBy: { S: `Ana??${"x".repeat(195)}` },
      setAt: { S: "2023-11-14T22:13:20.000Z" },
    });
  });

  test.each<Record<string, AttributeValue>>([
    {},
    { engaged: { S: "false" } },
    { engaged: { N: "0" } },
    { engaged: { NULL: true } },
    { enabled: { BOOL: false } },
  ])("an item that makes no sense (%j) counts as engaged", async (attributes) => {
    const tableName = await dynamo.table();
    await dynamo.client.send(new PutItemCommand({ TableName: tableName, Item: { ...key, ...attributes } }));
    expect(await dynamoKillSwitch({ client: dynamo.client, tableName }).read()).toBe("engaged");
  });

  test("a table that cannot be read throws, and is not taken for a released switch", async () => {
    const client = aroundSend(dynamo.client, () => Promise.reject(new Error("AccessDenied")));
    await expect(dynamoKillSwitch({ client, tableName: "warden" }).read()).rejects.toThrow("AccessDenied");
  });
});
