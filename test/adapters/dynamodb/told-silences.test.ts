import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoToldSilences } from "../../../lib/adapters/dynamodb/told-silences.ts";
import { toldSilencesContract } from "../contract/told-silences.ts";
import { aroundSend, type LocalDynamo, startLocalDynamo } from "./local-table.ts";

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.close());

describe("told silences in DynamoDB", () => {
  toldSilencesContract(async () => dynamoToldSilences({ client: dynamo.client, tableName: await dynamo.table() }));

  test("are items that the table forgets, apart from the identity's standing", async () => {
    const tableName = await dynamo.table();
    const told = dynamoToldSilences({ client: dynamo.client, tableName });
    await told.remember(
      { identityKey: "arn:aws:iam::111122223333:role/worker", sinceMs: 1_700_000_000_000 },
      1_800_000_000,
    );
    const key = { pk: { S: "HEARTBEAT#arn:aws:iam::111122223333:role/worker" }, sk: { S: "HEARTBEAT" } };
    const { Item: item } = await dynamo.client.send(new GetItemCommand({ TableName: tableName, Key: key }));
    expect(item).toEqual({ ...key, since: { N: "1700000000000" }, expires: { N: "1800000000" } });
  });

  test("a table that cannot be read throws, and is not taken for one that knows nothing", async () => {
    const client = aroundSend(dynamo.client, () => Promise.reject(new Error("AccessDenied")));
    const told = dynamoToldSilences({ client, tableName: "warden" });
    await expect(told.isTold({ identityKey: "x", sinceMs: 1 })).rejects.toThrow("AccessDenied");
  });
});
