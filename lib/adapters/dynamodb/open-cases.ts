import { type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import type { OpenCases } from "../../app/rulings.ts";
import { identityPk, openKinds, table } from "../../contract/table.ts";
import type { Item } from "./conditional-writes.ts";

const pkPrefix = identityPk("");

/** Open cases by the sparse index, oldest first: nothing is read but what is open. The index lags by some seconds. */
export function dynamoOpenCases(parts: { readonly client: DynamoDBClient; readonly tableName: string }): OpenCases {
  return {
    async *identityKeys() {
      let from: Item | undefined;
      do {
        const page = await parts.client.send(
          new QueryCommand({
            TableName: parts.tableName,
            IndexName: table.openIndex,
            KeyConditionExpression: "#kind = :case",
            ProjectionExpression: "#pk",
            ExpressionAttributeNames: { "#kind": table.openIndexPartitionKey, "#pk": table.partitionKey },
            ExpressionAttributeValues: { ":case": { S: openKinds.case } },
            ...(from === undefined ? {} : { ExclusiveStartKey: from }),
          }),
        );
        for (const item of page.Items ?? []) {
          const pk = item[table.partitionKey]?.S ?? "";
          if (pk.startsWith(pkPrefix)) yield pk.slice(pkPrefix.length);
        }
        from = page.LastEvaluatedKey;
      } while (from !== undefined);
    },
  };
}
