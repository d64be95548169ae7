import { memoryHistory } from "../../../lib/adapters/memory/event-history.ts";
import { memoryNotices } from "../../../lib/adapters/memory/notices.ts";
import { memoryStandings } from "../../../lib/adapters/memory/standings.ts";
import type { ContainmentRecord, StoredStanding } from "../../../lib/app/ports.ts";
import { sweepContainment } from "../../../lib/app/sweep-containment.ts";
import type { ContainmentRequest } from "../../../lib/domain/response/containment.ts";
import { defaultPolicy, type Policy } from "../../../lib/domain/response/policy.ts";
import { emptyStanding } from "../../../lib/domain/trust/standing.ts";
import { encodeStanding } from "../../../lib/domain/trust/standing-codec.ts";
import { madeCase } from "../../domain/response/made-case.ts";
import * as made from "../../domain/response/sweep/made-records.ts";
import { answerAfter } from "./answer.ts";
import { accountId, closeStages, type Stage, stage, targetOf } from "./stage.ts";

afterAll(closeStages);

const sweepQueueUrl = "https://sqs.eu-west-1.amazonaws.com/222222222222/sweeps";
const identityKey = `arn:aws:iam::${accountId}:user/backup`;
const session = "run-0123456789abcdef";
const nowMs = made.startMs + 20 * 60_000;

/** What the thief did with the first key before it was contained: a session of a role, and the user's second key. */
function theft({ keys, roleId }: Stage): object[] {
  const stolen = { accessKeyId: keys[0], userName: "backup" };
  const inAccount = { recipientAccountId: accountId };
  const roleArn = `arn:aws:iam::${accountId}:role/team/deploy`;
  return [
    made.call(
      stolen,
      "sts:AssumeRole",
      10,
      { roleArn, roleSessionName: session },
      {
        credentials: { accessKeyId: made.key("ASIA", 1) },
        assumedRoleUser: {
          assumedRoleId: `${roleId}:${session}`,
          arn: `arn:aws:sts::${accountId}:assumed-role/deploy/${session}`,
        },
      },
      inAccount,
    ),
    made.call(
      stolen,
      "iam:CreateAccessKey",
      20,
      { userName: "backup" },
      { accessKey: { accessKeyId: keys[1], userName: "backup" } },
      inAccount,
    ),
  ];
}

/** Contains the first key, and sweeps as the message that its playbook sent asks for. */
async function containAndSweep(place: Stage, policy: Policy) {
  const request = place.request(targetOf("disable-access-key", place), { identityKey, caseId: "case-1" });
  await place.contain(request);
  const openCase = madeCase([], { caseId: "case-1", identityKey, openedMs: made.startMs });
  const stored = new Map<string, StoredStanding>([
    [identityKey, { identityKey, version: 1, bytes: encodeStanding(emptyStanding()), openCase }],
  ]);
  const requests: ContainmentRequest[] = [];
  const parts = {
    history: memoryHistory(made.activitiesFrom(theft(place)), { name: "records" }),
    standings: memoryStandings(stored),
    notices: memoryNotices(),
    policy,
    notes: { noteSweep: async () => undefined },
    containments: { get: (id: string) => recordOf(place, id) },
    playbooks: {
      start: (one: ContainmentRequest) => {
        requests.push(one);
        return place.runner.start(one);
      },
    },
  };
  const order = JSON.parse(place.sweeps[0] ?? "{}") as { containmentId: string };
  const swept = await sweepContainment(parts, order, nowMs);
  return { swept, requests, openCase: () => stored.get(identityKey)?.openCase };
}

async function recordOf(place: Stage, containmentId: string): Promise<ContainmentRecord | undefined> {
  const item = await place.item(`CONTAINMENT#${containmentId}`, "CONTAINMENT");
  if (item === undefined) return undefined;
  const { state, outcome = "", updatedAt = "", request = "{}" } = item;
  return {
    containmentId,
    state: state as ContainmentRecord["state"],
    outcome,
    updatedAt,
    request: JSON.parse(request),
  };
}

/** Sessions stay denied: on a virtual clock the hours until their release are over at once. */
const enforce: Policy = { ...defaultPolicy, mode: "enforce", releaseSessionsAfterHours: 0 };
const statusOf = ({ account, keys }: Stage) =>
  keys.map(
    (id) =>
      [...account.state().users.values()].flatMap(({ accessKeys }) => accessKeys).find((key) => key.accessKeyId === id)
        ?.status,
  );

test("a contained key takes what was made with it along, by the deployed playbooks", async () => {
  const place = await stage({ sweepQueueUrl });
  const { requests, openCase } = await containAndSweep(place, enforce);
  expect(requests.map(({ playbook }) => playbook)).toEqual(["deny-role-session", "disable-access-key"]);
  await place.runner.whenIdle();
  for (const { containmentId } of requests) {
    expect(await recordOf(place, containmentId)).toMatchObject({ state: "contained", request: { caseId: "case-1" } });
  }
  expect(statusOf(place)).toEqual(["Inactive", "Inactive"]);
  expect(openCase()?.sweep?.derived.map(({ containmentId }) => containmentId)).toEqual(
    requests.map(({ containmentId }) => containmentId),
  );
  // What came of it is swept in turn.
  expect(place.sweeps.map((body) => JSON.parse(body).containmentId).sort()).toEqual(
    [openCase()?.sweep?.derived[0]?.sourceId, ...requests.map(({ containmentId }) => containmentId)].sort(),
  );
}, 30_000);

test("over the hour's budget it asks: nothing is changed until somebody says yes, and nothing is dropped", async () => {
  const place = await stage({ sweepQueueUrl });
  const policy: Policy = { ...enforce, budgets: { accountAnHour: 1, overallAnHour: 1 } };
  const { requests } = await containAndSweep(place, policy);
  const key = requests.find(({ playbook }) => playbook === "disable-access-key") as ContainmentRequest;
  expect(key.approval).toBeUndefined();
  const who = ["arn:aws:iam::111111111111:role/oncall"];
  const question = await answerAfter(place, key, 60_000, { answer: "approve", who, why: "" });
  expect(question["reason"]).toContain("of the account");
  await place.runner.whenIdle();
  expect(await recordOf(place, key.containmentId)).toMatchObject({ state: "contained" });
  const session = requests.find(({ playbook }) => playbook === "deny-role-session") as ContainmentRequest;
  expect(await recordOf(place, session.containmentId)).toMatchObject({ outcome: "refused-expired" });
}, 30_000);
