import { createWouldContainLog } from "../../lib/cli/would-contain.ts";
import type { ContainmentTarget } from "../../lib/domain/response/decision.ts";
import { account, activityAt, actorOf, assessmentOf } from "./hand-made.ts";

const role: ContainmentTarget = { playbook: "revoke-role-sessions", accountId: account, roleName: "app" };
const key: ContainmentTarget = {
  playbook: "disable-access-key",
  accountId: account,
  userName: "ci",
  accessKeyId: "AKIAEXAMPLE",
};
const decided = (timeMs: number, target: ContainmentTarget) =>
  assessmentOf(timeMs, { decision: { action: "alert", reasons: ["only observed"], target } });

test("of a role's later records, those of sessions that began before the cut-off would have been stopped", () => {
  const log = createWouldContainLog();
  log.add(
    [
      [activityAt(900), actorOf({ sessionStartedMs: 500 })],
      [activityAt(1000), actorOf({ sessionStartedMs: 500 })],
      [activityAt(2000), actorOf({ sessionStartedMs: 500 })],
    ],
    [decided(1000, role)],
  );
  log.add(
    [
      [activityAt(3000), actorOf({ sessionStartedMs: 1000 })],
      [activityAt(3000), actorOf({ sessionStartedMs: 1001 })],
      [activityAt(3000), actorOf()],
      [activityAt(3000), actorOf({ identity: { ...actorOf().identity, key: "someone else" }, sessionStartedMs: 1 })],
    ],
    [],
  );
  expect(log.list()).toMatchObject([{ timeMs: 1000, decision: "alert", laterRecords: 4, laterRecordsStopped: 2 }]);
});

test("of a user's later records, those made with the contained key would have been stopped", () => {
  const log = createWouldContainLog();
  log.add(
    [
      [activityAt(2000), actorOf({ accessKeyId: "AKIAEXAMPLE" })],
      [activityAt(2000), actorOf({ accessKeyId: "AKIAOTHER" })],
    ],
    [decided(1000, key)],
  );
  expect(log.list()).toMatchObject([{ laterRecords: 2, laterRecordsStopped: 1 }]);
});

test("a target is contained once, at the first decision, and targets come in order of time", () => {
  const log = createWouldContainLog();
  log.add([], [decided(5000, key), decided(1000, role), decided(9000, role)]);
  expect(log.list().map(({ timeMs, target }) => [timeMs, target])).toEqual([
    [1000, role],
    [5000, key],
  ]);
});

test("what was not decided is not counted", () => {
  const log = createWouldContainLog();
  log.add([[activityAt(2000), actorOf()]], [assessmentOf(1000)]);
  expect(log.list()).toEqual([]);
});

test("the evidence is named: rules, kinds of signals and reasons", () => {
  const log = createWouldContainLog();
  const finding = { ruleId: "trail-stopped", title: "", level: "high", tags: [], eventId: "e", timeMs: 1 } as const;
  log.add([], [{ ...decided(1000, role), findings: [finding] }]);
  expect(log.list()[0]).toMatchObject({
    rules: ["trail-stopped"],
    signals: [],
    reasons: ["only observed"],
    eventId: "event-1000",
  });
});
