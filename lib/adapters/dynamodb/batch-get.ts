import { setTimeout as sleep } from "node:timers/promises";
import { BatchGetItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Item } from "./conditional-writes.ts";
import { causeOf, failuresOf, settleInParallel } from "./in-parallel.ts";

/** BatchGetItem takes at most 100 keys. */
const keysARequest = 100;
const requestsAtOnce = 4;
/** Requests in a row that may come back without a single item before the read is given up; together about 6 s. */
const barrenAttempts = 8;
const firstPauseMs = 50;
const longestPauseMs = 2_000;

export interface BatchGetParts {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Attributes to read. */
  readonly attributes: readonly string[];
  /** Waits; given by tests. */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

/**
 * Reads the items of distinct keys, strongly consistent. DynamoDB may answer only some of them (`UnprocessedKeys`:
 * throttled, or the answer would pass 16 MB), which the SDK does not retry: the rest is asked for again, after a pause
 * that doubles while nothing comes. Throws, naming how many are left, when it gives up, and on any error of the client.
 */
export async function batchGet(parts: BatchGetParts, keys: readonly Item[]): Promise<Item[]> {
  const chunks: Item[][] = [];
  for (let at = 0; at < keys.length; at += keysARequest) chunks.push(keys.slice(at, at + keysARequest));
  const outcomes = await settleInParallel(chunks, requestsAtOnce, (chunk) => readChunk(parts, chunk));
  const failures = failuresOf(outcomes);
  if (failures.length > 0) {
    const first = failures[0];
    throw new Error(
      `Could not read all ${keys.length} items from table ${parts.tableName}: ` +
        `${first instanceof Error ? first.message : String(first)}`,
      { cause: causeOf(failures) },
    );
  }
  return outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? outcome.value : []));
}

async function readChunk(parts: BatchGetParts, chunk: Item[]): Promise<Item[]> {
  const { client, tableName, attributes, pause = sleep } = parts;
  const names = Object.fromEntries(attributes.map((name, at) => [`#a${at}`, name]));
  const items: Item[] = [];
  let keys = chunk;
  for (let barren = 0; ; ) {
    const answer = await client.send(
      new BatchGetItemCommand({
        RequestItems: {
          [tableName]: {
            Keys: keys,
            ConsistentRead: true,
            ProjectionExpression: Object.keys(names).join(","),
            ExpressionAttributeNames: names,
          },
        },
      }),
    );
    const found = answer.Responses?.[tableName] ?? [];
    items.push(...found);
    const left = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
    if (left.length === 0) return items;
    // A key without an item is no progress, but fewer keys left is.
    barren = left.length < keys.length ? 1 : barren + 1;
    if (barren >= barrenAttempts) {
      throw new Error(
        `${left.length} keys are still unread after ${barrenAttempts} requests that brought nothing. ` +
          "The table is throttled: raise its limits, or let the batch be retried later.",
      );
    }
    keys = left;
    await pause(Math.min(longestPauseMs, firstPauseMs * 2 ** (barren - 1)) * (0.5 + Math.random() / 2));
  }
}
