import { DeleteItemCommand, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { dynamoRules } from "../../../lib/adapters/dynamodb/rules.ts";
import { pushedRule, ruleSetWrite, ruleStoreContract } from "../contract/rule-store.ts";
import { aroundSend, damageOnlyItem, type LocalDynamo, sentTwice, startLocalDynamo } from "./local-table.ts";

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.close());

const commandsOf = (seen: string[]) =>
  aroundSend(dynamo.client, (command, pass) => {
    seen.push(command.constructor.name);
    return pass();
  });

describe("pushed rules in DynamoDB", () => {
  ruleStoreContract(async () => dynamoRules({ client: dynamo.client, tableName: await dynamo.table() }));

  test("another process reads what one has written", async () => {
    const tableName = await dynamo.table();
    const rules = [pushedRule("a.yml"), pushedRule("b.yml")];
    await dynamoRules({ client: dynamo.client, tableName }).save(ruleSetWrite(0, rules));
    expect(await dynamoRules({ client: dynamo.client, tableName }).load()).toEqual({ version: 1, rules });
  });

  test("an unchanged set is reloaded with one query, and a promotion writes no text again", async () => {
    const tableName = await dynamo.table();
    const seen: string[] = [];
    const store = dynamoRules({ client: commandsOf(seen), tableName });
    await store.save(ruleSetWrite(0, [pushedRule("a.yml"), pushedRule("b.yml")]));
    expect(seen.splice(0)).toEqual(["PutItemCommand", "PutItemCommand", "PutItemCommand"]);
    await store.load();
    expect(seen.splice(0)).toEqual(["QueryCommand", "BatchGetItemCommand"]);
    await store.load();
    expect(seen.splice(0)).toEqual(["QueryCommand"]);
    await store.save(ruleSetWrite(1, [pushedRule("a.yml", { state: "live" }), pushedRule("b.yml")]));
    expect(seen).toEqual(["PutItemCommand"]);
  });

  test("a write that is cut off between the texts and the version leaves the set as it was", async () => {
    const tableName = await dynamo.table();
    const store = dynamoRules({ client: dynamo.client, tableName });
    await store.save(ruleSetWrite(0, [pushedRule("a.yml")]));
    const client = aroundSend(dynamo.client, (command, pass) =>
      JSON.stringify(command.input).includes("VERSION#") ? Promise.reject(new Error("cut off")) : pass(),
    );
    const cut = dynamoRules({ client, tableName });
    await expect(cut.save(ruleSetWrite(1, [pushedRule("b.yml")]))).rejects.toThrow("cut off");
    expect((await store.load()).rules.map(({ file }) => file)).toEqual(["a.yml"]);
  });

  test("a write whose answer was lost and that the SDK sends again is no conflict", async () => {
    const tableName = await dynamo.table();
    expect(
      await dynamoRules({ client: sentTwice(dynamo.client), tableName }).save(ruleSetWrite(0, [pushedRule("a.yml")])),
    ).toBe(true);
  });

  test("a text that is gone, or is not the one that was pushed, is an error that names the rule", async () => {
    const tableName = await dynamo.table();
    const fresh = () => dynamoRules({ client: dynamo.client, tableName });
    await fresh().save(ruleSetWrite(0, [pushedRule("a.yml")]));
    const { Items: items = [] } = await dynamo.client.send(new ScanCommand({ TableName: tableName }));
    const text = items.find(({ sk }) => sk?.S?.startsWith("TEXT#"));
    await dynamo.client.send(
      new PutItemCommand({ TableName: tableName, Item: { ...text, text: { S: "title: other" } } as never }),
    );
    await expect(fresh().load()).rejects.toThrow("The text of the pushed rule a.yml (version 1) is gone");
    const { pk, sk } = text as Record<"pk" | "sk", { S: string }>;
    await dynamo.client.send(new DeleteItemCommand({ TableName: tableName, Key: { pk, sk } }));
    await expect(fresh().load()).rejects.toThrow("The text of the pushed rule a.yml (version 1) is gone");
  });

  test.each([
    { rules: { S: "[" } },
    { rules: { S: '[{"file":"a.yml"}]' } },
    { rules: { S: '[{"file":"a.yml","hash":"x","state":"enforced","pushedBy":"a","pushedAtMs":1}]' } },
    { changedBy: { N: "1" } },
    { version: { S: "one" } },
    { version: { N: "2" } },
  ])("a version that makes no sense (%j) is an error that names its item", async (attributes) => {
    const tableName = await dynamo.table();
    const store = dynamoRules({ client: dynamo.client, tableName });
    await store.save(ruleSetWrite(0, []));
    await damageOnlyItem(dynamo, tableName, attributes);
    await expect(store.load()).rejects.toThrow('stored under "RULES", "VERSION#0000000001" cannot be read');
  });

  test("a table that cannot be read throws, and is not taken for one without rules", async () => {
    const client = aroundSend(dynamo.client, () => Promise.reject(new Error("AccessDenied")));
    await expect(dynamoRules({ client, tableName: "warden" }).load()).rejects.toThrow("AccessDenied");
  });
});
