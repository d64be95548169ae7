import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import type { Item } from "../../../lib/adapters/dynamodb/conditional-writes.ts";
import { createWardenTable, startEmbeddedDynamoDB } from "../../../lib/local/embedded-dynamodb.ts";

export interface LocalDynamo {
  readonly client: DynamoDBClient;
  /** Creates an empty table as the stack does and returns its name. */
  table(): Promise<string>;
  close(): Promise<void>;
}

/** DynamoDB's API on this machine, in memory. */
export async function startLocalDynamo(): Promise<LocalDynamo> {
  const { client, stop } = await startEmbeddedDynamoDB();
  let tables = 0;
  return {
    client,
    async table() {
      const name = `warden-${++tables}`;
      await createWardenTable(client, name);
      return name;
    },
    close: stop,
  };
}

export function localClient(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
}

/** The client with another `send` in front: `around` may count, change or refuse a command, or pass it on. */
export function aroundSend(
  client: DynamoDBClient,
  around: (command: { readonly input: Record<string, unknown> }, pass: () => Promise<unknown>) => Promise<unknown>,
): DynamoDBClient {
  return new Proxy(client, {
    get(target, name) {
      if (name !== "send") return Reflect.get(target, name);
      return (command: never) => around(command, () => target.send(command));
    },
  });
}

/** A client whose every command arrives twice, as where the SDK sends again what was not answered. */
export function sentTwice(client: DynamoDBClient): DynamoDBClient {
  return aroundSend(client, async (command, pass) => {
    await pass();
    try {
      return await pass();
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      // The embedded engine does not hand out the item that a condition failed on; AWS does where it is asked to.
      expect(command.input).toMatchObject({ ReturnValuesOnConditionCheckFailure: "ALL_OLD" });
      throw Object.assign(error, { Item: command.input["Item"] });
    }
  });
}

/** Writes other attributes into the only item of a table. */
export async function damageOnlyItem({ client }: LocalDynamo, tableName: string, attributes: object): Promise<void> {
  const { Items: [item] = [] } = await client.send(new ScanCommand({ TableName: tableName }));
  await client.send(new PutItemCommand({ TableName: tableName, Item: { ...item, ...attributes } as Item }));
}
