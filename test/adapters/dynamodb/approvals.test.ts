import { type AttributeValue, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoApprovalReader, dynamoApprovals } from "../../../lib/adapters/dynamodb/approvals.ts";
import type { StoredApproval } from "../../../lib/app/approvals.ts";
import { approval, approvalsContract } from "../contract/approvals.ts";
import { aroundSend, type LocalDynamo, startLocalDynamo } from "./local-table.ts";

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
});
afterAll(() => dynamo.close());

/** The item as the playbooks write it. */
function itemOf({ approval: asked, token }: StoredApproval): Record<string, AttributeValue> {
  const { people, said: _, deliveredAt: __, target, narrower, impact, startedBy, ...texts } = asked;
  return {
    pk: { S: `APPROVAL#${asked.containmentId}` },
    sk: { S: "APPROVAL" },
    ...Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, { S: value }])),
    target: { S: JSON.stringify(target) },
    narrower: { S: JSON.stringify(narrower) },
    impact: { S: JSON.stringify(impact) },
    people: { N: String(people) },
    token: { S: token },
    openKind: { S: "approval" },
    openSince: { S: asked.askedAt },
    ...(startedBy === undefined ? {} : { startedBy: { S: startedBy } }),
  };
}

async function open() {
  const parts = { client: dynamo.client, tableName: await dynamo.table() };
  const put = async (item: Record<string, AttributeValue>) => {
    await dynamo.client.send(new PutItemCommand({ TableName: parts.tableName, Item: item }));
  };
  return {
    approvals: { ...dynamoApprovals(parts), ...dynamoApprovalReader(parts) },
    put,
    ask: (stored: StoredApproval) => put(itemOf(stored)),
  };
}

describe("questions in DynamoDB", () => {
  approvalsContract(open);

  test("come in the order in which they were put", async () => {
    const { approvals, ask } = await open();
    const put = (containmentId: string, askedAt: string) =>
      ask({ approval: approval({ containmentId, askedAt }), token: "t" });
    await put("later", "2026-11-21T18:30:00.000Z");
    await put("sooner", "2026-11-21T18:00:00.000Z");
    expect((await approvals.open()).map(({ containmentId }) => containmentId)).toEqual(["sooner", "later"]);
  });

  const stored = { approval: approval(), token: "t" };
  test.each<[string, Record<string, AttributeValue>, RegExp]>([
    ["people", { people: { N: "0" } }, /people is neither 1 nor 2/],
    ["people as text", { people: { S: "2" } }, /people is neither 1 nor 2/],
    ["a status", { status: { S: "agreed" } }, /its status is none of waiting/],
    ["a target", { target: { S: '{"playbook":"revoke-role-sessions","accountId":"*","roleName":"*"}' } }, /its target/],
    ["another playbook's target", { playbook: { S: "disable-access-key" } }, /its target/],
    ["a narrower target", { narrower: { S: "[{}]" } }, /narrower targets/],
    ["answers", { said: { S: '[{"who":"x"}]' } }, /one of the answers/],
    ["no list of answers", { said: { S: "{" } }, /said is not a list/],
    ["a time", { expiresAt: { S: "soon" } }, /a time of it/],
    ["impact", { impact: { S: "[1]" } }, /its impact/],
  ])("one with damaged %s is an error that names it, and never an answerable one", async (_, damage, error) => {
    const { approvals, put } = await open();
    await put({ ...itemOf(stored), ...damage });
    await expect(approvals.get("containment-1")).rejects.toThrow(error);
    await expect(approvals.get("containment-1")).rejects.toThrow("APPROVAL#containment-1");
  });

  test("a table that cannot be reached throws", async () => {
    const client = aroundSend(dynamo.client, () => Promise.reject(new Error("AccessDenied")));
    const approvals = dynamoApprovals({ client, tableName: "warden" });
    await expect(approvals.get("x")).rejects.toThrow("AccessDenied");
    await expect(approvals.save(stored, stored.approval)).rejects.toThrow("AccessDenied");
  });
});
