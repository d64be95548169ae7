import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoContainments } from "../../lib/adapters/dynamodb/containments.ts";
import { dynamoStandings } from "../../lib/adapters/dynamodb/standings.ts";
import type { ContainmentRequest } from "../../lib/domain/response/containment.ts";
import { emptyStanding } from "../../lib/domain/trust/standing.ts";
import { encodeStanding } from "../../lib/domain/trust/standing-codec.ts";
import { madeCase } from "../domain/response/made-case.ts";
import { account, assume, call, createKey, key, userArn } from "../domain/response/sweep/made-records.ts";
import { type DeployedHandler, deployHandler } from "./deployed-handler.ts";

let warden: Awaited<ReturnType<typeof deployHandler>> & DeployedHandler;
beforeAll(async () => {
  warden = await deployHandler("sweep-containments", "mode: ask\n");
}, 60_000);
afterAll(() => warden.close());

const stolen = { accessKeyId: key("AKIA", 1), userName: "ci" };
const records = [
  createKey(stolen, 10, "bob", key("AKIA", 2)),
  assume({ accessKeyId: key("AKIA", 2), userName: "bob" }, 20, "app", "run-0123456789abcdef", key("ASIA", 3)),
  call(stolen, "secretsmanager:GetSecretValue", 30, { secretId: "db" }),
  // The function reads the real clock, and a session of half a day ago would have expired.
].map((record) => ({ ...record, eventTime: new Date(Date.now() - 60_000).toISOString() }));

async function contained(containmentId: string, accountId = account, caseId = "case-1"): Promise<void> {
  const target = {
    playbook: "disable-access-key",
    accountId,
    userName: "ci",
    accessKeyId: key("AKIA", 1),
  } as const;
  const at = new Date().toISOString();
  const request: ContainmentRequest = {
    containmentId,
    caseId,
    identityKey: userArn("ci", accountId),
    playbook: target.playbook,
    target,
    reason: "r",
    eventIds: [],
    eventTime: at,
    decidedAt: at,
  };
  const item = { state: "contained", outcome: "contained", updatedAt: at, request: JSON.stringify(request) };
  await warden.table.send(
    new PutItemCommand({
      TableName: warden.tableName,
      Item: {
        pk: { S: `CONTAINMENT#${containmentId}` },
        sk: { S: "CONTAINMENT" },
        ...Object.fromEntries(Object.entries(item).map(([name, text]) => [name, { S: text }])),
      },
    }),
  );
}

const order = (body: string) => ({ Records: [{ messageId: "m", body }] });

test("an order from a playbook ends in requests to playbooks, a case that knows them, and one notice", async () => {
  warden.asked.history = records.map((record) => JSON.stringify(record));
  const standings = dynamoStandings({ client: warden.table, tableName: warden.tableName });
  const openCase = madeCase([], { caseId: "case-1", identityKey: userArn("ci") });
  const write = { identityKey: userArn("ci"), expectedVersion: 0, bytes: encodeStanding(emptyStanding()), openCase };
  await standings.save([{ ...write, trust: 20, kind: "unknown", lastSeenMs: 0 }]);
  await contained("containment-1");
  expect(await warden.call(order('{"containmentId":"containment-1"}'))).toEqual(["swept"]);
  expect(warden.asked.executions.map(({ stateMachineArn }) => stateMachineArn.split(":").at(-1))).toEqual([
    "disable-access-key",
    "deny-role-session",
  ]);
  const inputs = warden.asked.executions.map(({ input }) => JSON.parse(input) as ContainmentRequest);
  expect(inputs.every(({ approval, caseId }) => approval !== undefined && caseId === "case-1")).toBe(true);
  const stored = (await standings.load([userArn("ci")])).get(userArn("ci"));
  expect(stored?.openCase?.sweep?.derived.map(({ containmentId }) => containmentId)).toEqual(
    inputs.map(({ containmentId }) => containmentId),
  );
  expect(warden.asked.alerts.map((alert) => alert.get("Subject"))).toEqual([
    "NHI Warden: sweep found 2 things to stop or undo, 1 to replace",
  ]);
  expect(warden.log.some((line) => line.includes('"requested":2'))).toBe(true);
  // The same order again, as SQS may deliver it.
  await warden.call(order('{"containmentId":"containment-1"}'));
  expect([warden.asked.executions.length, warden.asked.alerts.length, warden.asked.queued]).toEqual([2, 1, []]);
});

test("a history that refuses is told; a message that is no order, or a table without the containment, is not passed over", async () => {
  warden.asked.history = undefined;
  expect(await warden.call(order('{"containmentId":"containment-1"}'))).toEqual(["swept"]);
  expect(warden.asked.alerts.at(-1)?.get("Subject")).toContain("NOT COMPLETE");
  expect(await warden.call(order('{"containmentId":"containment-9"}'))).toEqual(["unknown"]);
  await expect(warden.call(order("no"))).rejects.toThrow("is no order");
});

const member = "222222222222";
const noteOf = async (containmentId: string) =>
  (await dynamoContainments({ client: warden.table, tableName: warden.tableName }).get(containmentId))?.swept;

test("a containment in a member account is swept there, with the role of its stack", async () => {
  warden.asked.history = [];
  const texts = records.slice(0, 1).map((record) => JSON.stringify(record).replaceAll(account, member));
  warden.asked.members.set(member, texts);
  await contained("containment-2", member, "by-hand");
  const before = warden.asked.executions.length;
  expect(await warden.call(order('{"containmentId":"containment-2"}'))).toEqual(["swept"]);
  expect(Object.fromEntries(warden.asked.roles[0] ?? [])).toMatchObject({
    RoleArn: `arn:aws:iam::${member}:role/nhi-warden/NhiWarden-sweep`,
    RoleSessionName: "nhi-containment-2",
    SourceIdentity: "containment-2",
    ExternalId: "nhi-warden-111122223333",
  });
  const [request] = warden.asked.executions.slice(before).map(({ input }) => JSON.parse(input) as ContainmentRequest);
  expect(request?.target).toMatchObject({ accountId: member, playbook: "disable-access-key", userName: "bob" });
  expect(await noteOf("containment-2")).toContain("1 containment asked for");
  expect(await noteOf("containment-2")).not.toContain("NOT COMPLETE");
});

test("a member account without the role is not swept, and the containment and people hear of it", async () => {
  warden.asked.members.clear();
  await contained("containment-3", member, "by-hand");
  const before = warden.asked.executions.length;
  expect(await warden.call(order('{"containmentId":"containment-3"}'))).toEqual(["swept"]);
  expect(warden.asked.executions).toHaveLength(before);
  const said = `not swept: the role NhiWarden-sweep is missing in account ${member}`;
  expect(await noteOf("containment-3")).toContain(said);
  expect(warden.asked.alerts.at(-1)?.get("Subject")).toContain("NOT COMPLETE");
  expect(warden.asked.alerts.at(-1)?.get("Message")).toContain(said);
  expect(warden.log.find((line) => line.includes('"containmentId":"containment-3"'))).toContain(
    `"cuts":1,"unfinished":0,"notSwept":["account ${member}"]`,
  );
});
