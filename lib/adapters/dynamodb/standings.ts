import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { StandingStore, StandingWrite } from "../../app/ports.ts";
import { sortKeys, table } from "../../contract/table.ts";
import { batchGet } from "./batch-get.ts";
import { causeOf, failuresOf, settleInParallel } from "./in-parallel.ts";
import { scanItems } from "./scan-items.ts";
import { isSameItem, readStandingItem, standingAttributes, standingItem, standingKey } from "./standing-item.ts";

/** Keeps a Lambda's sockets (50 by default) free for other calls, and a hot table from a burst. */
const writesAtOnce = 16;
const readAttributes = [
  table.partitionKey,
  standingAttributes.version,
  standingAttributes.bytes,
  standingAttributes.openCase,
];

export interface DynamoStandingsParts {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Waits between two tries; given by tests. */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

/** Standings in the warden's table: one item an identity, read in batches, written once each under its version. */
export function dynamoStandings(parts: DynamoStandingsParts): StandingStore {
  const { client, tableName } = parts;

  /** True when written, false when another writer came first. */
  async function write(standing: StandingWrite): Promise<boolean> {
    const item = standingItem(standing);
    try {
      await client.send(
        new PutItemCommand({
          TableName: tableName,
          Item: item,
          ...unchangedSince(standing.expectedVersion),
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        }),
      );
      return true;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      // Where the answer to our own write was lost, the SDK sends it again and meets itself. That is no conflict:
      // reported as one, the batch would find all its events already learned, and its alert would never be sent.
      return error.Item !== undefined && isSameItem(error.Item, item);
    }
  }

  return {
    async load(identityKeys) {
      const distinct = [...new Set(identityKeys)];
      const items = await batchGet({ ...parts, attributes: readAttributes }, distinct.map(standingKey));
      return new Map(items.map(readStandingItem).map((standing) => [standing.identityKey, standing]));
    },

    async save(writes) {
      requireDistinct(writes);
      const outcomes = await settleInParallel(writes, writesAtOnce, write);
      const failures = failuresOf(outcomes);
      if (failures.length > 0) {
        const first = failures[0];
        throw new Error(
          `${failures.length} of ${writes.length} standings could not be written to table ${tableName}: ` +
            `${first instanceof Error ? `${first.name}: ${first.message}` : String(first)}`,
          { cause: causeOf(failures) },
        );
      }
      return writes
        .filter((_, at) => outcomes[at]?.status === "fulfilled" && !(outcomes[at] as { value: boolean }).value)
        .map((standing) => standing.identityKey);
    },

    async *all() {
      const items = scanItems({ client, tableName, sortKey: sortKeys.standing, attributes: readAttributes });
      for await (const item of items) yield readStandingItem(item);
    },
  };
}

/** Version 0 means that nothing was stored: an item that someone deleted meanwhile is a conflict, not an old standing reborn. */
function unchangedSince(version: number) {
  if (version === 0) {
    return {
      ConditionExpression: "attribute_not_exists(#pk)",
      ExpressionAttributeNames: { "#pk": table.partitionKey },
    };
  }
  return {
    ConditionExpression: "#version = :expected",
    ExpressionAttributeNames: { "#version": standingAttributes.version },
    ExpressionAttributeValues: { ":expected": { N: String(version) } },
  };
}

/** A second write under the same expected version could only fail: it is a fault of the caller. */
function requireDistinct(writes: readonly StandingWrite[]): void {
  const seen = new Set<string>();
  for (const { identityKey } of writes) {
    if (seen.has(identityKey)) {
      throw new RangeError(`"${identityKey}" is to be written twice in one batch; merge the writes, one for a key.`);
    }
    seen.add(identityKey);
  }
}
