import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { names } from "../../../lib/contract/names.ts";
import type { ContainmentRequest } from "../../../lib/domain/response/containment.ts";
import type { ContainmentTarget, PlaybookName } from "../../../lib/domain/response/decision.ts";
import { denyTemporarySessions } from "../../../lib/domain/response/policies/deny-temporary-sessions.ts";
import { policyText } from "../../../lib/domain/response/policies/policy-document.ts";
import { denyAll } from "../../../lib/domain/response/policies/quarantine.ts";
import { isResourcePlaybook } from "../../../lib/domain/response/resource-target.ts";
import { besideDefinitions } from "../../../lib/infra/playbooks/beside-definitions.ts";
import { releaseName } from "../../../lib/infra/playbooks/definitions.ts";
import { createSimulatedAccount, type SimulatedAccount } from "../../../lib/local/account/simulated-account.ts";
import { type EmbeddedDynamoDB, startEmbeddedDynamoDB } from "../../../lib/local/embedded-dynamodb.ts";
import { dynamodbIntegrations } from "../../../lib/local/integrations/dynamodb-integrations.ts";
import { executionIntegrations } from "../../../lib/local/integrations/execution-integrations.ts";
import { iamIntegrations } from "../../../lib/local/integrations/iam-integrations.ts";
import {
  type LocalPlaybookRunner,
  localPlaybookRunner,
} from "../../../lib/local/integrations/local-playbook-runner.ts";
import { noticeIntegrations, type PublishedNotice } from "../../../lib/local/integrations/notice-integrations.ts";
import { serviceIntegrations } from "../../../lib/local/integrations/service-integrations.ts";
import type { Clock } from "../../../lib/local/state-machine/clock.ts";
import type { HistoryEntry } from "../../../lib/local/state-machine/execution.ts";
import type { Integrations, TaskCall } from "../../../lib/local/state-machine/integration.ts";
import type { JsonValue } from "../../../lib/local/state-machine/json-value.ts";
import { virtualClock } from "../../../lib/local/state-machine/virtual-clock.ts";
import { madeTrustTarget } from "../../domain/response/made-targets.ts";
import { allow, policy, startMs } from "../../local/account/example-account.ts";
import { playbookDefinitions, releaseDefinitions } from "./definitions-once.ts";
import { type Failure, withFailures } from "./inject-failures.ts";
import { accountId, resources, resourceTargetOf } from "./stage-resources.ts";
import { standing } from "./standing.ts";

export { accountId, startMs };

export interface StageOptions {
  /** State to what happens to its calls; `times` limits how often. */
  readonly failing?: Readonly<Record<string, Failure>>;
  readonly serviceControlPolicies?: readonly object[];
  readonly killSwitch?: object;
  /** Has playbooks ask for sweeps; the bodies are in `sweeps`. */
  readonly sweepQueueUrl?: string;
  /** Whether playbooks may name AgentCore; they do unless this is false. */
  readonly agentSessions?: boolean;
  /** The one playbook that is needed, with its release: the others are not checked then. */
  readonly only?: PlaybookName;
  /** Other state machines that run beside the playbooks, by their names. */
  readonly others?: (tableName: string) => Readonly<Record<string, object>>;
  /** Called at every state that is left. */
  readonly onState?: (entry: HistoryEntry) => void;
}

export interface Stage {
  readonly account: SimulatedAccount;
  /** Two keys of the user `backup`. */
  readonly keys: readonly [string, string];
  readonly roleId: string;
  /** `ACCA…`, an API key of Bedrock of the same user. */
  readonly serviceCredential: string;
  readonly clock: Clock;
  readonly runner: LocalPlaybookRunner;
  readonly notices: PublishedNotice[];
  readonly sweeps: string[];
  readonly store: EmbeddedDynamoDB;
  readonly calls: TaskCall[];
  request(target: ContainmentTarget, more?: Partial<ContainmentRequest>): ContainmentRequest;
  /** Runs a containment to its end. */
  contain(request: ContainmentRequest): Promise<Ending>;
  release(request: ContainmentRequest, more?: { readonly by?: string; readonly name?: string }): Promise<Ending>;
  item(pk: string, sk: string): Promise<Readonly<Record<string, string>> | undefined>;
  put(item: Readonly<Record<string, object>>): Promise<void>;
  /** What is left of the account: its users and roles without times, and its resources. */
  standing(): unknown;
}

export interface Ending {
  readonly status: string;
  readonly path: readonly string[];
  readonly record: Readonly<Record<string, string>>;
}

let database: Promise<EmbeddedDynamoDB> | undefined;
const opened = () => {
  database ??= startEmbeddedDynamoDB();
  return database;
};
export const closeStages = async () => (await database)?.stop();

let made = 0;

/**
 * The account as every test finds it: a user with two keys and a credential for a service, a role for EC2, the warden's
 * own policies, resources of other services; all enforced.
 */
function account(
  serviceControlPolicies: readonly object[],
): Pick<Stage, "account" | "keys" | "roleId" | "serviceCredential"> {
  const one = createSimulatedAccount({ accountId, serviceControlPolicies });
  const iam = (name: string, parameters: Record<string, unknown>) => one.iam(name, parameters, startMs - 60_000);
  const Path = names.rolePath;
  iam("createPolicy", { PolicyName: names.denyAllPolicy, Path, PolicyDocument: policyText(denyAll) });
  const PolicyDocument = policyText(denyTemporarySessions);
  iam("createPolicy", { PolicyName: names.denyTemporarySessionsPolicy, Path, PolicyDocument });
  iam("createUser", { UserName: "backup" });
  iam("putUserPolicy", { UserName: "backup", PolicyName: "all", PolicyDocument: policy(allow("*")) });
  const keyOf = () =>
    (iam("createAccessKey", { UserName: "backup" })["AccessKey"] as { AccessKeyId: string }).AccessKeyId;
  const keys = [keyOf(), keyOf()] as const;
  const AssumeRolePolicyDocument = policy(
    { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
    { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: "sts:AssumeRole" },
  );
  const { Role: role } = iam("createRole", { RoleName: "deploy", Path: "/team/", AssumeRolePolicyDocument });
  iam("putRolePolicy", { RoleName: "deploy", PolicyName: "all", PolicyDocument: policy(allow("*")) });
  const { ServiceSpecificCredential: made } = iam("createServiceSpecificCredential", {
    UserName: "backup",
    ServiceName: "bedrock.amazonaws.com",
  });
  for (const resource of resources) one.provide(resource, startMs - 60_000);
  one.settle();
  const serviceCredential = (made as { ServiceSpecificCredentialId: string }).ServiceSpecificCredentialId;
  return { account: one, keys, roleId: (role as { RoleId: string }).RoleId, serviceCredential };
}

/** A stage for one test: everything a playbook meets, with failures injected where the test wants them. */
export async function stage(options: StageOptions = {}): Promise<Stage> {
  const { failing = {}, serviceControlPolicies = [], killSwitch } = options;
  const place = account(serviceControlPolicies);
  const store = await opened();
  const clock = virtualClock(startMs);
  const notices: PublishedNotice[] = [];
  const sweeps: string[] = [];
  const calls: TaskCall[] = [];
  // Each stage has a kill switch and budgets of its own, though the table is one.
  const run = `t${++made}`;
  const client = { tableName: store.tableName };
  const integrations = withFailures(
    {
      ...iamIntegrations(place.account),
      ...serviceIntegrations(place.account),
      ...ownTable(dynamodbIntegrations(store.client), run),
      ...executionIntegrations(() => runner.stateMachines),
      ...noticeIntegrations((notice) => void notices.push(notice)),
      "arn:aws:states:::sqs:sendMessage": async ({ MessageBody: body }) => {
        sweeps.push(String(body));
        return { MessageId: "1" };
      },
    },
    failing,
    calls,
  );
  const { sweepQueueUrl, agentSessions = true } = options;
  const resources = { tableName: client.tableName, topicArn: "topic", sweepQueueUrl, agentSessions };
  const runner: LocalPlaybookRunner = localPlaybookRunner({
    definitions: one(playbookDefinitions(resources), options.only),
    releases: {
      ...one(releaseDefinitions(resources), options.only && releaseName(options.only)),
      ...Object.fromEntries(Object.values(besideDefinitions).map(({ name, definition }) => [name, definition])),
      ...options.others?.(client.tableName),
    },
    integrations,
    clock,
    random: () => 0.5,
    ...(options.onState === undefined ? {} : { onState: (_: string, entry: HistoryEntry) => options.onState?.(entry) }),
  });
  const put = async (item: Readonly<Record<string, object>>) => {
    const { pk } = item as { pk: { S: string } };
    const Item = { ...item, pk: { S: `${run}|${pk.S}` } };
    await store.client.send(new PutItemCommand({ TableName: store.tableName, Item: Item as never }));
  };
  const item = async (pk: string, sk: string) => {
    const Key = { pk: { S: `${run}|${pk}` }, sk: { S: sk } };
    const { Item } = await clock.during(
      store.client.send(new GetItemCommand({ TableName: store.tableName, Key, ConsistentRead: true })),
    );
    if (Item === undefined) return undefined;
    return Object.fromEntries(Object.entries(Item).map(([name, value]) => [name, value.S ?? value.N ?? ""]));
  };
  const ending = async (id: string, result: { status: string; history: readonly HistoryEntry[] }): Promise<Ending> => ({
    status: result.status,
    path: result.history.map(({ state }) => state),
    record: (await item(`CONTAINMENT#${id}`, "CONTAINMENT")) ?? {},
  });
  if (killSwitch !== undefined) await put({ pk: { S: "SETTING#kill-switch" }, sk: { S: "SETTING" }, ...killSwitch });
  return {
    ...place,
    clock,
    runner,
    notices,
    sweeps,
    store,
    calls,
    item,
    put,
    request: (target, more = {}) => ({ ...requestOf(target), ...more }),
    async contain(request) {
      await runner.start(request);
      return ending(request.containmentId, await runner.completion(request.containmentId));
    },
    async release(request, { by = "arn:aws:iam::111111111111:role/oncall", name } = {}) {
      const input = { containmentId: request.containmentId, by, why: "a false alarm" };
      const id = name ?? `release-${request.containmentId}`;
      const { execution } = runner.stateMachines.start(`release-${request.playbook}`, id, input);
      return ending(request.containmentId, await execution.completion);
    },
    standing: () => standing(place.account.state()),
  };
}

const one = <T extends object>(all: T, name: keyof T | undefined): T =>
  name === undefined ? all : ({ [name]: all[name] } as T);

export function requestOf(target: ContainmentTarget): ContainmentRequest {
  const ofRole = "roleName" in target ? `role/team/${target.roleName}` : "role/team/deploy";
  const principal = "userName" in target ? `user/${target.userName}` : ofRole;
  return {
    containmentId: `c-${++made}`,
    caseId: "case-1",
    identityKey: `arn:aws:iam::${accountId}:${principal}`,
    playbook: target.playbook,
    target,
    reason: "Two independent families and a sensitive action.",
    eventIds: ["e-1", "e-2"],
    eventTime: "2026-11-21T06:59:30.000Z",
    decidedAt: "2026-11-21T06:59:58.000Z",
  };
}

/** Where the instance of the stage's role is. */
export const instancePlace = {
  instanceArn: `arn:aws:ec2:eu-west-1:${accountId}:instance/i-0123456789abcdef0`,
  vpcId: "vpc-0123456789abcdef0",
  addresses: ["198.51.100.10", "198.51.100.64/28"],
} as const;

/** One target for each playbook, on the stage's principals. */
export function targetOf(
  playbook: PlaybookName,
  { keys, roleId, serviceCredential }: Pick<Stage, "keys" | "roleId" | "serviceCredential">,
): ContainmentTarget {
  if (isResourcePlaybook(playbook)) return resourceTargetOf(playbook);
  switch (playbook) {
    case "disable-access-key":
      return { playbook, accountId, userName: "backup", accessKeyId: keys[0] };
    case "revoke-user-sessions":
    case "quarantine-user":
      return { playbook, accountId, userName: "backup" };
    case "deny-role-session":
      return { playbook, accountId, roleName: "deploy", principalId: `${roleId}:stolen` };
    case "revoke-role-sessions":
    case "quarantine-role":
      return { playbook, accountId, roleName: "deploy" };
    case "pin-instance-location":
      return { playbook, accountId, roleName: "deploy", ...instancePlace };
    case "disable-service-credential":
      return { playbook, accountId, userName: "backup", serviceSpecificCredentialId: serviceCredential };
    case "deny-oidc-claim":
    case "deny-service-account":
    case "deny-foreign-principal":
      return madeTrustTarget(playbook, accountId, "deploy");
  }
}

/** Whether IAM's policy simulator can judge what a playbook changed: it knows no credentials, trusts or resources. */
export const isSimulated = (playbook: PlaybookName): boolean =>
  !isResourcePlaybook(playbook) && !/^disable-|^deny-(oidc-claim|service-account|foreign-principal)$/.test(playbook);

/** Reads and writes items under a prefix of the stage. */
function ownTable(integrations: Integrations, run: string): Integrations {
  return Object.fromEntries(
    Object.entries(integrations).map(([arn, handler]) => [
      arn,
      (parameters, task) => {
        const key = parameters["Key"] as { pk: { S: string }; sk: JsonValue } | undefined;
        if (key === undefined) return handler(parameters, task);
        return handler({ ...parameters, Key: { ...key, pk: { S: `${run}|${key.pk.S}` } } }, task);
      },
    ]),
  );
}
