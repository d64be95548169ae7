import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoApprovals } from "../../lib/adapters/dynamodb/approvals.ts";
import type { AnswerReport } from "../../lib/app/answer-approval.ts";
import { approval } from "../adapters/contract/approvals.ts";
import { type FunctionForPeople, provenBy, startForPeople } from "./function-for-people.ts";

const people: Readonly<Record<string, string>> = {
  AKIAANAAAAAAAAAAAAAA: "arn:aws:iam::111122223333:user/ana",
  AKIABENAAAAAAAAAAAAA: "arn:aws:sts::111122223333:assumed-role/Responders/ben",
};
let running: FunctionForPeople;
beforeAll(async () => {
  running = await startForPeople("approve", "mode: observe\n", { people, operation: "SendTaskSuccess", answer: {} });
}, 60_000);
afterAll(() => running.close());

async function put(containmentId: string): Promise<void> {
  const { narrower, target, impact, people: needed, said: _, startedBy: __, deliveredAt: ___, ...texts } = approval();
  const Item = {
    pk: { S: `APPROVAL#${containmentId}` },
    sk: { S: "APPROVAL" },
    ...Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, { S: value }])),
    containmentId: { S: containmentId },
    expiresAt: { S: new Date(Date.now() + 3_600_000).toISOString() },
    narrower: { S: JSON.stringify(narrower) },
    target: { S: JSON.stringify(target) },
    impact: { S: JSON.stringify(impact) },
    people: { N: String(needed) },
    token: { S: `token-of-${containmentId}` },
    openKind: { S: "approval" },
    openSince: { S: texts.askedAt },
  };
  await running.dynamo.client.send(new PutItemCommand({ TableName: running.tableName, Item }));
}

async function signed(keyId: string, containmentId: string, answer: string, narrower?: number) {
  const proof = await provenBy(keyId, containmentId, answer, narrower);
  return { containmentId, answer, narrower, why: "seen", proof };
}
const call = async (event: unknown) => (await running.call(event)) as AnswerReport;
const [ana = "", ben = ""] = Object.keys(people);

test("two people who prove who they are end the playbook's waiting, once", async () => {
  await put("containment-a");
  expect(await call(await signed(ana, "containment-a", "approve"))).toMatchObject({
    outcome: "noted",
    who: people[ana],
  });
  expect(await call(await signed(ben, "containment-a", "approve"))).toMatchObject({
    outcome: "taken",
    who: people[ben],
  });
  expect(running.asked).toEqual([{ taskToken: "token-of-containment-a", output: expect.any(String) }]);
  expect(JSON.parse(running.asked[0]?.["output"] ?? "")).toEqual({
    answer: "approve",
    who: [people[ana], people[ben]],
    why: "seen; seen",
  });
});

test("nobody answers with another's proof, with a proof for something else, or without one", async () => {
  await put("containment-b");
  await put("containment-c");
  const forDeny = await signed(ana, "containment-b", "deny");
  const unknown = await signed("AKIAEVEAAAAAAAAAAAAA", "containment-b", "approve");
  const hostile = [
    { ...forDeny, answer: "approve" },
    { ...forDeny, containmentId: "containment-c" },
    { ...forDeny, proof: { ...forDeny.proof, url: "https://evil.example/" } },
    { ...forDeny, proof: undefined },
    { ...forDeny, who: people[ben], proof: {} },
    unknown,
    null,
  ];
  for (const event of hostile) expect(await call(event)).toMatchObject({ outcome: "refused", who: "" });
  const approvals = dynamoApprovals({ client: running.dynamo.client, tableName: running.tableName });
  for (const id of ["containment-b", "containment-c"]) {
    expect((await approvals.get(id))?.approval).toMatchObject({ status: "waiting", said: [] });
  }
  expect(running.asked).toHaveLength(1);
});

test("the log says who answered what, and holds no token, no signature and no secret", () => {
  const log = running.log.join("\n");
  expect(log).toContain('"message":"an answer was given"');
  expect(log).toContain(people[ben]);
  expect(log).not.toMatch(/token-of-|Signature=|Credential=|AWS4-HMAC/);
});

test("what is the warden's own failure is an error, which rings", async () => {
  await running.dynamo.client.send(
    new PutItemCommand({
      TableName: running.tableName,
      Item: { pk: { S: "APPROVAL#containment-d" }, sk: { S: "APPROVAL" }, token: { S: "token-of-d" } },
    }),
  );
  await expect(call(await signed(ana, "containment-d", "approve"))).rejects.toThrow(
    /APPROVAL#containment-d.*cannot be read/,
  );
});
