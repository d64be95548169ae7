import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
} from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { table } from "../contract/table.ts";
import { inProcessHandler, signNothing } from "./in-process-handler.ts";

export interface EmbeddedDynamoDBOptions {
  /** Directory that keeps the tables between runs; in memory where there is none. */
  readonly path?: string;
  /** `nhi-warden` by default. */
  readonly tableName?: string;
}

export interface EmbeddedDynamoDB {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  /** Closes client, server and store. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts DynamoDB's API on a free port of 127.0.0.1 and makes the warden's table in it if it is not there yet. The
 * client reaches it without that port.
 * The engine has no transactions, no streams and no expiry: items with a past `expires` stay.
 * Throws what the engine throws when the directory is in use or cannot be written.
 */
export async function startEmbeddedDynamoDB(options: EmbeddedDynamoDBOptions = {}): Promise<EmbeddedDynamoDB> {
  const { path, tableName = "nhi-warden" } = options;
  const server = dynalite({ createTableMs: 0, ...(path === undefined ? {} : { path }) });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new DynamoDBClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    requestHandler: inProcessHandler(server),
    signer: signNothing,
  });
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= new Promise<void>((resolve, reject) => {
      client.destroy();
      server.close((error) => (error ? reject(error) : resolve()));
      server.closeAllConnections();
    });
    return stopping;
  };
  try {
    await createWardenTable(client, tableName);
  } catch (error) {
    await stop();
    throw error;
  }
  return { client, tableName, endpoint, stop };
}

/** Makes a table as the stack does, if it is not there yet, and waits until it can be used. */
export async function createWardenTable(client: DynamoDBClient, tableName: string): Promise<void> {
  const { partitionKey, sortKey, openIndex, openIndexPartitionKey, openIndexSortKey } = table;
  const text = (name: string) => ({ AttributeName: name, AttributeType: "S" }) as const;
  const keys = (hash: string, range: string) =>
    [
      { AttributeName: hash, KeyType: "HASH" },
      { AttributeName: range, KeyType: "RANGE" },
    ] as { AttributeName: string; KeyType: "HASH" | "RANGE" }[];
  try {
    await client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [partitionKey, sortKey, openIndexPartitionKey, openIndexSortKey].map(text),
        KeySchema: keys(partitionKey, sortKey),
        GlobalSecondaryIndexes: [
          {
            IndexName: openIndex,
            KeySchema: keys(openIndexPartitionKey, openIndexSortKey),
            Projection: { ProjectionType: "ALL" },
          },
        ],
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await untilActive(client, tableName);
}

/** The engine answers CreateTable before the table can be used, if only for an instant. */
async function untilActive(client: DynamoDBClient, tableName: string): Promise<void> {
  const latestMs = Date.now() + longestCreationMs;
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    if (Table?.TableStatus === "ACTIVE") return;
    if (Date.now() > latestMs) {
      throw new Error(`table ${tableName} is ${Table?.TableStatus ?? "unknown"} after ${longestCreationMs} ms`);
    }
    await setTimeout(5);
  }
}

const longestCreationMs = 10_000;
