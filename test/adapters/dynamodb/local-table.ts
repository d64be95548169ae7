import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { table } from "../../../lib/contract/table.ts";

/** The package has no types of its own. */
const dynalite = jest.requireActual<(options: { createTableMs: number }) => Server>("dynalite");

export interface LocalDynamo {
  readonly client: DynamoDBClient;
  /** Creates an empty table as the stack does and returns its name. */
  table(): Promise<string>;
  close(): Promise<void>;
}

/** DynamoDB's API on this machine, in memory, on a free port. */
export async function startLocalDynamo(): Promise<LocalDynamo> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const client = localClient(`http://127.0.0.1:${port}`);
  let tables = 0;
  return {
    client,
    async table() {
      const name = `warden-${++tables}`;
      const string = (attribute: string) => ({ AttributeName: attribute, AttributeType: "S" as const });
      const key = (attribute: string, type: "HASH" | "RANGE") => ({ AttributeName: attribute, KeyType: type });
      await client.send(
        new CreateTableCommand({
          TableName: name,
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: [
            string(table.partitionKey),
            string(table.sortKey),
            string(table.openIndexPartitionKey),
            string(table.openIndexSortKey),
          ],
          KeySchema: [key(table.partitionKey, "HASH"), key(table.sortKey, "RANGE")],
          GlobalSecondaryIndexes: [
            {
              IndexName: table.openIndex,
              KeySchema: [key(table.openIndexPartitionKey, "HASH"), key(table.openIndexSortKey, "RANGE")],
              Projection: { ProjectionType: "ALL" },
            },
          ],
        }),
      );
      return name;
    },
    async close() {
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
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
