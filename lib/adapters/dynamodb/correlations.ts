import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { CorrelationStore, CorrelationWrite, StoredCorrelation } from "../../app/correlation-store.ts";
import { correlationPk, sortKeys, table } from "../../contract/table.ts";
import { batchGet } from "./batch-get.ts";
import { causeOf, failuresOf, settleInParallel } from "./in-parallel.ts";
import type { Item } from "./standing-item.ts";

const pkPrefix = correlationPk("");
const correlationAttributes = { version: "version", bytes: "group" } as const;

/** Writes that wait for an answer at the same time. */
const writesAtOnce = 16;

export interface DynamoCorrelationsParts {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Waits between two tries; given by tests. */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

/** Groups of correlations in the warden's table: one item a group, read in batches, written under its version. */
export function dynamoCorrelations(parts: DynamoCorrelationsParts): CorrelationStore {
  const { client, tableName } = parts;

  /** True when written, false when another writer came first, or when this very write had arrived unanswered before. */
  async function write(group: CorrelationWrite): Promise<boolean> {
    try {
      await client.send(
        new PutItemCommand({
          TableName: tableName,
          Item: itemOf(group),
          ...unchangedSince(group.expectedVersion),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  return {
    async load(keys) {
      const attributes = [table.partitionKey, correlationAttributes.version, correlationAttributes.bytes];
      const items = await batchGet({ ...parts, attributes }, [...new Set(keys)].map(keyOf));
      return new Map(items.map(readItem).map((stored) => [stored.key, stored]));
    },

    async save(writes) {
      requireDistinct(writes);
      const outcomes = await settleInParallel(writes, writesAtOnce, write);
      const failures = failuresOf(outcomes);
      if (failures.length > 0) {
        const [first] = failures;
        throw new Error(
          `${failures.length} of ${writes.length} groups of correlations could not be written to table ${tableName}: ` +
            `${first instanceof Error ? `${first.name}: ${first.message}` : String(first)}`,
          { cause: causeOf(failures) },
        );
      }
      return writes.flatMap(({ key }, at) => {
        const outcome = outcomes[at];
        return outcome?.status === "fulfilled" && !outcome.value ? [key] : [];
      });
    },
  };
}

function keyOf(key: string): Item {
  return { [table.partitionKey]: { S: correlationPk(key) }, [table.sortKey]: { S: sortKeys.correlation } };
}

function itemOf({ key, expectedVersion, bytes, expiresAtSeconds }: CorrelationWrite): Item {
  return {
    ...keyOf(key),
    [correlationAttributes.version]: { N: String(expectedVersion + 1) },
    [correlationAttributes.bytes]: { B: bytes },
    [table.expiry]: { N: String(expiresAtSeconds) },
  };
}

/** An item without a version or bytes was not written here; its bytes are left to fail where they are decoded. */
function readItem(item: Item): StoredCorrelation {
  const key = (item[table.partitionKey]?.S ?? "").slice(pkPrefix.length);
  const version = Number(item[correlationAttributes.version]?.N);
  if (!Number.isSafeInteger(version) || version < 1)
    throw new Error(`the stored group ${key} has no version that is a whole number from 1 up; delete the item`);
  return { key, version, bytes: item[correlationAttributes.bytes]?.B ?? new Uint8Array(0) };
}

/** Version 0 means that nothing was stored. A group that expired meanwhile is a conflict for who had read it. */
function unchangedSince(version: number) {
  if (version === 0)
    return {
      ConditionExpression: "attribute_not_exists(#pk)",
      ExpressionAttributeNames: { "#pk": table.partitionKey },
    };
  return {
    ConditionExpression: "#version = :expected",
    ExpressionAttributeNames: { "#version": correlationAttributes.version },
    ExpressionAttributeValues: { ":expected": { N: String(version) } },
  };
}

/** A second write under the same expected version could only fail: it is a fault of the caller. */
function requireDistinct(writes: readonly CorrelationWrite[]): void {
  const seen = new Set<string>();
  for (const { key } of writes) {
    if (seen.has(key))
      throw new RangeError(`"${key}" is to be written twice in one batch; merge the writes, one for a key.`);
    seen.add(key);
  }
}
