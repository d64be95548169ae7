import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import {
  type SettingsStore,
  type SettingsVersion,
  type SettingsWrite,
  type StoredSettings,
  settingsHistoryLength,
} from "../../app/settings-store.ts";
import { settingsItem, settingsKeys } from "../../contract/settings-item.ts";
import { table } from "../../contract/table.ts";
import { type Item, isSameItem } from "./standing-item.ts";

const nothingSet: StoredSettings = { version: 0, settings: {} };
const largestVersion = 9_999_999_999;

/** Live settings in the partition SETTINGS of the warden's table, one item a version. The newest one counts. */
export function dynamoSettings(parts: { readonly client: DynamoDBClient; readonly tableName: string }): SettingsStore {
  const { client, tableName } = parts;

  const newest = async (limit: number): Promise<readonly Item[]> => {
    const { Items: items = [] } = await client.send(
      new QueryCommand({
        TableName: tableName,
        ConsistentRead: true,
        ScanIndexForward: false,
        Limit: limit,
        KeyConditionExpression: "#pk = :pk AND #sk BETWEEN :from AND :to",
        ExpressionAttributeNames: { "#pk": table.partitionKey, "#sk": table.sortKey },
        ExpressionAttributeValues: {
          ":pk": { S: settingsKeys.pk },
          ":from": { S: settingsKeys.sk(0) },
          ":to": { S: settingsKeys.sk(largestVersion) },
        },
      }),
    );
    return items;
  };

  return {
    async load() {
      const [item] = await newest(1);
      return item === undefined ? nothingSet : readSettings(item);
    },

    async loadVersion(version) {
      if (version === 0) return nothingSet;
      const { Item: item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: keyOf(version), ConsistentRead: true }),
      );
      return item === undefined ? undefined : readSettings(item);
    },

    async save(write) {
      const item = itemOf(write);
      try {
        await client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: item,
            ConditionExpression: "attribute_not_exists(#pk)",
            ExpressionAttributeNames: { "#pk": table.partitionKey },
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          }),
        );
        return true;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // The SDK sends a write again whose answer was lost, and then meets itself.
        return error.Item !== undefined && isSameItem(error.Item, item);
      }
    },

    history: async () => (await newest(settingsHistoryLength)).map(readVersion),
  };
}

const keyOf = (version: number): Item => ({
  [table.partitionKey]: { S: settingsKeys.pk },
  [table.sortKey]: { S: settingsKeys.sk(version) },
});

function itemOf(write: SettingsWrite): Item {
  const version = write.expectedVersion + 1;
  return {
    ...keyOf(version),
    [settingsItem.version]: { N: String(version) },
    [settingsItem.changedBy]: { S: write.changedBy },
    [settingsItem.changedAt]: { N: String(write.changedAtMs) },
    [settingsItem.change]: { S: write.change },
    [settingsItem.reason]: { S: write.reason },
    ...(write.restored === undefined ? {} : { [settingsItem.restored]: { N: String(write.restored) } }),
    [settingsItem.settings]: { S: JSON.stringify(write.settings) },
  };
}

function readSettings(item: Item): StoredSettings {
  const { version } = readVersion(item);
  try {
    return { version, settings: JSON.parse(item[settingsItem.settings]?.S ?? "") };
  } catch {
    throw damaged(item, "they are not JSON");
  }
}

/** Who, when and why; throws, naming the item, where it is damaged. */
function readVersion(item: Item): SettingsVersion {
  const version = wholeNumber(item, settingsItem.version);
  const changedAtMs = wholeNumber(item, settingsItem.changedAt);
  const [changedBy, change, reason] = [settingsItem.changedBy, settingsItem.change, settingsItem.reason].map(
    (name) => item[name]?.S,
  );
  if (version === undefined || changedAtMs === undefined || item[table.sortKey]?.S !== settingsKeys.sk(version))
    throw damaged(item, "the version or the time is missing or wrong");
  if (changedBy === undefined || change === undefined || reason === undefined)
    throw damaged(item, "a field is missing or of the wrong type");
  return { version, changedBy, changedAtMs, change, reason, restored: wholeNumber(item, settingsItem.restored) };
}

function wholeNumber(item: Item, attribute: string): number | undefined {
  const value = Number(item[attribute]?.N ?? Number.NaN);
  return Number.isSafeInteger(value) ? value : undefined;
}

function damaged(item: Item, why: string): Error {
  const sk = item[table.sortKey]?.S ?? "";
  return new Error(
    `The live settings stored under "${settingsKeys.pk}", "${sk}" cannot be read: ${why}. Repair or delete it.`,
  );
}
