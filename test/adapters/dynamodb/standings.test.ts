import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import type { Item } from "../../../lib/adapters/dynamodb/conditional-writes.ts";
import { standingItem, standingKey } from "../../../lib/adapters/dynamodb/standing-item.ts";
import { dynamoStandings } from "../../../lib/adapters/dynamodb/standings.ts";
import { identityPk, sortKeys, table } from "../../../lib/contract/table.ts";
import { collect, openCase, role, standingStoreContract, standingWrite } from "../contract/standing-store.ts";
import { aroundSend, type LocalDynamo, localClient, startLocalDynamo } from "./local-table.ts";

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.close());

const noPause = async () => undefined;
const named = (name: string, message = name) => Object.assign(new Error(message), { name });

describe("a standing store in DynamoDB", () => {
  standingStoreContract(async () => dynamoStandings({ client: dynamo.client, tableName: await dynamo.table() }));

  test("writes once for each identity and reads a hundred with one request", async () => {
    const counts: Record<string, number> = {};
    const client = aroundSend(dynamo.client, (command, pass) => {
      const name = command.constructor.name;
      counts[name] = (counts[name] ?? 0) + 1;
      return pass();
    });
    const store = dynamoStandings({ client, tableName: await dynamo.table() });
    const keys = Array.from({ length: 201 }, (_, at) => role(`app-${at}`));
    await store.load(keys);
    await store.save(keys.map((key) => standingWrite(key)));
    await store.load([]);
    await store.save([]);
    expect(counts).toEqual({ BatchGetItemCommand: 3, PutItemCommand: 201 });
  });

  test("never has more than sixteen writes under way", async () => {
    let underWay = 0;
    let most = 0;
    const client = aroundSend(dynamo.client, async (_, pass) => {
      most = Math.max(most, ++underWay);
      await pass();
      underWay--;
    });
    const store = dynamoStandings({ client, tableName: await dynamo.table() });
    await store.save(Array.from({ length: 60 }, (_, at) => standingWrite(role(`app-${at}`))));
    expect(most).toBe(16);
  });

  test("reads strongly consistent, and pages through a scan whose pages may be empty", async () => {
    const tableName = await dynamo.table();
    const seen: Record<string, unknown>[] = [];
    const client = aroundSend(dynamo.client, (command, pass) => {
      seen.push(command.input);
      if ("FilterExpression" in command.input) Object.assign(command.input, { Limit: 1 });
      return pass();
    });
    const store = dynamoStandings({ client, tableName });
    await store.save(["a", "b", "c"].map((name) => standingWrite(role(name))));
    await dynamo.client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: { pk: { S: "CONTAINMENT#1" }, sk: { S: sortKeys.containment } },
      }),
    );
    expect((await collect(store.all())).map((standing) => standing.identityKey).sort()).toEqual(
      ["a", "b", "c"].map(role),
    );
    const scans = seen.filter((input) => "FilterExpression" in input);
    expect(scans.length).toBeGreaterThanOrEqual(4);
    expect(scans.every((input) => input["ConsistentRead"] === true)).toBe(true);
    await store.load([role("a")]);
    expect(seen.at(-1)).toMatchObject({ RequestItems: { [tableName]: { ConsistentRead: true } } });
  });
});

describe("the item of a standing", () => {
  /** DynamoDB's item size: names and text in UTF-8, bytes as they are, numbers two digits a byte and one more. */
  const itemBytes = (item: Item) =>
    Object.entries(item).reduce((sum, [name, { S, B, N }]) => {
      const digits = N?.replace(/[-.]/g, "").replace(/^0+|0+$/g, "").length ?? 0;
      const value =
        B?.length ??
        (S === undefined ? Math.ceil(digits / 2) + 1 + (N?.startsWith("-") ? 1 : 0) : Buffer.byteLength(S));
      return sum + Buffer.byteLength(name) + value;
    }, 0);
  const quiet = (identityKey: string, bytes: number) =>
    standingItem(
      standingWrite(identityKey, {
        bytes: new Uint8Array(bytes),
        expectedVersion: 12_345,
        trust: 97.53,
        lastSeenMs: 1_763_719_285_123,
        kind: "access-key-user",
      }),
    );

  test("costs one write unit with 700 bytes of standing and a role's key, and still with a path and a long name", () => {
    expect(itemBytes(quiet("arn:aws:iam::111122223333:role/payments-api-execution-role", 700))).toBe(841);
    const longest = `arn:aws:iam::111122223333:role/service-role/${"r".repeat(64)}`;
    expect(itemBytes(quiet(longest, 700))).toBeLessThan(1_024);
    expect(itemBytes(quiet(longest, 820))).toBeLessThanOrEqual(1_024);
  });

  test("rounds the trust that people query, and leaves the bytes alone", () => {
    const item = standingItem(standingWrite(role("a"), { trust: 66.666_666_666_666_67 }));
    expect(item["trust"]).toEqual({ N: "66.67" });
    expect(item["standing"]?.B).toEqual(Uint8Array.of(1, 2, 3));
  });

  test("stands in the index of what waits for people only while a case is open", async () => {
    const tableName = await dynamo.table();
    const store = dynamoStandings({ client: dynamo.client, tableName });
    const waiting = async () => {
      const { Items: items = [] } = await dynamo.client.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: table.openIndex,
          KeyConditionExpression: "openKind = :kind",
          ExpressionAttributeValues: { ":kind": { S: "case" } },
        }),
      );
      return items.map((item) => [item["pk"]?.S, item["openSince"]?.S]);
    };
    await store.save([standingWrite(role("a"), { openCase: openCase(role("a")) }), standingWrite(role("b"))]);
    expect(await waiting()).toEqual([[identityPk(role("a")), "2023-11-14T22:13:20.000Z"]]);
    await store.save([standingWrite(role("a"), { expectedVersion: 1 })]);
    expect(await waiting()).toEqual([]);
  });
});

describe("when reading fails", () => {
  const keys = Array.from({ length: 5 }, (_, at) => role(`app-${at}`));
  /** Answers each BatchGetItem with the first `share` of its keys, and leaves the rest unprocessed. */
  const partly = (share: (request: number) => number) => {
    let requests = 0;
    return aroundSend(dynamo.client, async (command, pass) => {
      if (!(command instanceof BatchGetItemCommand)) return pass();
      const [name, wanted] = Object.entries(command.input.RequestItems ?? {})[0] as [string, { Keys: Item[] }];
      const now = share(requests++);
      if (now === 0) return { Responses: {}, UnprocessedKeys: { [name]: { Keys: wanted.Keys } } };
      const answer = await dynamo.client.send(
        new BatchGetItemCommand({ RequestItems: { [name]: { ...wanted, Keys: wanted.Keys.slice(0, now) } } }),
      );
      return { ...answer, UnprocessedKeys: { [name]: { Keys: wanted.Keys.slice(now) } } };
    });
  };

  test("keys that DynamoDB left unprocessed are read again, after pauses that grow while nothing comes", async () => {
    const tableName = await dynamo.table();
    await dynamoStandings({ client: dynamo.client, tableName }).save(keys.map((key) => standingWrite(key)));
    const pauses: number[] = [];
    const store = dynamoStandings({
      client: partly((request) => [2, 0, 0, 0, 2, 5][request] ?? 5),
      tableName,
      pause: async (milliseconds) => pauses.push(milliseconds),
    });
    expect([...(await store.load(keys)).keys()].sort()).toEqual(keys);
    expect(pauses).toHaveLength(5);
    const [afterSome, afterNone, afterTwo, afterThree, afterSomeAgain] = pauses as [
      number,
      number,
      number,
      number,
      number,
    ];
    expect(afterSome).toBeLessThanOrEqual(50);
    expect(afterNone).toBeGreaterThanOrEqual(50);
    expect(afterTwo).toBeGreaterThanOrEqual(100);
    expect(afterThree).toBeGreaterThanOrEqual(200);
    expect(afterSomeAgain).toBeLessThanOrEqual(50);
  });

  test("a table that answers nothing at last throws, and says how many keys are left", async () => {
    const tableName = await dynamo.table();
    const store = dynamoStandings({ client: partly((request) => (request === 0 ? 2 : 0)), tableName, pause: noPause });
    await expect(store.load(keys)).rejects.toThrow(/3 keys are still unread after 8 requests.*throttled/);
  });

  test.each(["ProvisionedThroughputExceededException", "TimeoutError", "ResourceNotFoundException"])(
    "%s is thrown with its cause, never read as absence",
    async (name) => {
      const cause = named(name);
      const client = aroundSend(dynamo.client, async () => Promise.reject(cause));
      const store = dynamoStandings({ client, tableName: "warden" });
      await expect(store.load(keys)).rejects.toMatchObject({ message: expect.stringContaining("5 items"), cause });
      await expect(collect(store.all())).rejects.toBe(cause);
    },
  );

  test("a server that is not there is an error", async () => {
    const client = localClient("http://127.0.0.1:9");
    await expect(dynamoStandings({ client, tableName: "warden" }).load(keys)).rejects.toThrow("ECONNREFUSED");
    client.destroy();
  });

  const good = standingItem(standingWrite(role("a"), { openCase: openCase(role("a")) }));
  test.each<[string, Item]>([
    ["no bytes", { ...good, standing: { S: "AQID" } }],
    ["no version", { ...good, version: { S: "1" } }],
    ["a broken version", { ...good, version: { N: "1.5" } }],
    ["a case that is no text", { ...good, openCase: { N: "1" } }],
    ["a case that is no JSON", { ...good, openCase: { S: "{" } }],
    ["a case that is a list", { ...good, openCase: { S: "[]" } }],
    [
      "a case without a story",
      { ...good, openCase: { S: JSON.stringify({ ...openCase(role("a")), story: undefined }) } },
    ],
    ["a story of something else", { ...good, openCase: { S: JSON.stringify({ ...openCase(role("a")), story: [1] }) } }],
    [
      "an action that there is not",
      { ...good, openCase: { S: JSON.stringify({ ...openCase(role("a")), action: "x" }) } },
    ],
    [
      "a target that there is not",
      { ...good, openCase: { S: JSON.stringify({ ...openCase(role("a")), target: {} }) } },
    ],
  ])("an item with %s is an error that names its key, not an absent standing", async (_, item) => {
    const tableName = await dynamo.table();
    await dynamo.client.send(new PutItemCommand({ TableName: tableName, Item: item }));
    const store = dynamoStandings({ client: dynamo.client, tableName });
    const unreadable = { name: "UnreadableStandingError", identityKey: role("a") };
    await expect(store.load([role("b"), role("a")])).rejects.toMatchObject(unreadable);
    await expect(collect(store.all())).rejects.toMatchObject(unreadable);
  });
});

describe("when writing fails", () => {
  const writes = Array.from({ length: 40 }, (_, at) => standingWrite(role(`app-${at}`)));
  const keyOf = (input: Record<string, unknown>) => (input["Item"] as Item | undefined)?.["pk"]?.S;

  test("one error is thrown with its cause, after all others were written", async () => {
    const tableName = await dynamo.table();
    const cause = named("ThrottlingException", "Rate exceeded");
    const client = aroundSend(dynamo.client, (command, pass) =>
      keyOf(command.input) === identityPk(role("app-0")) ? Promise.reject(cause) : pass(),
    );
    const store = dynamoStandings({ client, tableName });
    await expect(store.save(writes)).rejects.toMatchObject({
      message: `1 of 40 standings could not be written to table ${tableName}: ThrottlingException: Rate exceeded`,
      cause,
    });
    expect(await store.load(writes.map((write) => write.identityKey))).toHaveProperty("size", 39);
  });

  test("several errors are all in the cause, and a conflict beside them does not hide them", async () => {
    const tableName = await dynamo.table();
    const failing = new Set([identityPk(role("app-1")), identityPk(role("app-30"))]);
    const client = aroundSend(dynamo.client, (command, pass) =>
      failing.has(keyOf(command.input) ?? "") ? Promise.reject(named("TimeoutError")) : pass(),
    );
    await dynamoStandings({ client: dynamo.client, tableName }).save([standingWrite(role("app-2"))]);
    const error = await dynamoStandings({ client, tableName })
      .save(writes)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: expect.stringMatching(/^2 of 40 standings/) });
    expect((error as { cause: AggregateError }).cause.errors).toHaveLength(2);
  });

  /** DynamoDB's answer to a failed condition, with the item as it stands: the local engine leaves the item out. */
  const withStoredItem = (tableName: string) =>
    aroundSend(dynamo.client, async (command, pass) => {
      try {
        return await pass();
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        expect(command.input).toMatchObject({ ReturnValuesOnConditionCheckFailure: "ALL_OLD" });
        const { pk, sk } = command.input["Item"] as Item;
        const { Item: stored } = await dynamo.client.send(
          new GetItemCommand({ TableName: tableName, Key: { pk, sk } as Item }),
        );
        throw Object.assign(error, { Item: stored });
      }
    });

  test("a write that meets itself, because its first answer was lost, is no conflict", async () => {
    const tableName = await dynamo.table();
    const write = standingWrite(role("a"), { openCase: openCase(role("a")) });
    await dynamoStandings({ client: dynamo.client, tableName }).save([write]);
    const again = dynamoStandings({ client: withStoredItem(tableName), tableName });
    expect(await again.save([write])).toEqual([]);
    expect((await again.load([role("a")])).get(role("a"))?.version).toBe(1);
  });

  test.each([
    ["other bytes", { bytes: Uint8Array.of(1, 2, 4) }],
    ["another case", { openCase: openCase(role("a"), { omitted: 1 }) }],
    ["no case", { openCase: undefined }],
    ["another trust", { trust: 3 }],
  ])("a write that meets one with %s is a conflict", async (_, change) => {
    const tableName = await dynamo.table();
    const write = standingWrite(role("a"), { openCase: openCase(role("a")) });
    await dynamoStandings({ client: dynamo.client, tableName }).save([{ ...write, ...change }]);
    const other = dynamoStandings({ client: withStoredItem(tableName), tableName });
    expect(await other.save([write])).toEqual([role("a")]);
  });

  test("a standing that someone deletes between read and write is a conflict, and can then be written anew", async () => {
    const tableName = await dynamo.table();
    const store = dynamoStandings({ client: withStoredItem(tableName), tableName });
    await store.save([standingWrite(role("a"))]);
    await dynamo.client.send(new DeleteItemCommand({ TableName: tableName, Key: standingKey(role("a")) }));
    expect(await store.save([standingWrite(role("a"), { expectedVersion: 1 })])).toEqual([role("a")]);
    expect(await store.save([standingWrite(role("a"))])).toEqual([]);
  });
});
