import { type DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { type KillSwitch, keptText } from "../../app/kill-switch.ts";
import { killSwitchPk, sortKeys, table } from "../../contract/table.ts";
import type { Item } from "./conditional-writes.ts";

const key = { [table.partitionKey]: { S: killSwitchPk }, [table.sortKey]: { S: sortKeys.setting } };

/**
 * The kill switch as an item `{ engaged: BOOL, setBy: S, setAt: S, why: S }` that the playbooks read before every
 * change.
 */
export function dynamoKillSwitch(parts: {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Milliseconds since 1970; given by tests and by simulated time. */
  readonly nowMs?: () => number;
}): KillSwitch {
  const { client, tableName, nowMs = Date.now } = parts;
  const load = async (): Promise<Item | undefined> =>
    (await client.send(new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }))).Item;
  const stateOf = (item: Item | undefined) =>
    item === undefined || item["engaged"]?.BOOL === false ? "released" : "engaged";
  return {
    read: async () => stateOf(await load()),

    async setting() {
      const item = await load();
      const text = (name: string) => item?.[name]?.S;
      return { state: stateOf(item), setBy: text("setBy"), setAt: text("setAt"), why: text("why") };
    },

    async set(engaged, by, why) {
      await client.send(
        new PutItemCommand({
          TableName: tableName,
          Item: {
            ...key,
            engaged: { BOOL: engaged },
            setBy: { S: keptText(by) },
            setAt: { S: new Date(nowMs()).toISOString() },
            ...(why === undefined ? {} : { why: { S: keptText(why) } }),
          },
        }),
      );
    },
  };
}
