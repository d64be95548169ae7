import { type DynamoDBClient, GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { table } from "../../contract/table.ts";
import { type Item, putIfUnchanged, versionAttribute } from "./conditional-writes.ts";

/** Who made a version, when (milliseconds since 1970) and how. */
export interface Version {
  readonly version: number;
  readonly changedBy: string;
  readonly changedAtMs: number;
  readonly change: string;
  /** The earlier version that an undo brought back; undefined for every other change. */
  readonly restored: number | undefined;
}

export interface VersionWrite extends Omit<Version, "version"> {
  /** The version that this one was made from: the new one is one above it. */
  readonly expectedVersion: number;
}

/** Attributes of every version, whatever else it holds. */
export const versionAttributes = {
  version: versionAttribute,
  changedBy: "changedBy",
  changedAt: "changedAt",
  change: "change",
  restored: "restored",
} as const;

/** Sorts as text the way the versions sort as numbers. */
const versionSk = (version: number): string => `VERSION#${String(version).padStart(10, "0")}`;
const largestVersion = 9_999_999_999;

/**
 * The versions of something that the warden's table keeps in a partition of its own, one item a version. None is ever
 * changed or deleted, and the newest one counts. `named` is what an error about a damaged item calls them.
 */
export function versionedItems(parts: {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly pk: string;
  readonly named: string;
}) {
  const { client, tableName, pk, named } = parts;
  const keyOf = (sk: string): Item => ({ [table.partitionKey]: { S: pk }, [table.sortKey]: { S: sk } });

  const damaged = (item: Item, why: string): Error => {
    const sk = item[table.sortKey]?.S ?? "";
    return new Error(`The ${named} stored under "${pk}", "${sk}" cannot be read: ${why}. Repair or delete it.`);
  };

  return {
    /** The key of an item that stands beside the versions. */
    keyOf,
    /** The error for an item that makes no sense. */
    damaged,

    /** At most `limit` versions, newest first; with `attributes`, only these and the key of each. */
    async newest(limit: number, attributes?: readonly string[]): Promise<readonly Item[]> {
      const wanted = attributes === undefined ? [] : [table.sortKey, ...attributes];
      const { Items: items = [] } = await client.send(
        new QueryCommand({
          TableName: tableName,
          ConsistentRead: true,
          ScanIndexForward: false,
          Limit: limit,
          KeyConditionExpression: "#pk = :pk AND #sk BETWEEN :from AND :to",
          ...(wanted.length === 0 ? {} : { ProjectionExpression: wanted.map((_, at) => `#a${at}`).join(",") }),
          ExpressionAttributeNames: {
            "#pk": table.partitionKey,
            "#sk": table.sortKey,
            ...Object.fromEntries(wanted.map((name, at) => [`#a${at}`, name])),
          },
          ExpressionAttributeValues: {
            ":pk": { S: pk },
            ":from": { S: versionSk(0) },
            ":to": { S: versionSk(largestVersion) },
          },
        }),
      );
      return items;
    },

    /** One version; undefined where there is none. */
    async find(version: number): Promise<Item | undefined> {
      const { Item: item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: keyOf(versionSk(version)), ConsistentRead: true }),
      );
      return item;
    },

    /** Writes version `expectedVersion + 1`; false, and nothing written, where another was written first. */
    async append(write: VersionWrite, content: Item): Promise<boolean> {
      const version = write.expectedVersion + 1;
      const item: Item = {
        ...keyOf(versionSk(version)),
        [versionAttributes.version]: { N: String(version) },
        [versionAttributes.changedBy]: { S: write.changedBy },
        [versionAttributes.changedAt]: { N: String(write.changedAtMs) },
        [versionAttributes.change]: { S: write.change },
        ...(write.restored === undefined ? {} : { [versionAttributes.restored]: { N: String(write.restored) } }),
        ...content,
      };
      return putIfUnchanged(parts, item, 0);
    },

    /** Who, when and how; throws, naming the item, where it is damaged. */
    read(item: Item): Version {
      const version = wholeNumber(item, versionAttributes.version);
      const changedAtMs = wholeNumber(item, versionAttributes.changedAt);
      const changedBy = item[versionAttributes.changedBy]?.S;
      const change = item[versionAttributes.change]?.S;
      if (version === undefined || changedAtMs === undefined || item[table.sortKey]?.S !== versionSk(version))
        throw damaged(item, "the version or the time is missing or wrong");
      if (changedBy === undefined || change === undefined)
        throw damaged(item, "a field is missing or of the wrong type");
      return { version, changedBy, changedAtMs, change, restored: wholeNumber(item, versionAttributes.restored) };
    },
  };
}

function wholeNumber(item: Item, attribute: string): number | undefined {
  const value = Number(item[attribute]?.N ?? Number.NaN);
  return Number.isSafeInteger(value) ? value : undefined;
}
