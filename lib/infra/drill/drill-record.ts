import { containmentItem } from "../../contract/containment-item.ts";
import { drillDays, drillItem, drillKeys } from "../../contract/drill-item.ts";
import { sortKeys, table } from "../../contract/table.ts";
import { call, expression, type State } from "../playbooks/states.ts";

interface Joint {
  readonly next: string;
  readonly onError: string;
}

const entered = "$states.context.State.EnteredTime";
const expires = { N: expression(`$string($floor($toMillis($startedAt) / 1000) + ${drillDays * 86_400})`) };

/** What was drilled and what was wrong, in sentences. */
const detail =
  "($count($passed) = 0 ? 'No playbook was drilled to its end.' : 'Drilled: ' & $join($passed, ', ') & '.') & ($outcome = 'skipped' ? ' ' & $problem : $count($problems) = 0 ? '' : ' Not as it should be: ' & $join($problems, ' '))";

/** The two writes of the drill's own item. */
export function drillRecord(tableName: string) {
  const key = {
    [table.partitionKey]: { S: drillKeys.pk },
    [table.sortKey]: { S: expression(`$substring($startedAt, 0, ${drillKeys.sk("2026-11-21T03:00:00").length})`) },
  };
  return {
    /** Leads to `twice` where another execution began in this minute: events may come twice. */
    recordDrillStart: ({ next, twice, onError }: Joint & { readonly twice: string }): State =>
      call({
        resource: "arn:aws:states:::dynamodb:updateItem",
        arguments: {
          TableName: tableName,
          Key: key,
          UpdateExpression:
            "SET #execution = :execution, #outcome = :running, #startedAt = :startedAt, #expires = :expires",
          ConditionExpression: "attribute_not_exists(#execution) OR #execution = :execution",
          ExpressionAttributeNames: {
            "#execution": drillItem.execution,
            "#outcome": drillItem.outcome,
            "#startedAt": drillItem.startedAt,
            "#expires": table.expiry,
          },
          ExpressionAttributeValues: {
            ":execution": { S: expression("$states.context.Execution.Id") },
            ":running": { S: "running" },
            ":startedAt": { S: expression("$startedAt") },
            ":expires": expires,
          },
        },
        catch: [
          { errors: ["DynamoDB.ConditionalCheckFailedException"], next: twice, problem: "Another drill began." },
          { errors: ["States.ALL"], next: onError, problem: "The drill's start could not be recorded." },
        ],
        next,
      }),
    /** Sets `$detail`. */
    recordDrill: ({ next, onError }: Joint): State =>
      call({
        resource: "arn:aws:states:::dynamodb:updateItem",
        arguments: {
          TableName: tableName,
          Key: key,
          UpdateExpression: "SET #outcome = :outcome, #detail = :detail, #endedAt = :endedAt",
          ExpressionAttributeNames: {
            "#outcome": drillItem.outcome,
            "#detail": drillItem.detail,
            "#endedAt": drillItem.endedAt,
          },
          ExpressionAttributeValues: {
            ":outcome": { S: expression("$outcome") },
            ":detail": { S: expression(detail) },
            ":endedAt": { S: expression(entered) },
          },
        },
        assign: { detail: expression(detail) },
        catch: [{ errors: ["States.ALL"], next: onError, problem: "The drill's outcome could not be recorded." }],
        next,
      }),
  };
}

const containmentKey = {
  [table.partitionKey]: { S: expression("'CONTAINMENT#' & $containmentId") },
  [table.sortKey]: { S: sortKeys.containment },
};

const field = (name: string) => `'${name}': $exists($item.${name}.S) ? $item.${name}.S : ''`;
const fields = [
  containmentItem.state,
  containmentItem.outcome,
  containmentItem.proof,
  containmentItem.detail,
  containmentItem.principalId,
];

/**
 * Reads the drilled containment's item: `$item`, its texts empty where there are none, and whether it is open still.
 */
export const containmentOf = (tableName: string, { next, onError }: Joint): State =>
  call({
    resource: "arn:aws:states:::dynamodb:getItem",
    arguments: { TableName: tableName, Key: containmentKey, ConsistentRead: true },
    assign: {
      item: expression(
        `($item := $states.result.Item; {${fields.map(field).join(", ")}, 'open': $exists($item.${table.openIndexPartitionKey})})`,
      ),
    },
    catch: [{ errors: ["States.ALL"], next: onError, problem: "The containment's item could not be read." }],
    next,
  });

/** The table forgets a drilled containment after a while: there are six a day. One that never began is none. */
export const forgetContainment = (tableName: string, { next, onError }: Joint): State =>
  call({
    resource: "arn:aws:states:::dynamodb:updateItem",
    arguments: {
      TableName: tableName,
      Key: containmentKey,
      UpdateExpression: "SET #expires = :expires",
      ConditionExpression: `attribute_exists(${table.partitionKey})`,
      ExpressionAttributeNames: { "#expires": table.expiry },
      ExpressionAttributeValues: { ":expires": expires },
    },
    catch: [
      { errors: ["DynamoDB.ConditionalCheckFailedException"], next, problem: "Nothing was contained." },
      { errors: ["States.ALL"], next: onError, problem: "The containment could not be set to expire." },
    ],
    next,
  });
