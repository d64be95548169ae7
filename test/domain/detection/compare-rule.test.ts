import type { Level } from "../../../lib/domain/detection/finding.ts";
import { defaultPolicy } from "../../../lib/domain/response/policy.ts";
import type { Rules } from "../../../lib/domain/terms.ts";
import { emptyStanding, type Standing } from "../../../lib/domain/trust/standing.ts";
import { assessAll, copyOf, eventIdOf, learned, nightlyBackup, nightOf } from "../learned.ts";
import { madeActivity, madeActor } from "../made-activity.ts";

const nights = 30;
const actor = madeActor("role", {
  accessKeyId: "ASIANOW",
  sessionStartedMs: nightOf(nights),
  principalId: "AROAEXAMPLEEXAMPLEEXA:i-0a1b2c3d4e5f6a7b8",
  sessionName: "i-0a1b2c3d4e5f6a7b8",
});
const policy = { ...defaultPolicy, mode: "enforce" } as const;

const ruleFor = (level: Level, tags: readonly string[] = []): Rules => ({
  match: ({ eventName, eventId, timeMs }) =>
    eventName === "StopLogging" ? [{ ruleId: "stopped", title: "Stopped", level, tags, eventId, timeMs }] : [],
});
const stop = (night: number) => {
  const about = { service: "cloudtrail", eventName: "StopLogging", action: "cloudtrail:StopLogging" };
  return madeActivity({ eventId: eventIdOf(0xa0000 + night), timeMs: nightOf(night) + 60_000, ...about });
};
function matched(standing: Standing, rules: Rules, night = nights) {
  const [assessment] = assessAll(copyOf(standing), [stop(night)], { actor, rules, policy });
  const signal = assessment?.signals.find(({ kind }) => kind === "rule-match");
  return { signal, decision: assessment?.decision };
}
const backup = learned(nightlyBackup(nights), { actor });

test("a first match weighs by the rule's level", () => {
  const points = (["low", "medium", "high", "critical"] as const).map(
    (level) => matched(backup, ruleFor(level)).signal,
  );
  expect(points.map((signal) => signal?.points)).toEqual([6, 16, 34, 65]);
  expect(points.map((signal) => signal?.deterministic)).toEqual([false, false, false, true]);
  expect(matched(backup, ruleFor("informational")).signal).toBeUndefined();
});

test("what takes the account's guardrails away is a fact that weighs enough to be contained by itself", () => {
  const { signal, decision } = matched(backup, ruleFor("high", ["attack.t1562.008", "nhi.guardrail"]));
  expect(signal).toMatchObject({ points: 65, deterministic: true });
  expect(decision).toMatchObject({ action: "contain", target: { playbook: "deny-role-session" } });
});

test("the technique's tag alone makes no fact: rules from elsewhere contain nobody by it", () => {
  const { signal, decision } = matched(backup, ruleFor("high", ["attack.t1562.001", "attack.t1562.008"]));
  expect(signal).toMatchObject({ points: 34, deterministic: false });
  expect(decision?.action).not.toBe("contain");
  expect(matched(backup, ruleFor("medium", ["nhi.guardrail"])).signal).toMatchObject({ deterministic: false });
});

test("on an identity without history a guardrail's rule is told, and by itself contains nothing", () => {
  const { signal, decision } = matched(emptyStanding(), ruleFor("high", ["nhi.guardrail"]));
  expect(signal).toMatchObject({ points: 52, deterministic: true });
  expect(decision?.action).toBe("alert");
});

test("an identity whose work it is matches as a habit, which is no fact", () => {
  const rules = ruleFor("high", ["nhi.guardrail"]);
  const quiet = { ...policy, thresholds: { review: 0, alert: 0, contain: 0 } };
  const standing = emptyStanding();
  for (let night = 0; night < nights; night++) assessAll(standing, [stop(night)], { actor, rules, policy: quiet });
  const { signal } = matched(standing, rules);
  expect(signal).toMatchObject({ deterministic: false });
  expect(signal?.points).toBeLessThan(10);
});
