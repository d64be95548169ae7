import { rmSync } from "node:fs";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { connectCaller } from "../../lib/adapters/sts/aws-caller.ts";
import { wishDigest } from "../../lib/adapters/sts/wish-digest.ts";
import type { ByHandReport, ByHandWish } from "../../lib/app/act-by-hand.ts";
import { environment } from "../../lib/contract/environment.ts";
import { type AwsEndpoint, json, startAwsEndpoint } from "../adapters/aws-endpoint.ts";
import { type LocalDynamo, startLocalDynamo } from "../adapters/dynamodb/local-table.ts";
import { stsAnswer } from "../adapters/sts/sts-server.ts";
import { bundle, runHandler } from "./deployed-handler.ts";

const ana = "AKIAANAAAAAAAAAAAAAA";
const people: Readonly<Record<string, string>> = { [ana]: "arn:aws:iam::111122223333:user/ana" };
const before = { ...process.env };
const asked: Record<string, string>[] = [];
let dynamo: LocalDynamo;
let aws: AwsEndpoint;
let tableName: string;
let folder: string;
let running: ReturnType<typeof runHandler>;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
  tableName = await dynamo.table();
  aws = await startAwsEndpoint();
  aws.answer((request) => {
    if (request.headers["x-amz-target"] === "AWSStepFunctions.StartExecution") {
      asked.push(JSON.parse(request.body));
      return json({ executionArn: "arn:x", startDate: 0 });
    }
    return stsAnswer(request, people, "sts.eu-west-1.amazonaws.com");
  });
  folder = bundle("by-hand", "mode: enforce\n");
  const table = await dynamo.client.config.endpoint?.();
  running = runHandler(folder, {
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_SFN: aws.config.endpoint,
    AWS_ENDPOINT_URL_STS: `${aws.config.endpoint}/`,
    AWS_ENDPOINT_URL_DYNAMODB: `http://${table?.hostname}:${table?.port}`,
    [environment.tableName]: tableName,
    [environment.homeAccount]: "111122223333",
    [environment.partition]: "aws",
  });
}, 60_000);
afterAll(async () => {
  await running.stop();
  await aws.close();
  await dynamo.close();
  rmSync(folder, { recursive: true, force: true });
  process.env = before;
});

const wish: ByHandWish = {
  kind: "contain",
  target: {
    playbook: "disable-access-key",
    accountId: "111122223333",
    userName: "ci",
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  },
  identityKey: "arn:aws:iam::111122223333:user/ci",
  why: "leaked",
};

/** As `nhi contain` does, with somebody's own credentials. */
async function signed(wanted: ByHandWish, keyId = ana) {
  Object.assign(process.env, { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: keyId, AWS_SECRET_ACCESS_KEY: "secret" });
  delete process.env["AWS_SESSION_TOKEN"];
  const caller = await connectCaller();
  const proof = await caller.prove(wishDigest(wanted), wanted.kind, undefined);
  caller.close();
  return { ...wanted, proof };
}
const call = async (event: unknown) => (await running.call(event)) as ByHandReport;

test("a containment is started with the request that the function made, and people are asked about what it never saw", async () => {
  const report = await call(await signed(wish));
  expect(report).toMatchObject({ outcome: "started", request: { startedBy: people[ana], approval: { people: 1 } } });
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({
    stateMachineArn: "arn:aws:states:eu-west-1:111122223333:stateMachine:NhiWarden-disable-access-key",
    name: report.request?.containmentId,
  });
  expect(JSON.parse(asked[0]?.["input"] ?? "")).toEqual(report.request);
});

test("nobody acts with another's proof, with a proof for another wish, or without one", async () => {
  const call1 = await signed(wish);
  const hostile = [
    { ...call1, why: "something else" },
    { ...call1, target: { ...call1, userName: "other" } },
    { ...call1, kind: "release", containmentId: "c-1" },
    { ...call1, proof: undefined },
    await signed(wish, "AKIAEVEAAAAAAAAAAAAA"),
    null,
  ];
  for (const event of hostile) expect(await call(event)).toMatchObject({ outcome: "refused" });
  expect(asked).toHaveLength(1);
});

test("the log says who wanted what, and holds no signature and no secret", () => {
  const log = running.log.join("\n");
  expect(log).toContain('"message":"something was wanted by hand"');
  expect(log).toContain(people[ana]);
  expect(log).not.toMatch(/Signature=|Credential=|AWS4-HMAC/);
});

test("where the live settings cannot be read, nothing is started", async () => {
  await dynamo.client.send(
    new PutItemCommand({
      TableName: tableName,
      Item: { pk: { S: "SETTINGS" }, sk: { S: "VERSION#0000000001" }, settings: { S: "{" } },
    }),
  );
  await expect(call(await signed(wish))).rejects.toThrow(/Nothing was started: .*live settings/);
  expect(asked).toHaveLength(1);
});
