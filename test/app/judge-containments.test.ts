import { memoryContainments } from "../../lib/adapters/memory/containments.ts";
import type { ContainmentRequest } from "../../lib/domain/response/containment.ts";
import { nightOf } from "../domain/learned.ts";
import { assessorOn, reading, storedIn } from "./organisation-batches.ts";
import { call, home, learned, minuteMs, nights, oddity, policy, second, touch } from "./role-batches.ts";

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
