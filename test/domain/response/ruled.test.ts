import { assessIdentity } from "../../../lib/app/assess-identity.ts";
import type { Allowance } from "../../../lib/domain/trust/allowance.ts";
import { emptyStanding } from "../../../lib/domain/trust/standing.ts";
import { assessAll, copyOf, eventIdOf, learned, nightlyBackup, nightOf, termsOf } from "../learned.ts";
import { madeActivity, madeActor } from "../made-activity.ts";

const nights = 30;
const backup = learned(nightlyBackup(nights));
const strange = madeActivity({
  eventId: eventIdOf(0xabc000),
  timeMs: nightOf(nights) + 60_000,
  sourceAddress: "203.0.113.77",
});
const allowance = (bent: Partial<Allowance> = {}): Allowance => ({
  caseId: "case-1",
  owner: "ops",
  reason: "the new office",
  grantedMs: nightOf(nights - 1),
  fromMs: nightOf(nights - 1),
  untilMs: nightOf(nights + 60),
  allowed: [{ kind: "network", observed: "network 203.0.113.0/24", named: false }],
  ...bent,
});
function shown(allowances: readonly Allowance[], activity = strange) {
  const standing = copyOf(backup);
  standing.allowances.push(...allowances);
  return { assessment: assessAll(standing, [activity])[0], standing };
}

test("what somebody ruled to be expected is told and takes nothing", () => {
  const { assessment, standing } = shown([allowance()]);
  expect(assessment?.signals.map(({ kind }) => kind)).toEqual(["network"]);
  expect(assessment).toMatchObject({ trust: 100, decision: { action: "observe" } });
  expect(standing.recent).toEqual([]);
});

test("after its time, of another value, or of another kind, it takes as before", () => {
  for (const other of [
    allowance({ untilMs: nightOf(nights) - 1 }),
    allowance({ allowed: [{ kind: "network", observed: "network 198.51.100.0/24", named: false }] }),
    allowance({ allowed: [{ kind: "region", observed: "network 203.0.113.0/24", named: false }] }),
  ]) {
    expect(shown([other]).assessment?.trust).toBeLessThan(80);
  }
});

test("events before a ruling open no case again; those after it open one of their own", () => {
  const concerns = [
    strange,
    {
      ...strange,
      eventId: eventIdOf(0xabc001),
      region: "us-west-1",
      eventName: "GetSecretValue",
      service: "secretsmanager",
      action: "secretsmanager:GetSecretValue",
    },
  ].map((activity) => ({ kind: "activity" as const, activity, actor: madeActor() }));
  const caseAfter = (ruledMs: number) => {
    const standing = copyOf(backup);
    standing.ruledMs = ruledMs;
    return assessIdentity(concerns, standing, undefined, termsOf({}), strange.timeMs).openCase;
  };
  const first = caseAfter(0);
  expect(first).toBeDefined();
  expect(caseAfter(strange.timeMs + 1)).toBeUndefined();
  const second = caseAfter(strange.timeMs - 3_600_000);
  expect(second?.caseId).not.toBe(first?.caseId);
  expect(emptyStanding().ruledMs).toBe(0);
});
