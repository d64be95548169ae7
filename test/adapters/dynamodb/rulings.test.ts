import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoOpenCases } from "../../../lib/adapters/dynamodb/open-cases.ts";
import { dynamoRulings } from "../../../lib/adapters/dynamodb/rulings.ts";
import { dynamoStandings } from "../../../lib/adapters/dynamodb/standings.ts";
import { rulingRecord, rulingStoreContract } from "../contract/ruling-store.ts";
import { collect, openCase, role, standingWrite } from "../contract/standing-store.ts";
import { aroundSend, type LocalDynamo, startLocalDynamo } from "./local-table.ts";

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.close());

describe("a ruling store in DynamoDB", () => {
  rulingStoreContract(async () => dynamoRulings({ client: dynamo.client, tableName: await dynamo.table() }));

  test.each(["trace", "before", "version", "closedCase"])(
    "an item without a readable %s is an error with its key",
    async (attribute) => {
      const tableName = await dynamo.table();
      const store = dynamoRulings({ client: dynamo.client, tableName });
      await store.put(rulingRecord("case-1", 9));
      await dynamo.client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: { pk: { S: "CASE#case-1" }, sk: { S: "RULING#0000000000000009" } },
          UpdateExpression: "SET #a = :broken",
          ExpressionAttributeNames: { "#a": attribute },
          ExpressionAttributeValues: { ":broken": { S: "{}" } },
        }),
      );
      await expect(store.list("case-1")).rejects.toThrow(
        /The verdict stored under "CASE#case-1" "RULING#0000000000000009"/,
      );
    },
  );

  test("a case without a ruling is refused before anything is written", async () => {
    const store = dynamoRulings({ client: dynamo.client, tableName: await dynamo.table() });
    const { ruling: _, ...open } = rulingRecord("case-1", 9).case;
    await expect(store.put({ ...rulingRecord("case-1", 9), case: open })).rejects.toThrow("case-1 has no ruling");
  });
});

describe("open cases in DynamoDB", () => {
  test("only identities with an open case are named, over all pages", async () => {
    const tableName = await dynamo.table();
    const standings = dynamoStandings({ client: dynamo.client, tableName });
    const names = ["a", "b", "c", "d"];
    await standings.save(
      names.map((name) => standingWrite(role(name), name === "b" ? {} : { openCase: openCase(role(name)) })),
    );
    const client = aroundSend(dynamo.client, async (command, pass) => {
      command.input["Limit"] = 1;
      return pass();
    });
    expect((await collect(dynamoOpenCases({ client, tableName }).identityKeys())).sort()).toEqual(
      [role("a"), role("c"), role("d")].sort(),
    );
    await standings.save([standingWrite(role("a"), { expectedVersion: 1 })]);
    expect(await collect(dynamoOpenCases({ client, tableName }).identityKeys())).not.toContain(role("a"));
  });
});
