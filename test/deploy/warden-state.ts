import { type AttributeValue, GetItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import {
  DescribeExecutionCommand,
  type ExecutionStatus,
  GetExecutionHistoryCommand,
  type HistoryEvent,
} from "@aws-sdk/client-sfn";
import { containmentItem } from "../../lib/contract/containment-item.ts";
import { identityPk, sortKeys, table } from "../../lib/contract/table.ts";
import type { AwsClients } from "./aws-clients.ts";

/** What the deployed warden has stored, read as a person with a DynamoDB console would see it. */
export interface WardenState {
  standing(identityKey: string): Promise<StandingView | undefined>;
  containments(identityKey: string): Promise<readonly ContainmentView[]>;
  execution(arn: string): Promise<ExecutionView>;
}

export interface StandingView {
  readonly trust: number;
  readonly lastSeenMs: number;
  readonly version: number;
  readonly bytes: number;
  /** The open case as it is stored, undefined where none is open. */
  readonly openCase: Readonly<Record<string, unknown>> | undefined;
}

export interface ContainmentView {
  readonly state: string;
  readonly outcome: string;
  readonly detail: string;
  readonly proof: string;
  readonly beforeState: string;
  readonly executionArn: string;
  readonly request: Readonly<Record<string, unknown>>;
}

export interface ExecutionView {
  readonly status: ExecutionStatus | undefined;
  /** `+  12 ms  ReadKeyBefore`, one line for each state that was entered, and the end. */
  readonly lines: readonly string[];
}

export function wardenState(clients: AwsClients, tableName: string): WardenState {
  const { dynamodb, sfn } = clients;
  return {
    async standing(identityKey) {
      const Key = { [table.partitionKey]: { S: identityPk(identityKey) }, [table.sortKey]: { S: sortKeys.standing } };
      const { Item } = await dynamodb.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }));
      return Item === undefined ? undefined : standingView(Item);
    },
    async containments(identityKey) {
      const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }));
      return Items.filter(
        (item) =>
          item[table.sortKey]?.S === sortKeys.containment && item[containmentItem.identityKey]?.S === identityKey,
      ).map(containmentView);
    },
    async execution(executionArn) {
      const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 500 }));
      return { status, lines: historyLines(events) };
    },
  };
}

function standingView(item: Record<string, AttributeValue>): StandingView {
  const openCase = item["openCase"]?.S;
  return {
    trust: Number(item["trust"]?.N),
    lastSeenMs: Number(item["lastSeen"]?.N),
    version: Number(item["version"]?.N),
    bytes: item["standing"]?.B?.byteLength ?? 0,
    openCase: openCase === undefined ? undefined : (JSON.parse(openCase) as Record<string, unknown>),
  };
}

function containmentView(item: Record<string, AttributeValue>): ContainmentView {
  const text = (name: string) => item[name]?.S ?? "";
  return {
    state: text(containmentItem.state),
    outcome: text(containmentItem.outcome),
    detail: text(containmentItem.detail),
    proof: text(containmentItem.proof),
    beforeState: text(containmentItem.beforeState),
    executionArn: text(containmentItem.execution),
    request: JSON.parse(text(containmentItem.request) || "{}") as Record<string, unknown>,
  };
}

function historyLines(events: readonly HistoryEvent[]): string[] {
  const startMs = events[0]?.timestamp?.getTime() ?? 0;
  return events.flatMap((event) => {
    const what =
      event.stateEnteredEventDetails?.name ?? (/^Execution|Failed$/.test(event.type ?? "") ? event.type : "");
    const failure = event.taskFailedEventDetails ?? event.executionFailedEventDetails;
    const why = failure === undefined ? "" : ` ${failure.error}: ${failure.cause?.slice(0, 300)}`;
    const afterMs = (event.timestamp?.getTime() ?? startMs) - startMs;
    return what ? [`+${String(Math.round(afterMs)).padStart(6)} ms  ${what}${why}`] : [];
  });
}
