import { BatchGetItemCommand, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoCorrelations } from "../../../lib/adapters/dynamodb/correlations.ts";
import { correlationPk, sortKeys, table } from "../../../lib/contract/table.ts";
import { correlationStoreContract, correlationWrite, groupKey } from "../contract/correlation-store.ts";
import { aroundSend, type LocalDynamo, startLocalDynamo } from "./local-table.ts";

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.close());

const [a, b] = ["a", "b"].map(groupKey) as [string, string];
const keyOf = (key: string) => ({ pk: { S: correlationPk(key) }, sk: { S: sortKeys.correlation } });

describe("a correlation store in DynamoDB", () => {
  correlationStoreContract(async () => dynamoCorrelations({ client: dynamo.client, tableName: await dynamo.table() }));

  test("keeps a group as one item that the table may delete once it is over", async () => {
    const tableName = await dynamo.table();
    await dynamoCorrelations({ client: dynamo.client, tableName }).save([correlationWrite(a)]);
    const { Item: item } = await dynamo.client.send(new GetItemCommand({ TableName: tableName, Key: keyOf(a) }));
    expect(item).toEqual({
      ...keyOf(a),
      version: { N: "1" },
      group: { B: Uint8Array.of(1, 2, 3) },
      [table.expiry]: { N: "1900000000" },
    });
  });

  test("reads strongly consistent, a hundred groups with one request", async () => {
    const seen: Record<string, unknown>[] = [];
    const client = aroundSend(dynamo.client, (command, pass) => {
      if (command instanceof BatchGetItemCommand) seen.push(command.input as unknown as Record<string, unknown>);
      return pass();
    });
    const tableName = await dynamo.table();
    await dynamoCorrelations({ client, tableName }).load(Array.from({ length: 200 }, (_, at) => groupKey(`u${at}`)));
    expect(seen).toHaveLength(2);
    expect(seen[0]).toMatchObject({ RequestItems: { [tableName]: { ConsistentRead: true } } });
  });

  test("a write that arrived but was not answered is a conflict when it comes again", async () => {
    const tableName = await dynamo.table();
    const client = aroundSend(dynamo.client, async (command, pass) => {
      if (command instanceof PutItemCommand) await pass();
      return pass();
    });
    expect(await dynamoCorrelations({ client, tableName }).save([correlationWrite(a)])).toEqual([a]);
  });

  test("a write that fails otherwise throws with its cause, after all others were tried", async () => {
    const tableName = await dynamo.table();
    const cause = Object.assign(new Error("slow down"), { name: "ThrottlingException" });
    const client = aroundSend(dynamo.client, (command, pass) => {
      const { Item: item } = command.input as { Item?: { pk?: { S?: string } } };
      return item?.pk?.S === correlationPk(a) ? Promise.reject(cause) : pass();
    });
    const store = dynamoCorrelations({ client, tableName });
    await expect(store.save([correlationWrite(a), correlationWrite(b)])).rejects.toMatchObject({
      message: `1 of 2 groups of correlations could not be written to table ${tableName}: ThrottlingException: slow down`,
      cause,
    });
    expect([...(await store.load([a, b])).keys()]).toEqual([b]);
  });

  test("an item that was not written here is never read as absence", async () => {
    const tableName = await dynamo.table();
    await dynamo.client.send(new PutItemCommand({ TableName: tableName, Item: keyOf(a) }));
    await expect(dynamoCorrelations({ client: dynamo.client, tableName }).load([a])).rejects.toThrow("has no version");
  });
});
