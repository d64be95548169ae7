import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { memberHistories } from "../../../lib/adapters/cloudtrail/account-histories.ts";
import { dynamoContainments } from "../../../lib/adapters/dynamodb/containments.ts";
import { dynamoStandings } from "../../../lib/adapters/dynamodb/standings.ts";
import { dynamoSweepNotes } from "../../../lib/adapters/dynamodb/sweep-notes.ts";
import { memoryHistory } from "../../../lib/adapters/memory/event-history.ts";
import { memoryNotices } from "../../../lib/adapters/memory/notices.ts";
import { memberRoles } from "../../../lib/adapters/sts/member-roles.ts";
import { type SweepContainmentParts, sweepContainment } from "../../../lib/app/sweep-containment.ts";
import type { TakeRole } from "../../../lib/app/take-role.ts";
import { defaultExternalId, memberStackName, sweeperRoleName, sweepRoleName } from "../../../lib/contract/names.ts";
import type { ContainmentTarget } from "../../../lib/domain/response/decision.ts";
import { defaultPolicy } from "../../../lib/domain/response/policy.ts";
import { emptyStanding } from "../../../lib/domain/trust/standing.ts";
import { encodeStanding } from "../../../lib/domain/trust/standing-codec.ts";
import { playbookDefinitions, releaseDefinitions } from "../../../lib/infra/playbooks/definitions.ts";
import { createSimulatedAccount, type SimulatedAccount } from "../../../lib/local/account/simulated-account.ts";
import { type EmbeddedDynamoDB, startEmbeddedDynamoDB } from "../../../lib/local/embedded-dynamodb.ts";
import { dynamodbIntegrations } from "../../../lib/local/integrations/dynamodb-integrations.ts";
import { executionIntegrations } from "../../../lib/local/integrations/execution-integrations.ts";
import { iamIntegrations } from "../../../lib/local/integrations/iam-integrations.ts";
import {
  type LocalPlaybookRunner,
  localPlaybookRunner,
} from "../../../lib/local/integrations/local-playbook-runner.ts";
import { noticeIntegrations } from "../../../lib/local/integrations/notice-integrations.ts";
import { serviceIntegrations } from "../../../lib/local/integrations/service-integrations.ts";
import { virtualClock } from "../../../lib/local/state-machine/virtual-clock.ts";
import { type AwsEndpoint, startAwsEndpoint } from "../../adapters/aws-endpoint.ts";
import { trailAnswers } from "../../adapters/cloudtrail/trail-answers.ts";
import { madeCase } from "../../domain/response/made-case.ts";
import * as made from "../../domain/response/sweep/made-records.ts";
import { allow, policy } from "../../local/account/example-account.ts";
import { deployed, withNames } from "../../policies/deployed-role.ts";
import { decide, account as home } from "../../policies/simulate.ts";
import { synthesise } from "../synthesise.ts";
import { requestOf } from "./stage.ts";

const member = "222222222222";
const roleless = "333333333333";
const session = "run-0123456789abcdef";
const nowMs = made.startMs + 20 * 60_000;

let endpoint: AwsEndpoint;
let database: EmbeddedDynamoDB;
beforeAll(async () => {
  [endpoint, database] = await Promise.all([startAwsEndpoint(), startEmbeddedDynamoDB()]);
});
afterAll(() => Promise.all([endpoint.close(), database.stop()]));

/** STS and IAM as far as the policies go that the two stacks deploy: the sweep function's own, and the role's trust. */
const sweeper = withNames(deployed(synthesise(), sweeperRoleName).policies);
const { trust } = deployed(
  synthesise({ homeAccount: home, homeRegion: "eu-central-1" }, memberStackName),
  sweepRoleName,
);
const takeRole: TakeRole = async ({ roleArn, sessionName, sourceIdentity, externalId }) => {
  const [, , , , accountId = ""] = roleArn.split(":");
  const principal = `arn:aws:iam::${home}:role/nhi-warden/${sweeperRoleName}`;
  const context = {
    "aws:PrincipalArn": principal,
    "sts:ExternalId": externalId,
    "sts:RoleSessionName": sessionName,
    "sts:SourceIdentity": sourceIdentity,
  };
  const call = { principal, action: "sts:AssumeRole", resource: roleArn, context };
  const isThere = accountId !== roleless && roleArn.endsWith(`:role/nhi-warden/${sweepRoleName}`);
  const verdict = isThere ? await decide(call, { identity: sweeper, resource: trust }) : "ImplicitlyDenied";
  if (verdict !== "Allowed") return { refused: "AccessDenied" };
  return { accessKeyId: `ASIA${accountId}`, secretAccessKey: "s", sessionToken: "t" };
};

/** A record of the trail of `accountId`; whose role it is, where one was taken, `of` says. */
const inTrail = (accountId: string, record: object, of = accountId): object =>
  JSON.parse(JSON.stringify(record).replaceAll(made.account, accountId).replaceAll("ROLE-ACCOUNT", of)) as object;

function accountWith(accountId: string, userName: string): SimulatedAccount & { readonly keys: readonly string[] } {
  const one = createSimulatedAccount({ accountId });
  const iam = (name: string, parameters: Record<string, unknown>) => one.iam(name, parameters, made.startMs - 60_000);
  iam("createUser", { UserName: userName });
  const keys = [1, 2].map(
    () => (iam("createAccessKey", { UserName: userName })["AccessKey"] as { AccessKeyId: string }).AccessKeyId,
  );
  const AssumeRolePolicyDocument = policy({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" });
  iam("createRole", { RoleName: "deploy", AssumeRolePolicyDocument });
  iam("putRolePolicy", { RoleName: "deploy", PolicyName: "all", PolicyDocument: policy(allow("*")) });
  one.settle();
  return { ...one, keys };
}

const statusOf = (account: SimulatedAccount, accessKeyId: string | undefined) =>
  [...account.state().users.values()]
    .flatMap(({ accessKeys }) => accessKeys)
    .find((key) => key.accessKeyId === accessKeyId)?.status;

/** AssumeRole of a role of `ROLE-ACCOUNT`. */
const taken = (caller: made.Caller, second: number, accessKeyId: string, principalId: string, role = "deploy") =>
  made.call(
    caller,
    "sts:AssumeRole",
    second,
    { roleArn: `arn:aws:iam::ROLE-ACCOUNT:role/${role}`, roleSessionName: session },
    {
      credentials: { accessKeyId },
      assumedRoleUser: {
        assumedRoleId: `${principalId}:${session}`,
        arn: `arn:aws:sts::ROLE-ACCOUNT:assumed-role/${role}/${session}`,
      },
    },
  );

/**
 * The key of a member's user is stolen: it makes the user's second key, takes a role of the home account, and the
 * session makes a key of a user there. Contained is the first key; all that follows comes of the playbook's own
 * message.
 */
async function swept(leadsOn = false) {
  const [homeAccount, memberAccount] = [accountWith(home, "deployer"), accountWith(member, "backup")];
  const roleId = homeAccount.state().roles.get("deploy")?.id ?? "";
  const stolen = { accessKeyId: memberAccount.keys[0] as string, userName: "backup" };
  const created = (caller: made.Caller, second: number, userName: string, accessKeyId: string | undefined) =>
    made.createKey(caller, second, userName, accessKeyId ?? "");
  const trails: Record<string, readonly object[]> = {
    [member]: [
      inTrail(member, created(stolen, 10, "backup", memberAccount.keys[1])),
      inTrail(member, taken(stolen, 20, made.key("ASIA", 1), roleId), home),
      ...(leadsOn
        ? [inTrail(member, taken(stolen, 25, made.key("ASIA", 2), "AROAOPSXXXXXXXXXXXXXX", "ops"), roleless)]
        : []),
    ],
    [home]: [
      inTrail(
        home,
        created(
          { accessKeyId: made.key("ASIA", 1), session: ["deploy", session] },
          30,
          "deployer",
          homeAccount.keys[0],
        ),
      ),
    ],
  };
  endpoint.answer((request) => {
    const [, accountId = ""] = /Credential=ASIA(\d{12})\//.exec(request.headers.authorization ?? "") ?? [];
    return trailAnswers(trails[accountId] ?? [])(request);
  });
  const clock = virtualClock(made.startMs + 60_000);
  const sweeps: string[] = [];
  const resources = { tableName: database.tableName, topicArn: "topic", sweepQueueUrl: "https://sqs/sweeps" };
  const runner: LocalPlaybookRunner = localPlaybookRunner({
    definitions: playbookDefinitions(resources),
    releases: releaseDefinitions(resources),
    accountId: home,
    integrations: {
      ...iamIntegrations(homeAccount, { members: [memberAccount] }),
      ...serviceIntegrations(homeAccount, [memberAccount]),
      ...dynamodbIntegrations(database.client),
      ...executionIntegrations(() => runner.stateMachines),
      ...noticeIntegrations(() => undefined),
      "arn:aws:states:::sqs:sendMessage": async ({ MessageBody: body }) => {
        sweeps.push(String(body));
        return { MessageId: "1" };
      },
    },
    clock,
    random: () => 0.5,
  });
  const target: ContainmentTarget = {
    playbook: "disable-access-key",
    accountId: member,
    userName: "backup",
    accessKeyId: stolen.accessKeyId,
  };
  const identityKey = `arn:aws:iam::${member}:user/backup`;
  const caseId = `case-${leadsOn}`;
  const request = { ...requestOf(target), containmentId: `contained-${leadsOn}`, identityKey, caseId };
  const standings = dynamoStandings(database);
  const openCase = madeCase([], { caseId, identityKey, openedMs: made.startMs });
  const held = (await standings.load([identityKey])).get(identityKey);
  await standings.save([
    {
      identityKey,
      expectedVersion: held?.version ?? 0,
      bytes: encodeStanding(emptyStanding()),
      openCase,
      trust: 20,
      kind: "unknown",
      lastSeenMs: 0,
    },
  ]);
  await runner.start(request);
  await runner.whenIdle();
  const containments = dynamoContainments(database);
  const notices = memoryNotices();
  const parts: SweepContainmentParts = {
    history: memoryHistory(made.activitiesFrom(trails[home] ?? []), { name: "eu-central-1", accountIds: [home] }),
    accounts: memberHistories({
      takeRole: memberRoles({ takeRole, partition: "aws", externalId: defaultExternalId(home) }),
      regions: ["us-east-1"],
      pause: async () => undefined,
      connect: (region, credentials) => new CloudTrailClient({ ...endpoint.config, region, credentials }),
    }),
    notes: dynamoSweepNotes(database),
    standings,
    notices,
    containments,
    playbooks: runner,
    policy: {
      ...defaultPolicy,
      mode: "enforce",
      // On a virtual clock the hours until a release are over at once.
      releaseSessionsAfterHours: 0,
      organisationAccounts: [home, member, roleless],
    },
  };
  const [order = "{}"] = sweeps;
  const result = await sweepContainment(parts, JSON.parse(order) as { containmentId: string }, nowMs);
  return {
    ...result,
    homeAccount,
    memberAccount,
    runner,
    notices,
    note: async () => (await containments.get(request.containmentId))?.swept,
    file: async () => (await standings.load([identityKey])).get(identityKey)?.openCase,
    stateOf: async (id: string) => (await containments.get(id))?.state,
  };
}

test("what a member's key made, there and in the home account, is found by the deployed policies and contained by the deployed playbooks", async () => {
  const { reports, homeAccount, memberAccount, runner, note, stateOf } = await swept();
  const requests = reports.flatMap((report) => report.requests);
  expect(requests.map(({ target, approval }) => [target.accountId, target.playbook, approval])).toEqual([
    [member, "disable-access-key", undefined],
    [home, "deny-role-session", undefined],
    [home, "disable-access-key", undefined],
  ]);
  await runner.whenIdle();
  for (const { containmentId } of requests) expect(await stateOf(containmentId)).toBe("contained");
  expect(memberAccount.keys.map((key) => statusOf(memberAccount, key))).toEqual(["Inactive", "Inactive"]);
  expect(homeAccount.keys.map((key) => statusOf(homeAccount, key))).toEqual(["Inactive", "Active"]);
  expect(homeAccount.state().roles.get("deploy")?.inlinePolicies).toContainEqual(
    expect.objectContaining({ name: "NhiWarden-DeniedSessions" }),
  );
  expect(await note()).toContain("3 containments asked for");
}, 30_000);

test("an account of the organisation without the role is told in the case, the containment and the notice; nothing starts at once", async () => {
  const { reports, note, file, notices, runner, memberAccount } = await swept(true);
  const said = `account ${roleless}: not swept: the role NhiWarden-sweep is missing in account ${roleless}`;
  expect(reports.flatMap(({ requests }) => requests).every(({ approval }) => approval?.onExpiry === "leave")).toBe(
    true,
  );
  await runner.whenIdle();
  expect(memberAccount.keys.map((key) => statusOf(memberAccount, key))).toEqual(["Inactive", "Active"]);
  expect(await note()).toContain(said);
  expect((await file())?.sweep).toMatchObject({ isTruncated: true, people: [expect.stringContaining(said)] });
  expect(notices.sent()[0]?.body).toContain("the role NhiWarden-sweep is missing");
}, 30_000);
