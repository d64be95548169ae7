import { type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { SweepNotes } from "../../app/ports.ts";
import { containmentItem } from "../../contract/containment-item.ts";
import { containmentPk, sortKeys, table } from "../../contract/table.ts";

/** Adds one attribute to what a playbook wrote; all that it holds stays. */
export function dynamoSweepNotes(parts: { readonly client: DynamoDBClient; readonly tableName: string }): SweepNotes {
  const { client, tableName } = parts;
  return {
    async noteSweep(containmentId, text) {
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: {
              [table.partitionKey]: { S: containmentPk(containmentId) },
              [table.sortKey]: { S: sortKeys.containment },
            },
            UpdateExpression: "SET #swept = :text",
            ConditionExpression: "attribute_exists(#pk)",
            ExpressionAttributeNames: { "#swept": containmentItem.swept, "#pk": table.partitionKey },
            ExpressionAttributeValues: { ":text": { S: text } },
          }),
        );
      } catch (cause) {
        const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
        throw new Error(`What the sweep of ${containmentId} came to could not be noted in it: ${why}`, { cause });
      }
    },
  };
}
