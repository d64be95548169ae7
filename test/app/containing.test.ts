import { memoryContainments } from "../../lib/adapters/memory/containments.ts";
import type { AssessorParts } from "../../lib/app/assess-batch.ts";
import type { ContainmentRecord } from "../../lib/app/ports.ts";
import type { Activity } from "../../lib/domain/event/activity.ts";
import type { ContainmentRequest } from "../../lib/domain/response/containment.ts";
import type { Policy } from "../../lib/domain/response/policy.ts";
import { eventIdOf, nightlyBackup, nightOf } from "../domain/learned.ts";
import { madeActivity } from "../domain/made-activity.ts";
import { assessorOn, enforcing, memoryParts, reading, storedIn } from "./organisation-batches.ts";

const nights = 30;
const minuteMs = 60_000;
const policy: Policy = { ...enforcing, decoys: ["arn:aws:s3:::payroll-backup-2019"] };
const home = "i-0123456789abcdef0";
const second = "i-0fedcba9876543210";
const keys: Readonly<Record<string, string>> = { [home]: "ASIAIOSFODNN7EXAMPLE", [second]: "ASIAI44QH8DHBEXAMPLE" };

/** A session of the role `worker`, begun the evening before the night. */
const userOf = (name: string, night: number) => ({
  type: "AssumedRole",
  arn: `arn:aws:sts::111122223333:assumed-role/worker/${name}`,
  principalId: `AROAEXAMPLEEXAMPLE11:${name}`,
  accountId: "111122223333",
  accessKeyId: keys[name] as string,
  sessionContext: {
    sessionIssuer: {
      type: "Role",
      arn: "arn:aws:iam::111122223333:role/worker",
      principalId: "AROAEXAMPLEEXAMPLE11",
      accountId: "111122223333",
      userName: "worker",
    },
    attributes: { creationDate: new Date(nightOf(night) - 60 * minuteMs).toISOString(), mfaAuthenticated: "false" },
  },
});

const call = (name: string, minute: number, bent: Partial<Activity> = {}): Activity =>
  madeActivity({
    eventId: eventIdOf(0xbeef00 + minute),
    timeMs: nightOf(nights) + minute * minuteMs,
    user: userOf(name, nights),
    ...bent,
  });
/** Touches what nobody has a reason to touch: one fact is enough. */
const touch = (name: string, minute: number): Activity =>
  call(name, minute, {
    eventName: "GetObject",
    readOnly: true,
    record: { requestParameters: { bucketName: "payroll-backup-2019", key: "salaries.csv" } },
  });
/** Something new that is no fact and not enough by itself. */
const oddity = (name: string, minute: number): Activity => call(name, minute, { userAgent: `tool-${minute}/1.0` });

async function learned(bent: Partial<AssessorParts> = {}) {
  const parts = memoryParts();
  const containments = memoryContainments();
  const assess = assessorOn(parts, { policy, containments, ...bent });
  const history = nightlyBackup(nights, { user: userOf(home, 0) });
  await assess(history.map(reading), nightOf(nights));
  const at = (minute: number, ...activities: Activity[]) =>
    assess(activities.map(reading), nightOf(nights) + minute * minuteMs + 1_000);
  const started = () => parts.playbooks.started();
  /** What the playbook of the latest request recorded in the end. */
  const ended = (state: ContainmentRecord["state"], minute: number, request = started().at(-1) as ContainmentRequest) =>
    containments.put({
      containmentId: request.containmentId,
      request,
      state,
      outcome: state,
      updatedAt: new Date(nightOf(nights) + minute * minuteMs).toISOString(),
    } as ContainmentRecord);
  const caseNow = async () => (await storedIn(parts.standings))[0]?.openCase;
  return { parts, at, started, ended, caseNow, containments };
}

test("a misused session is denied alone, for as long as it may live, and its innocent sibling is left alone", async () => {
  const { at, started, parts } = await learned();
  await at(1, touch(home, 1));
  expect(started()).toMatchObject([
    {
      playbook: "deny-role-session",
      target: { roleName: "worker", principalId: `AROAEXAMPLEEXAMPLE11:${home}` },
      releaseAfterSeconds: 12 * 3_600,
      budgets: { accountAnHour: 10, overallAnHour: 20 },
      overBudget: { people: 1, onExpiry: "leave" },
      impact: expect.arrayContaining([expect.stringContaining("the role's other sessions work on")]),
    },
  ]);
  expect(started()[0]?.approval).toBeUndefined();
  for (const minute of [2, 3, 4]) await at(minute, oddity(second, minute));
  expect(started()).toHaveLength(1);
  expect(parts.notices.sent()[0]?.body).toMatch(/What it does not stop:[\s\S]*To undo it: nhi release containment-/);
});

test("where another session of the role is misused in the same case, all of them are stopped, once", async () => {
  const { at, started } = await learned();
  await at(1, touch(home, 1));
  await at(2, touch(second, 2));
  await at(3, touch(second, 3), touch(home, 3));
  expect(started().map(({ playbook }) => playbook)).toEqual(["deny-role-session", "revoke-role-sessions"]);
  expect(started()[1]).toMatchObject({
    reason: expect.stringContaining("another session"),
    narrower: expect.arrayContaining([expect.objectContaining({ playbook: "deny-role-session" })]),
  });
});

test("the policy may have all sessions of a role stopped at once", async () => {
  const { at, started } = await learned({ policy: { ...policy, containRolesBy: "sessions" } });
  await at(1, touch(home, 1));
  expect(started()).toMatchObject([{ playbook: "revoke-role-sessions" }]);
  expect(started()[0]?.releaseAfterSeconds).toBeUndefined();
});

test("in mode ask the playbook is started once, with the question, and people read what to do", async () => {
  const { at, started, parts } = await learned({ policy: { ...policy, mode: "ask", containRolesBy: "sessions" } });
  for (const minute of [1, 2, 3]) await at(minute, touch(home, minute));
  expect(started()).toMatchObject([
    { playbook: "revoke-role-sessions", approval: { people: 2, seconds: 3_600, onExpiry: "leave" } },
  ]);
  expect(parts.notices.sent()).toHaveLength(1);
  const { subject = "", body = "" } = parts.notices.sent()[0] ?? {};
  expect(subject).toContain("waits for your approval");
  for (const line of [
    `To approve:  nhi approve ${started()[0]?.containmentId}   (two different people)`,
    `To refuse:   nhi deny ${started()[0]?.containmentId}`,
    `1  deny-role-session on session ${home} of role worker`,
    "then nothing is changed",
    "What it does not stop:",
  ]) {
    expect(body).toContain(line);
  }
});

test("a contained credential that works on is told at once, once, and people are asked for the next stronger playbook", async () => {
  const { at, started, ended, parts, caseNow } = await learned();
  await at(1, touch(home, 1));
  ended("contained", 3);
  // Before it was in place, a call that nothing can deny, and a sibling's call say nothing.
  const whoAmI = { service: "sts", eventName: "GetCallerIdentity" };
  await at(5, call(home, 2), call(home, 4, whoAmI), call(second, 4));
  expect(parts.notices.sent()).toHaveLength(1);
  const worked = call(home, 6);
  const report = await at(6, worked);
  expect(report.alerts).toMatchObject([{ isUpdate: true, subject: expect.stringContaining("still works") }]);
  expect(report.alerts[0]?.body).toContain(`contained credential still works: s3:PutObject`);
  expect(report.alerts[0]?.body).toContain(`event ${worked.eventId}`);
  expect(started().at(-1)).toMatchObject({
    playbook: "revoke-role-sessions",
    approval: { people: 2 },
    reason: expect.stringContaining("does not hold"),
  });
  expect(await caseNow()).toMatchObject({
    containments: [
      { shown: { level: "FAILED", eventId: worked.eventId } },
      { target: { playbook: "revoke-role-sessions" } },
    ],
  });
  for (const minute of [7, 8]) expect((await at(minute, call(home, minute))).alerts).toEqual([]);
  expect(started()).toHaveLength(2);
});

test("a refusal by the containment proves it; a success after that still shows that it fails", async () => {
  const { at, ended, caseNow, parts } = await learned();
  await at(1, touch(home, 1));
  ended("contained", 3);
  const errorMessage = "is not authorized to perform: s3:PutObject with an explicit deny in an identity-based policy";
  const refused = call(home, 5, { errorCode: "AccessDenied", record: { errorMessage } });
  await at(5, refused);
  expect(await caseNow()).toMatchObject({ containments: [{ shown: { level: "PROVEN", eventId: refused.eventId } }] });
  expect(parts.notices.sent()).toHaveLength(1);
  expect((await at(6, call(home, 6))).alerts).toHaveLength(1);
  expect(await caseNow()).toMatchObject({ containments: [{ shown: { level: "FAILED" } }, {}] });
});

test.each(["running", "refused", "failed", "released"] as const)(
  "while the record says %s, a credential that works shows nothing",
  async (state) => {
    const { at, started, ended, caseNow } = await learned();
    await at(1, touch(home, 1));
    ended(state, 3);
    expect((await at(6, call(home, 6))).alerts).toEqual([]);
    expect(started()).toHaveLength(1);
    expect(await caseNow()).not.toMatchObject({ containments: [{ shown: expect.anything() }] });
  },
);

test("what was released or refused is not contained again by the same evidence, but by a fact that came afterwards", async () => {
  for (const state of ["released", "refused"] as const) {
    const { at, started, ended } = await learned();
    await at(1, touch(home, 1));
    ended(state, 10);
    await at(11, touch(home, 2), oddity(home, 11), oddity(second, 11));
    expect(started()).toHaveLength(1);
    await at(12, touch(home, 12));
    await at(13, touch(home, 13));
    expect(started()).toHaveLength(2);
    expect(started()[1]).toMatchObject({ playbook: "deny-role-session", target: started()[0]?.target });
    expect(started()[1]?.containmentId).not.toBe(started()[0]?.containmentId);
  }
});

test("without a store of containments nothing is started twice and nothing is judged", async () => {
  const { parts } = await learned();
  const assess = assessorOn(parts, { policy });
  const nowMs = nightOf(nights) + 20 * minuteMs;
  await assess([touch(home, 1), call(home, 5), touch(home, 12)].map(reading), nowMs);
  expect(parts.playbooks.started()).toHaveLength(1);
});

test("a store that cannot be read stops the batch before anything is told; the next attempt does all of it", async () => {
  const containments = memoryContainments();
  let isDown = false;
  const flaky = {
    get: async (id: string) => (isDown ? Promise.reject(new Error("no answer")) : containments.get(id)),
  };
  const { parts, at, started } = await learned({ containments: flaky });
  await at(1, touch(home, 1));
  const [request] = started() as [ContainmentRequest];
  const updatedAt = new Date(nightOf(nights) + 3 * minuteMs).toISOString();
  const record = { containmentId: request.containmentId, request, outcome: "contained", updatedAt };
  containments.put({ ...record, state: "contained" });
  isDown = true;
  const before = await storedIn(parts.standings);
  await expect(at(6, call(home, 6))).rejects.toThrow("no answer");
  expect([parts.notices.sent().length, started().length]).toEqual([1, 1]);
  expect(await storedIn(parts.standings)).toEqual(before);
  isDown = false;
  expect((await at(6, call(home, 6))).alerts).toHaveLength(1);
  expect(started()).toHaveLength(2);
});

test("a playbook that cannot be started leaves no note of it: the batch that comes again starts it", async () => {
  const parts = memoryParts();
  let isDown = true;
  const playbooks = {
    ...parts.playbooks,
    start: async (request: ContainmentRequest) =>
      isDown ? Promise.reject(new Error("no machine")) : parts.playbooks.start(request),
  };
  const { at, caseNow, parts: used } = await learned({ playbooks });
  await expect(at(1, touch(home, 1))).rejects.toThrow("no machine");
  expect(await caseNow()).toBeUndefined();
  expect(used.notices.sent()).toEqual([]);
  isDown = false;
  await at(1, touch(home, 1));
  expect(parts.playbooks.started()).toHaveLength(1);
});
