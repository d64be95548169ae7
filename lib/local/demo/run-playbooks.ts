import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { ContainmentStore } from "../../app/ports.ts";
import type { PlaybookName } from "../../domain/response/decision.ts";
import type { SimulatedAccount } from "../account/simulated-account.ts";
import { dynamodbIntegrations } from "../integrations/dynamodb-integrations.ts";
import { iamIntegrations } from "../integrations/iam-integrations.ts";
import { type LocalPlaybookRunner, localPlaybookRunner } from "../integrations/local-playbook-runner.ts";
import { noticeIntegrations, type PublishedNotice } from "../integrations/notice-integrations.ts";
import { serviceIntegrations } from "../integrations/service-integrations.ts";
import type { Clock } from "../state-machine/clock.ts";
import type { Integrations } from "../state-machine/integration.ts";
import type { PlaybookChange, PlaybookRun, Tell } from "./demo-report.ts";

/** The synthesised definitions for a table and a topic; given by the shell, because they belong to the stack. */
export type PlaybookDefinitions = (resources: {
  readonly tableName: string;
  readonly topicArn: string;
}) => Readonly<Partial<Record<PlaybookName, object>>>;

export interface PlaybookParts {
  readonly definitions: PlaybookDefinitions;
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** The account that the warden lives in, and the others. */
  readonly home: SimulatedAccount;
  readonly members: readonly SimulatedAccount[];
  readonly clock: Clock;
  readonly startMs: number;
  readonly tell: Tell;
}

export interface DemoPlaybooks {
  readonly runner: LocalPlaybookRunner;
  /** What the playbooks changed through IAM, in order. */
  readonly changes: readonly PlaybookChange[];
  /** How every execution went, once all are over. */
  runs(containments: ContainmentStore): Promise<readonly PlaybookRun[]>;
}

/** Playbooks as they are deployed, over the simulated accounts and the embedded table, on the demo's clock. */
export function demoPlaybooks(parts: PlaybookParts): DemoPlaybooks {
  const { clock, startMs, home, members, client, tableName, tell } = parts;
  const changes: PlaybookChange[] = [];
  const notices: PublishedNotice[] = [];
  const offset = () => clock.nowMs() - startMs;
  const integrations: Integrations = {
    ...watched(iamIntegrations(home, { members }), home.accountId, (change) => {
      const told = { offsetMs: offset(), ...change };
      changes.push(told);
      return tell({ kind: "change", change: told });
    }),
    ...serviceIntegrations(home, members),
    ...dynamodbIntegrations(client),
    ...noticeIntegrations(async (notice) => {
      notices.push(notice);
      await tell({ kind: "notice", offsetMs: offset(), subject: notice.subject ?? "" });
    }),
  };
  const topicArn = `arn:aws:sns:us-east-1:${home.accountId}:nhi-warden-notices`;
  const definitions = parts.definitions({ tableName, topicArn });
  const runner = localPlaybookRunner({ definitions, integrations, clock, accountId: home.accountId });
  return {
    // The demo is over long before a denial of hours is taken back, and its clock jumps over every wait.
    runner: { ...runner, start: ({ releaseAfterSeconds: _, ...request }) => runner.start(request) },
    changes,
    async runs(containments) {
      await runner.whenIdle();
      return Promise.all(
        runner.executions().map(async ({ name, stateMachine, completion }): Promise<PlaybookRun> => {
          const [{ status, history }, record] = await Promise.all([completion, containments.get(name)]);
          const notice = notices.find(({ message }) => message.includes(name));
          return {
            containmentId: name,
            playbook: stateMachine,
            status,
            states: history.map(({ state, type, enteredAt, exitedAt, error }) => ({
              state,
              type,
              enteredOffsetMs: Date.parse(enteredAt) - startMs,
              durationMs: Date.parse(exitedAt ?? enteredAt) - Date.parse(enteredAt),
              error: error?.error,
            })),
            recordState: record?.state,
            outcome: record?.outcome,
            notice: notice && { subject: notice.subject ?? "", message: notice.message },
          };
        }),
      );
    },
  };
}

/** Tells of every call that is not a read, after it succeeded. */
function watched(
  integrations: Integrations,
  homeAccountId: string,
  changed: (change: Omit<PlaybookChange, "offsetMs">) => void | Promise<void>,
): Integrations {
  return Object.fromEntries(
    Object.entries(integrations).map(([arn, handler]) => {
      const name = arn.slice(arn.lastIndexOf(":") + 1);
      if (/^(get|list|simulate)/.test(name)) return [arn, handler];
      return [
        arn,
        async (parameters, task) => {
          const response = await handler(parameters, task);
          const accountId = /::(\d{12}):/.exec(task.roleArn ?? "")?.[1] ?? homeAccountId;
          await changed({
            action: `iam:${name.charAt(0).toUpperCase()}${name.slice(1)}`,
            accountId,
            parameters,
          });
          return response;
        },
      ];
    }),
  );
}
