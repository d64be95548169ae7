import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
} from "@aws-sdk/client-dynamodb";
import { mostUnruledCases, type UnruledCases } from "../../app/unruled-cases.ts";
import { table } from "../../contract/table.ts";
import { unruledItem, unruledKeys, unruledKind } from "../../contract/unruled-case-item.ts";
import type { Case } from "../../domain/response/case.ts";
import { caseText, readCaseText } from "./case-text.ts";
import type { Item } from "./conditional-writes.ts";

/** Cases without a ruling in the warden's table; written when a case is replaced, read when somebody asks. */
export function dynamoUnruledCases(parts: {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}): UnruledCases {
  const { client, tableName } = parts;

  async function* query(input: Omit<QueryCommandInput, "TableName">): AsyncGenerator<Item> {
    let from: Item | undefined;
    do {
      const start = from === undefined ? {} : { ExclusiveStartKey: from };
      const page = await client.send(new QueryCommand({ TableName: tableName, ...input, ...start }));
      yield* page.Items ?? [];
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
  }

  /** The items of one identity, strongly consistent. */
  const itemsOf = (pk: string) =>
    query({
      ConsistentRead: true,
      KeyConditionExpression: "#pk = :pk AND begins_with(#sk, :unruled)",
      ExpressionAttributeNames: { "#pk": table.partitionKey, "#sk": table.sortKey },
      ExpressionAttributeValues: { ":pk": { S: pk }, ":unruled": { S: unruledKeys.skPrefix } },
    });

  /** Partition keys of the identities that have any, by the sparse index, which lags some seconds behind. */
  async function partitions(): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    const index = query({
      IndexName: table.openIndex,
      KeyConditionExpression: "#kind = :unruled",
      ProjectionExpression: "#pk",
      ExpressionAttributeNames: { "#kind": table.openIndexPartitionKey, "#pk": table.partitionKey },
      ExpressionAttributeValues: { ":unruled": { S: unruledKind } },
    });
    for await (const item of index) found.add(item[table.partitionKey]?.S ?? "");
    return found;
  }

  async function* list(identityKey?: string): AsyncGenerator<Case> {
    const keys = identityKey === undefined ? await partitions() : [unruledKeys.pk(identityKey)];
    for (const pk of keys) for await (const item of itemsOf(pk)) yield readItem(item);
  }

  return {
    list,

    async put(file) {
      const held = await placesIn(itemsOf(unruledKeys.pk(file.identityKey)));
      await client.send(new PutItemCommand({ TableName: tableName, Item: itemOf(file, placeFor(file, held)) }));
    },

    async find(caseId) {
      for await (const file of list()) if (file.caseId === caseId) return file;
      return undefined;
    },

    async remove({ caseId, identityKey }) {
      for await (const item of itemsOf(unruledKeys.pk(identityKey))) {
        if (item[unruledItem.caseId]?.S !== caseId) continue;
        const { [table.partitionKey]: pk, [table.sortKey]: sk } = item;
        const key = { [table.partitionKey]: pk, [table.sortKey]: sk } as Item;
        await deleteIfStill(key, caseId);
      }
    },
  };

  /** Another case may have taken the place since it was read. */
  async function deleteIfStill(key: Item, caseId: string): Promise<void> {
    try {
      await client.send(
        new DeleteItemCommand({
          TableName: tableName,
          Key: key,
          ConditionExpression: "#caseId = :caseId",
          ExpressionAttributeNames: { "#caseId": unruledItem.caseId },
          ExpressionAttributeValues: { ":caseId": { S: caseId } },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}

interface Place {
  readonly sk: string;
  readonly caseId: string;
  readonly updatedMs: number;
}

async function placesIn(items: AsyncIterable<Item>): Promise<Place[]> {
  const places: Place[] = [];
  for await (const item of items) {
    places.push({
      sk: item[table.sortKey]?.S ?? "",
      caseId: item[unruledItem.caseId]?.S ?? "",
      updatedMs: Number(item[unruledItem.updatedMs]?.N ?? 0),
    });
  }
  return places;
}

/** The case's own place, else a free one, else that of the case that was touched longest ago. */
function placeFor({ caseId }: Case, held: readonly Place[]): string {
  const own = held.find((place) => place.caseId === caseId);
  if (own !== undefined) return own.sk;
  for (let place = 0; place < mostUnruledCases; place++) {
    const sk = unruledKeys.sk(place);
    if (!held.some((one) => one.sk === sk)) return sk;
  }
  return held.reduce((oldest, one) => (one.updatedMs < oldest.updatedMs ? one : oldest)).sk;
}

const itemOf = (file: Case, sk: string): Item => ({
  [table.partitionKey]: { S: unruledKeys.pk(file.identityKey) },
  [table.sortKey]: { S: sk },
  [unruledItem.caseId]: { S: file.caseId },
  [unruledItem.file]: { S: caseText(file) },
  [unruledItem.updatedMs]: { N: String(file.updatedMs) },
  [table.openIndexPartitionKey]: { S: unruledKind },
  [table.openIndexSortKey]: { S: new Date(file.openedMs).toISOString() },
});

const readItem = (item: Item): Case =>
  readCaseText(
    item[unruledItem.file]?.S ?? "",
    `The case stored under "${item[table.partitionKey]?.S ?? ""}" "${item[table.sortKey]?.S ?? ""}"`,
  );
