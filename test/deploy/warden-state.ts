import { type AttributeValue, GetItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import {
  DescribeExecutionCommand,
  type ExecutionStatus,
  GetExecutionHistoryCommand,
  type HistoryEvent,
} from "@aws-sdk/client-sfn";
import { approvalItem, approvalKeys } from "../../lib/contract/approval-item.ts";
import { containmentItem } from "../../lib/contract/containment-item.ts";
import { containmentPk, identityPk, sortKeys, table } from "../../lib/contract/table.ts";
import type { AwsClients } from "./aws-clients.ts";

/** What the deployed warden has stored, read as a person with a DynamoDB console would see it. */
export interface WardenState {
  standing(identityKey: string): Promise<StandingView | undefined>;
  containments(identityKey: string): Promise<readonly ContainmentView[]>;
  containment(containmentId: string): Promise<ContainmentView | undefined>;
  /** `waiting`, or how the question ended; undefined where nobody was asked. */
  question(containmentId: string): Promise<string | undefined>;
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
  /** When it is released by itself; empty until the playbook has ended its work, and where it is not limited. */
  readonly releaseAt: string;
  readonly releasedBy: string;
  readonly drift: string;
  readonly request: Readonly<Record<string, unknown>>;
}

export interface ExecutionView {
  readonly status: ExecutionStatus | undefined;
  /** `+  12 ms  ReadKeyBefore`, one line for each state that was entered, and the end. */
  readonly lines: readonly string[];
}

export function wardenState(clients: AwsClients, tableName: string): WardenState {
  const { dynamodb, sfn } = clients;
  const read = async (pk: string, sk: string) => {
    const Key = { [table.partitionKey]: { S: pk }, [table.sortKey]: { S: sk } };
    return (await dynamodb.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }))).Item;
  };
  return {
    async standing(identityKey) {
      const item = await read(identityPk(identityKey), sortKeys.standing);
      return item === undefined ? undefined : standingView(item);
    },
    async containments(identityKey) {
      const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }));
      return Items.filter(
        (item) =>
          item[table.sortKey]?.S === sortKeys.containment && item[containmentItem.identityKey]?.S === identityKey,
      ).map(containmentView);
    },
    async containment(containmentId) {
      const item = await read(containmentPk(containmentId), sortKeys.containment);
      return item === undefined ? undefined : containmentView(item);
    },
    async question(containmentId) {
      return (await read(approvalKeys.pk(containmentId), approvalKeys.sk))?.[approvalItem.status]?.S;
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
    releaseAt: text(containmentItem.releaseAt),
    releasedBy: text(containmentItem.releasedBy),
    drift: text(containmentItem.drift),
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
