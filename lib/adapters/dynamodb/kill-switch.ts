import { type DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { KillSwitch } from "../../app/kill-switch.ts";
import { killSwitchPk, sortKeys, table } from "../../contract/table.ts";

const key = { [table.partitionKey]: { S: killSwitchPk }, [table.sortKey]: { S: sortKeys.setting } };
const longestBy = 200;

/** The kill switch as an item `{ engaged: BOOL, setBy: S, setAt: S }` that the playbooks read before every change. */
export function dynamoKillSwitch(parts: {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Milliseconds since 1970; given by tests. */
  readonly nowMs?: () => number;
}): KillSwitch {
  const { client, tableName, nowMs = Date.now } = parts;
  return {
    async read() {
      const { Item: item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
      );
      if (item === undefined) return "released";
      return item["engaged"]?.BOOL === false ? "released" : "engaged";
    },

    async set(engaged, by) {
      const setBy = by.replace(/[^\x20-\x7e]/g, "?").slice(0, longestBy);
      await client.send(
        new PutItemCommand({
          TableName: tableName,
          Item: {
            ...key,
            engaged: { BOOL: engaged },
            setBy: { S: setBy },
            setAt: { S: new Date(nowMs()).toISOString() },
          },
        }),
      );
    },
  };
}
