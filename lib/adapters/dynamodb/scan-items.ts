import { type DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { table } from "../../contract/table.ts";
import type { Item } from "./conditional-writes.ts";

export interface ScanParts {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Only items with this sort key are returned; DynamoDB still reads, and bills, the whole table. */
  readonly sortKey: string;
  /** Attributes to return. */
  readonly attributes: readonly string[];
}

/** Every item with one sort key, page by page (1 MB each), strongly consistent. */
export async function* scanItems(parts: ScanParts): AsyncGenerator<Item> {
  const names = Object.fromEntries(parts.attributes.map((name, at) => [`#a${at}`, name]));
  let from: Item | undefined;
  do {
    const page = await parts.client.send(
      new ScanCommand({
        TableName: parts.tableName,
        ConsistentRead: true,
        FilterExpression: "#sk = :sk",
        ProjectionExpression: Object.keys(names).join(","),
        ExpressionAttributeNames: { ...names, "#sk": table.sortKey },
        ExpressionAttributeValues: { ":sk": { S: parts.sortKey } },
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    yield* page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}
