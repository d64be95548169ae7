import { type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { PeerStore, PeerWeek } from "../../app/peer-store.ts";
import { peersPk, peerWeekSk, table } from "../../contract/table.ts";
import { isPeerMark } from "../../domain/behaviour/peers.ts";
import { batchGet } from "./batch-get.ts";
import type { Item } from "./conditional-writes.ts";

const marksAttribute = "marks";

const keyOf = ({ accountId, week }: PeerWeek): Item => ({
  [table.partitionKey]: { S: peersPk(accountId) },
  [table.sortKey]: { S: peerWeekSk(week) },
});
const nameOf = (item: Item): string => `${item[table.partitionKey]?.S} ${item[table.sortKey]?.S}`;

export interface DynamoPeersParts {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Waits between two tries; given by tests. */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

/** Marks of the identities of each account in the warden's table: an item a week, a number set that `ADD` unites. */
export function dynamoPeers(parts: DynamoPeersParts): PeerStore {
  const { client, tableName } = parts;
  return {
    async load(weeks) {
      const attributes = [table.partitionKey, table.sortKey, marksAttribute];
      const keys = new Map(weeks.map(keyOf).map((key) => [nameOf(key), key]));
      const items = await batchGet({ ...parts, attributes }, [...keys.values()]);
      const marks = new Map(items.map((item) => [nameOf(item), marksIn(item)]));
      return weeks.map((week) => marks.get(nameOf(keyOf(week))) ?? []);
    },

    async add(week, marks, expiresAtSeconds) {
      if (marks.length === 0) return;
      const wrong = marks.find((mark) => !isPeerMark(mark));
      if (wrong !== undefined) throw new RangeError(`${wrong} is no mark of an identity; peerMark makes them`);
      await client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: keyOf(week),
          UpdateExpression: "ADD #marks :marks SET #expires = :expires",
          ExpressionAttributeNames: { "#marks": marksAttribute, "#expires": table.expiry },
          ExpressionAttributeValues: {
            ":marks": { NS: [...new Set(marks)].map(String) },
            ":expires": { N: String(expiresAtSeconds) },
          },
        }),
      );
    },
  };
}

/** An item without marks was not written here, and says nothing about who does what. */
function marksIn(item: Item): readonly number[] {
  const marks = (item[marksAttribute]?.NS ?? []).map(Number);
  if (marks.length === 0 || !marks.every(isPeerMark))
    throw new Error(`the stored item ${nameOf(item)} holds no marks of identities; delete it`);
  return marks;
}
