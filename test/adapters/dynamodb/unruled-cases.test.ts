import { dynamoOpenCases } from "../../../lib/adapters/dynamodb/open-cases.ts";
import { dynamoStandings } from "../../../lib/adapters/dynamodb/standings.ts";
import { dynamoUnruledCases } from "../../../lib/adapters/dynamodb/unruled-cases.ts";
import { collect, role, standingWrite } from "../contract/standing-store.ts";
import { endedCase, unruledCasesContract } from "../contract/unruled-cases.ts";
import { aroundSend, type LocalDynamo, startLocalDynamo } from "./local-table.ts";

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.close());

describe("cases without a ruling in DynamoDB", () => {
  unruledCasesContract(async () => dynamoUnruledCases({ client: dynamo.client, tableName: await dynamo.table() }));

  test("they are in nobody's way: neither standings nor open cases show them, over all pages", async () => {
    const tableName = await dynamo.table();
    const client = aroundSend(dynamo.client, async (command, pass) => {
      if (command.constructor.name === "QueryCommand") command.input["Limit"] = 1;
      return pass();
    });
    const store = dynamoUnruledCases({ client, tableName });
    const standings = dynamoStandings({ client: dynamo.client, tableName });
    await standings.save([standingWrite(role("app"))]);
    for (const name of ["case-1", "case-2", "case-3"]) await store.put(endedCase(name, 5));
    expect((await collect(store.list())).map(({ caseId }) => caseId).sort()).toEqual(["case-1", "case-2", "case-3"]);
    expect(await collect(dynamoOpenCases({ client, tableName }).identityKeys())).toEqual([]);
    expect((await collect(standings.all())).map(({ identityKey }) => identityKey)).toEqual([role("app")]);
  });

  test("keeping a case deletes nothing: the assessor's role may not", async () => {
    const sent: string[] = [];
    const client = aroundSend(dynamo.client, async (command, pass) => {
      sent.push(command.constructor.name);
      return pass();
    });
    const store = dynamoUnruledCases({ client, tableName: await dynamo.table() });
    for (let number = 0; number < 10; number++) await store.put(endedCase(`case-${number}`, number));
    expect(new Set(sent)).toEqual(new Set(["QueryCommand", "PutItemCommand"]));
  });
});
