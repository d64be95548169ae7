import type { ContainmentRequest } from "../../lib/domain/response/containment.ts";
import { nightOf } from "../domain/learned.ts";
import { assessorOn, backupActivity, learnedParts, memoryParts, reading, theft } from "./organisation-batches.ts";
import { home, learned, minuteMs, nights, oddity, policy, second, touch } from "./role-batches.ts";

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

test("with a stolen key go the temporary sessions of its user, where any were seen; without, the key alone", async () => {
  for (const hasSession of [true, false]) {
    const parts = await learnedParts();
    const issued = backupActivity({
      timeMs: nightOf(nights) - minuteMs,
      service: "sts",
      eventName: "GetSessionToken",
      record: { responseElements: { credentials: { accessKeyId: "ASIAIOSFODNN7EXAMPLE" } } },
    });
    const seen = hasSession ? [issued, theft(nights)] : [theft(nights)];
    await assessorOn(parts)(seen.map(reading), nightOf(nights) + minuteMs);
    await assessorOn(parts)([reading(theft(nights, 1))], nightOf(nights) + 2 * minuteMs);
    expect(parts.playbooks.started().map(({ playbook }) => playbook)).toEqual(
      hasSession ? ["disable-access-key", "revoke-user-sessions"] : ["disable-access-key"],
    );
    if (!hasSession) continue;
    expect(parts.playbooks.started()[1]).toMatchObject({
      target: { userName: "backup" },
      reason: expect.stringContaining("outlive the disabled key"),
      releaseAfterSeconds: 36 * 3_600,
    });
  }
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
