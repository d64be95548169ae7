import { type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { ContainmentRecord, ContainmentStore } from "../../app/ports.ts";
import { containmentItem } from "../../contract/containment-item.ts";
import { containmentPk, sortKeys, table } from "../../contract/table.ts";
import { readContainmentItem } from "./containment-item.ts";
import { scanItems } from "./scan-items.ts";

/**
 * Containments as the playbooks wrote them to the warden's table. Listed by the time of their last change, newest
 * first.
 */
export function dynamoContainments(parts: {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}): ContainmentStore {
  const { client, tableName } = parts;
  return {
    async get(containmentId) {
      const { Item: item } = await client.send(
        new GetItemCommand({
          TableName: tableName,
          Key: {
            [table.partitionKey]: { S: containmentPk(containmentId) },
            [table.sortKey]: { S: sortKeys.containment },
          },
          ConsistentRead: true,
        }),
      );
      return item === undefined ? undefined : readContainmentItem(item);
    },

    async list() {
      const attributes = [
        table.partitionKey,
        containmentItem.state,
        containmentItem.outcome,
        containmentItem.request,
        containmentItem.updatedAt,
        containmentItem.detail,
        containmentItem.proof,
        containmentItem.releaseAt,
        containmentItem.releasedAt,
        containmentItem.releasedBy,
        containmentItem.drift,
      ];
      const records: ContainmentRecord[] = [];
      for await (const item of scanItems({ client, tableName, sortKey: sortKeys.containment, attributes })) {
        records.push(readContainmentItem(item));
      }
      return records.sort((a, b) => compare(b.updatedAt, a.updatedAt) || compare(a.containmentId, b.containmentId));
    },
  };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
