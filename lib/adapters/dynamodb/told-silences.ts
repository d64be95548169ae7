import { type DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { ToldSilences } from "../../app/told-silences.ts";
import { heartbeatKeys, heartbeatSince } from "../../contract/heartbeat-item.ts";
import { table } from "../../contract/table.ts";

/** Silences that people were told of, in the warden's table: one small item an identity. */
export function dynamoToldSilences(parts: {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}): ToldSilences {
  const { client, tableName } = parts;
  const keyOf = (identityKey: string) => ({
    [table.partitionKey]: { S: heartbeatKeys.pk(identityKey) },
    [table.sortKey]: { S: heartbeatKeys.sk },
  });
  return {
    async isTold({ identityKey, sinceMs }) {
      const { Item: item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: keyOf(identityKey), ConsistentRead: true }),
      );
      return item?.[heartbeatSince]?.N === String(sinceMs);
    },

    async remember({ identityKey, sinceMs }, expiresAtSeconds) {
      await client.send(
        new PutItemCommand({
          TableName: tableName,
          Item: {
            ...keyOf(identityKey),
            [heartbeatSince]: { N: String(sinceMs) },
            [table.expiry]: { N: String(expiresAtSeconds) },
          },
        }),
      );
    },
  };
}
