import { ConditionalCheckFailedException, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { dynamoSettings } from "../../../lib/adapters/dynamodb/settings.ts";
import { settingsStoreContract, settingsWrite } from "../contract/settings-store.ts";
import { aroundSend, type LocalDynamo, startLocalDynamo } from "./local-table.ts";

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.close());

describe("live settings in DynamoDB", () => {
  settingsStoreContract(async () => dynamoSettings({ client: dynamo.client, tableName: await dynamo.table() }));

  test("a write whose answer was lost and that the SDK sends again is no conflict", async () => {
    const tableName = await dynamo.table();
    // The embedded engine does not hand out the item that a condition failed on; AWS does where it is asked to.
    const client = aroundSend(dynamo.client, async (command, pass) => {
      await pass();
      try {
        return await pass();
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        expect(command.input).toMatchObject({ ReturnValuesOnConditionCheckFailure: "ALL_OLD" });
        throw Object.assign(error, { Item: command.input["Item"] });
      }
    });
    expect(await dynamoSettings({ client, tableName }).save(settingsWrite(0, {}))).toBe(true);
  });

  test.each([
    { settings: { S: "{" } },
    { settings: { N: "1" } },
    { changedBy: { N: "1" } },
    { version: { S: "one" } },
    { version: { N: "2" } },
    { changedAt: { S: "now" } },
  ])("a version that makes no sense (%j) is an error that names its item, not an older one", async (attributes) => {
    const tableName = await dynamo.table();
    const store = dynamoSettings({ client: dynamo.client, tableName });
    await store.save(settingsWrite(0, {}));
    const { Items: items = [] } = await dynamo.client.send(new ScanCommand({ TableName: tableName }));
    await dynamo.client.send(
      new PutItemCommand({ TableName: tableName, Item: { ...items[0], ...attributes } as never }),
    );
    await expect(store.load()).rejects.toThrow('stored under "SETTINGS", "VERSION#0000000001" cannot be read');
  });

  test("a table that cannot be read throws, and is not taken for one in which nothing is set", async () => {
    const client = aroundSend(dynamo.client, () => Promise.reject(new Error("AccessDenied")));
    await expect(dynamoSettings({ client, tableName: "warden" }).load()).rejects.toThrow("AccessDenied");
  });
});
