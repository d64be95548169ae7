import { type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoApprovals } from "../../adapters/dynamodb/approvals.ts";
import { takeAnswer } from "../../app/answer-approval.ts";
import { containSwept } from "../../app/contain-swept.ts";
import type { ContainmentStore, StandingStore } from "../../app/ports.ts";
import type { Responder } from "../../app/responder.ts";
import { approvalItem, approvalKeys } from "../../contract/approval-item.ts";
import { table } from "../../contract/table.ts";
import type { ContainmentRequest } from "../../domain/response/containment.ts";
import type { SimulatedAccount } from "../account/simulated-account.ts";
import { dynamodbIntegrations } from "../integrations/dynamodb-integrations.ts";
import { iamIntegrations } from "../integrations/iam-integrations.ts";
import { localPlaybookRunner } from "../integrations/local-playbook-runner.ts";
import { noticeIntegrations } from "../integrations/notice-integrations.ts";
import { serviceIntegrations } from "../integrations/service-integrations.ts";
import { type IntegrationHandler, type Integrations, integrationArn } from "../state-machine/integration.ts";
import { DemoRefusedError } from "./demo-refused-error.ts";
import { restingClock } from "./resting-clock.ts";
import type { PlaybookDefinitions } from "./run-playbooks.ts";

/** Definitions of the releases, by name; given by the shell, because they belong to the stack. */
export type ReleaseDefinitions = (resources: {
  readonly tableName: string;
  readonly topicArn: string;
}) => Readonly<Record<string, object>>;

export interface DemoResponderParts {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly containments: ContainmentStore;
  readonly standings: StandingStore;
  readonly home: SimulatedAccount;
  readonly members: readonly SimulatedAccount[];
  readonly playbookDefinitions: PlaybookDefinitions;
  readonly releaseDefinitions: ReleaseDefinitions;
  /** Now in the simulated world. */
  readonly startMs: number;
  /** Name of the person, an IAM user of the home account. */
  readonly as: string;
  /** Keeps the accounts as they are now. */
  readonly save: () => Promise<void>;
}

/**
 * What a person does in a simulated organisation. Playbooks run to their end within the command; where one waits, for
 * people or for hours, it stands still. An answer starts it anew up to its question, which it does not put again.
 */
export function demoResponder(parts: DemoResponderParts): Responder {
  const { client, tableName, home, members, as, save } = parts;
  const person = `arn:aws:iam::${home.accountId}:user/${as}`;
  const clock = restingClock(parts.startMs);
  const approvals = dynamoApprovals({ client, tableName });
  const integrations: Integrations = {
    ...iamIntegrations(home, { members }),
    ...serviceIntegrations(home, members),
    ...withoutAskingAgain(dynamodbIntegrations(client), client, tableName),
    ...noticeIntegrations(() => undefined),
  };
  const resources = { tableName, topicArn: `arn:aws:sns:us-east-1:${home.accountId}:nhi-warden-notices` };
  const runner = localPlaybookRunner({
    definitions: parts.playbookDefinitions(resources),
    releases: parts.releaseDefinitions(resources),
    integrations,
    clock,
    accountId: home.accountId,
  });
  const settle = async () => {
    await standStill(() => clock.isAtRest());
    await save();
  };
  const run = async (request: ContainmentRequest) => {
    const started = await runner.start(request);
    await settle();
    return started;
  };
  return {
    whoAmI: async () => person,
    async start(request) {
      const known = await parts.containments.get(request.containmentId);
      return { outcome: known === undefined ? await run(request) : "already-started", request };
    },
    async answer({ containmentId, answer, narrower, why }) {
      const waiting = await approvals.get(containmentId);
      const record = await parts.containments.get(containmentId);
      if (waiting?.approval.status === "waiting" && record !== undefined) await run(record.request);
      const report = await takeAnswer(
        {
          approvals,
          homeAccount: home.accountId,
          tokens: {
            async succeed(token, task) {
              try {
                runner.stateMachines.sendTaskSuccess(token, { ...task, who: [...task.who] });
                return "told";
              } catch {
                return "gone";
              }
            },
          },
        },
        { containmentId, who: person, answer, narrower, why },
        parts.startMs,
      );
      await settle();
      return report;
    },
    async containSwept(swept, policy) {
      const { containments, standings } = parts;
      const report = await containSwept(
        { containments, standings, policy, playbooks: { start: run } },
        swept,
        person,
        parts.startMs,
      );
      if (typeof report === "string") throw new DemoRefusedError(report);
      return report;
    },
    async sweepAgain(containmentId) {
      throw new DemoRefusedError(
        `a demo keeps no event history, so that ${containmentId} cannot be swept again; run nhi demo again, or nhi sweep --in its records`,
      );
    },
    async release({ playbook, containmentId, by, why }) {
      runner.release(playbook, { containmentId, by, why });
      await settle();
      return "started";
    },
    async close() {
      for (const { stateMachine, name, result } of runner.executions()) {
        if (result === undefined) runner.stateMachines.stop(stateMachine, name);
      }
      await runner.whenIdle();
    },
  };
}

/** Names that a person of a simulated organisation can have. Throws DemoRefusedError for others. */
export function demoPerson(name: string): string {
  if (/^[\w+=,.@-]{2,64}$/.test(name)) return name;
  throw new DemoRefusedError("a person's name is 2 to 64 letters, digits and +=,.@-_; give one with --as NAME");
}

/** Where a question stands already and waits, a playbook that comes to it again only waits with it. */
function withoutAskingAgain(integrations: Integrations, client: DynamoDBClient, tableName: string): Integrations {
  const arn = integrationArn("aws-sdk:dynamodb:updateItem");
  const ask = integrations[arn] as IntegrationHandler;
  return {
    ...integrations,
    [arn]: async (parameters, call) => {
      if (call.taskToken === undefined) return ask(parameters, call);
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: {
              [table.partitionKey]: { S: approvalKeys.pk(call.executionName) },
              [table.sortKey]: { S: approvalKeys.sk },
            },
            UpdateExpression: "SET #token = :token",
            ConditionExpression: "#status = :waiting",
            ExpressionAttributeNames: { "#token": approvalItem.token, "#status": approvalItem.status },
            ExpressionAttributeValues: { ":token": { S: call.taskToken }, ":waiting": { S: "waiting" } },
          }),
        );
        return {};
      } catch (error) {
        if ((error as Error).name !== "ConditionalCheckFailedException") throw error;
        return ask(parameters, call);
      }
    },
  };
}

/** Turns of the event loop without any work, after which no more is to come: expressions take one or two. */
const quietTurns = 25;

async function standStill(isAtRest: () => boolean): Promise<void> {
  for (let quiet = 0; quiet < quietTurns; quiet = isAtRest() ? quiet + 1 : 0) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
