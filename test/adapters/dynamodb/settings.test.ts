import { dynamoSettings } from "../../../lib/adapters/dynamodb/settings.ts";
import { settingsStoreContract, settingsWrite } from "../contract/settings-store.ts";
import { aroundSend, damageOnlyItem, type LocalDynamo, sentTwice, startLocalDynamo } from "./local-table.ts";

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.close());

describe("live settings in DynamoDB", () => {
  settingsStoreContract(async () => dynamoSettings({ client: dynamo.client, tableName: await dynamo.table() }));

  test("a write whose answer was lost and that the SDK sends again is no conflict", async () => {
    const tableName = await dynamo.table();
    expect(await dynamoSettings({ client: sentTwice(dynamo.client), tableName }).save(settingsWrite(0, {}))).toBe(true);
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
    await damageOnlyItem(dynamo, tableName, attributes);
    await expect(store.load()).rejects.toThrow('stored under "SETTINGS", "VERSION#0000000001" cannot be read');
  });

  test("a table that cannot be read throws, and is not taken for one in which nothing is set", async () => {
    const client = aroundSend(dynamo.client, () => Promise.reject(new Error("AccessDenied")));
    await expect(dynamoSettings({ client, tableName: "warden" }).load()).rejects.toThrow("AccessDenied");
  });
});
