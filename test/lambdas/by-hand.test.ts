import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { wishDigest } from "../../lib/adapters/sts/wish-digest.ts";
import type { ByHandReport, ByHandWish } from "../../lib/app/act-by-hand.ts";
import { handedPlan } from "../../lib/domain/response/sweep/handed-plan.ts";
import { containmentRequest } from "../adapters/contract/containment-store.ts";
import { createKey, key } from "../domain/response/sweep/made-records.ts";
import { planFrom } from "../domain/response/sweep/swept-records.ts";
import { type FunctionForPeople, provenBy, startForPeople } from "./function-for-people.ts";

const ana = "AKIAANAAAAAAAAAAAAAA";
const people: Readonly<Record<string, string>> = { [ana]: "arn:aws:iam::111122223333:user/ana" };
let running: FunctionForPeople;
beforeAll(async () => {
  const answer = { executionArn: "arn:x", startDate: 0 };
  running = await startForPeople("by-hand", "mode: enforce\n", { people, operation: "StartExecution", answer });
}, 60_000);
afterAll(() => running.close());

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

const signed = async (wanted: ByHandWish, keyId = ana) => ({
  ...wanted,
  proof: await provenBy(keyId, wishDigest(wanted), wanted.kind),
});
const call = async (event: unknown) => (await running.call(event)) as ByHandReport;

test("a containment is started with the request that the function made, and people are asked about what it never saw", async () => {
  const report = await call(await signed(wish));
  expect(report).toMatchObject({ outcome: "started", request: { startedBy: people[ana], approval: { people: 1 } } });
  expect(running.asked).toHaveLength(1);
  expect(running.asked[0]).toMatchObject({
    stateMachineArn: "arn:aws:states:eu-west-1:111122223333:stateMachine:NhiWarden-disable-access-key",
    name: report.request?.containmentId,
  });
  expect(JSON.parse(running.asked[0]?.["input"] ?? "")).toEqual(report.request);
});

test("what a person's sweep found is taken as they signed it, and not another word", async () => {
  const records = [createKey({ accessKeyId: key("AKIA", 1), userName: "ci" }, 10, "bob", key("AKIA", 2))];
  const found = handedPlan(planFrom(key("AKIA", 1), records));
  const given: ByHandWish = { kind: "sweep", containmentId: "c-1", found, why: "a sweep by hand" };
  const said = { state: "contained", outcome: "contained", updatedAt: "2026-11-21T10:01:00.000Z" };
  const request = JSON.stringify(containmentRequest({ containmentId: "c-1", caseId: "by-hand" }));
  const texts = Object.entries({ ...said, request }).map(([name, text]) => [name, { S: text }]);
  const Item = { pk: { S: "CONTAINMENT#c-1" }, sk: { S: "CONTAINMENT" }, ...Object.fromEntries(texts) };
  await running.dynamo.client.send(new PutItemCommand({ TableName: running.tableName, Item }));
  const before = running.asked.length;
  const call1 = await signed(given);
  const other = { ...found, start: "another" };
  expect(await call({ ...call1, found: other })).toMatchObject({ outcome: "refused" });
  expect(running.asked).toHaveLength(before);
  expect(await call(call1)).toMatchObject({ outcome: "started", derived: { requests: [{ startedBy: people[ana] }] } });
  expect(JSON.parse(running.asked.at(-1)?.["input"] ?? "")).toMatchObject({
    startedBy: people[ana],
    approval: { onExpiry: "leave" },
  });
  expect(running.log.join("\n")).toContain('"found":[2,0,0,0]');
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
  expect(running.asked).toHaveLength(2);
});

test("the log says who wanted what, and holds no signature and no secret", () => {
  const log = running.log.join("\n");
  expect(log).toContain('"message":"something was wanted by hand"');
  expect(log).toContain(people[ana]);
  expect(log).not.toMatch(/Signature=|Credential=|AWS4-HMAC/);
});

test("where the live settings cannot be read, nothing is started", async () => {
  await running.dynamo.client.send(
    new PutItemCommand({
      TableName: running.tableName,
      Item: { pk: { S: "SETTINGS" }, sk: { S: "VERSION#0000000001" }, settings: { S: "{" } },
    }),
  );
  await expect(call(await signed(wish))).rejects.toThrow(/Nothing was started: .*live settings/);
  expect(running.asked).toHaveLength(2);
});
