import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { CorrelationStore, CorrelationWrite, StoredCorrelation } from "../../app/correlation-store.ts";
import { correlationPk, sortKeys, table } from "../../contract/table.ts";
import { batchGet } from "./batch-get.ts";
import { type Item, unchangedSince, versionAttribute, writeEach } from "./conditional-writes.ts";

const pkPrefix = correlationPk("");
const correlationAttributes = { version: versionAttribute, bytes: "group" } as const;

export interface DynamoCorrelationsParts {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Waits between two tries; given by tests. */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

/** Groups of correlations in the warden's table: one item a group, read in batches, written under its version. */
export function dynamoCorrelations(parts: DynamoCorrelationsParts): CorrelationStore {
  const { client, tableName } = parts;

  /**
   * True when written, false when another writer came first, or when this very write had arrived unanswered before. A
   * group that expired meanwhile is a conflict for who had read it.
   */
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
      return writeEach(writes, {
        keyOf: ({ key }) => key,
        write,
        named: { many: "groups of correlations", tableName },
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
