import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { ApprovalReader, Approvals } from "../../app/approvals.ts";
import { approvalItem, approvalKeys } from "../../contract/approval-item.ts";
import { openKinds, table } from "../../contract/table.ts";
import type { Approval } from "../../domain/response/approval.ts";
import { readApprovalItem, saidText } from "./approval-item.ts";
import type { Item } from "./conditional-writes.ts";

interface Parts {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

const keyOf = (containmentId: string): Item => ({
  [table.partitionKey]: { S: approvalKeys.pk(containmentId) },
  [table.sortKey]: { S: approvalKeys.sk },
});

const names = { "#status": approvalItem.status, "#said": approvalItem.said, "#token": approvalItem.token };
const leaveIndex = `REMOVE ${table.openIndexPartitionKey}, ${table.openIndexSortKey}`;

/** Questions in the warden's table. One is read and answered at a time; the item's own attributes guard each write. */
export function dynamoApprovals({ client, tableName }: Parts): Approvals {
  return {
    async get(containmentId) {
      const { Item: item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: keyOf(containmentId), ConsistentRead: true }),
      );
      return item === undefined ? undefined : readApprovalItem(item);
    },

    async save({ approval, token }, next) {
      const isFirst = approval.said.length === 0;
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: keyOf(approval.containmentId),
            UpdateExpression: `SET #status = :status, #said = :said ${next.status === "waiting" ? "" : leaveIndex}`,
            ConditionExpression: `#status = :was AND #token = :token AND ${isFirst ? "attribute_not_exists(#said)" : "#said = :heard"}`,
            ExpressionAttributeNames: names,
            ExpressionAttributeValues: {
              ":status": { S: next.status },
              ":said": { S: saidText(next.said) },
              ":was": { S: approval.status },
              ":token": { S: token },
              ...(isFirst ? {} : { ":heard": { S: saidText(approval.said) } }),
            },
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },

    async delivered(containmentId, at) {
      await client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: keyOf(containmentId),
          UpdateExpression: "SET #delivered = :at REMOVE #token",
          ConditionExpression: "attribute_exists(#status)",
          ExpressionAttributeNames: {
            "#delivered": approvalItem.deliveredAt,
            "#token": approvalItem.token,
            "#status": approvalItem.status,
          },
          ExpressionAttributeValues: { ":at": { S: at } },
        }),
      );
    },
  };
}

/** What people see of them: the token is not even read. */
export function dynamoApprovalReader({ client, tableName }: Parts): ApprovalReader {
  const shown = Object.values(approvalItem).filter((name) => name !== approvalItem.token);
  const attributes = [table.partitionKey, ...shown];
  const find = async (containmentId: string): Promise<Approval | undefined> => {
    const { Item: item } = await client.send(
      new GetItemCommand({
        TableName: tableName,
        Key: keyOf(containmentId),
        ConsistentRead: true,
        ProjectionExpression: attributes.map((_, at) => `#a${at}`).join(","),
        ExpressionAttributeNames: Object.fromEntries(attributes.map((name, at) => [`#a${at}`, name])),
      }),
    );
    return item === undefined ? undefined : readApprovalItem(item).approval;
  };
  return {
    find,
    async open() {
      const waiting: Approval[] = [];
      let from: Item | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: tableName,
            IndexName: table.openIndex,
            KeyConditionExpression: "#kind = :approval",
            ProjectionExpression: "#pk",
            ExpressionAttributeNames: { "#kind": table.openIndexPartitionKey, "#pk": table.partitionKey },
            ExpressionAttributeValues: { ":approval": { S: openKinds.approval } },
            ...(from === undefined ? {} : { ExclusiveStartKey: from }),
          }),
        );
        for (const item of page.Items ?? []) {
          const pk = item[table.partitionKey]?.S ?? "";
          const approval = await find(pk.slice(approvalKeys.pkPrefix.length));
          if (approval?.status === "waiting") waiting.push(approval);
        }
        from = page.LastEvaluatedKey;
      } while (from !== undefined);
      return waiting;
    },
  };
}
