import fc from "fast-check";
import { safePolicy } from "../../lib/adapters/files/policy-file.ts";
import { assess, assessNotice, currentTrust } from "../../lib/domain/assess.ts";
import type { Activity, Notice } from "../../lib/domain/event/activity.ts";
import { defaultPolicy, type Policy } from "../../lib/domain/response/policy.ts";
import type { Terms } from "../../lib/domain/terms.ts";
import { contributionsOf, emptyStanding } from "../../lib/domain/trust/standing.ts";
import { encodeStanding } from "../../lib/domain/trust/standing-codec.ts";
import { trustOf } from "../../lib/domain/trust/trust-score.ts";
import { assessAll, copyOf, eventIdOf, learned, nightlyBackup, nightOf, shownBy, termsOf } from "./learned.ts";
import { madeActivity, madeActor } from "./made-activity.ts";

const nights = 30;
const backup = learned(nightlyBackup(nights));
const enforcing: Policy = { ...defaultPolicy, mode: "enforce" };
const stolen = (bent: Partial<Activity> = {}) =>
  madeActivity({
    eventId: eventIdOf(0xdead),
    timeMs: nightOf(nights),
    eventName: "GetSecretValue",
    service: "secretsmanager",
    sourceAddress: "203.0.113.77",
    ...bent,
  });

test("what fits the baseline leaves trust at 100 and is observed", () => {
  const { signals, trust, decision, losses } = shownBy(backup, madeActivity({ timeMs: nightOf(nights) }));
  expect({ signals, trust, losses, decision }).toEqual({
    signals: [],
    trust: 100,
    losses: [],
    decision: { action: "observe", reasons: [], target: undefined },
  });
});

test("a stolen key in another country, reading secrets, is contained where the policy enforces", () => {
  const assessment = shownBy(backup, stolen({ region: "ap-southeast-2" }), { policy: enforcing });
  expect(assessment.trust).toBeLessThan(40);
  expect(assessment.decision).toMatchObject({ action: "contain", target: { accessKeyId: "AKIAIOSFODNN7EXAMPLE" } });
  expect(assessment.losses.map(({ family }) => family)).toEqual(["activity", "network", "place", "sequence"]);
});

test("one weak signal alone is neither alerted nor queued", () => {
  for (const bent of [
    { userAgent: "curl/8" },
    { region: "eu-central-1" },
    { errorCode: "NoSuchKey" },
    { sourceAddress: "203.0.113.77" },
    { eventName: "HeadObject" },
  ]) {
    const assessment = shownBy(backup, madeActivity({ timeMs: nightOf(nights), ...bent }), { policy: enforcing });
    const action = bent.sourceAddress === undefined ? "observe" : "review";
    expect([bent, assessment.decision.action]).toEqual([bent, action]);
    expect(assessment.trust).toBeLessThan(100);
  }
});

test("trust after an activity is what the stored contributions give at its time", () => {
  const standing = copyOf(backup);
  const [assessment] = assessAll(standing, [stolen()]);
  expect(assessment?.trust).toBe(trustOf(contributionsOf(copyOf(standing)), nightOf(nights), 1));
});

test("evidence seen with one key of a user contains that key, never the other", () => {
  const standing = copyOf(backup);
  const [theft] = assessAll(standing, [stolen({ region: "ap-southeast-2" })], { policy: enforcing });
  expect(theft?.decision.action).toBe("contain");
  const secondKey = madeActor("access-key-user", { accessKeyId: "AKIAI44QH8DHBEXAMPLE" });
  const odd = madeActivity({ eventId: eventIdOf(2), timeMs: nightOf(nights) + 60_000, userAgent: "curl/8" });
  const [other] = assessAll(standing, [odd], { policy: enforcing, actor: secondKey });
  expect(other?.trust).toBeLessThan(40);
  expect(other?.decision).toMatchObject({ action: "alert", target: undefined });
  expect(other?.decision.reasons.at(-1)).toBe("only one kind of evidence, two are needed");
  const [same] = assessAll(standing, [{ ...odd, eventId: eventIdOf(3) }], { policy: enforcing });
  expect(same?.decision).toMatchObject({ action: "contain", target: { accessKeyId: "AKIAIOSFODNN7EXAMPLE" } });
});

test("a burst is evidence of the hour, not of the key that the last call happened to use", () => {
  const standing = copyOf(backup);
  const calls = Array.from({ length: 600 }, (_, call) =>
    madeActivity({ eventId: eventIdOf(0xf00000 + call), timeMs: nightOf(nights) + call * 1_000 }),
  );
  assessAll(standing, calls);
  assessAll(standing, [stolen()]);
  const credentials = new Map(contributionsOf(standing).map(({ family, credential }) => [family, credential]));
  expect(credentials.get("volume")).toBe(0);
  expect(credentials.get("network")).not.toBe(0);
});

test("a role's evidence counts together, whichever of its sessions showed it", () => {
  const actor = (accessKeyId: string) =>
    madeActor("role", {
      accessKeyId,
      principalId: `AROAEXAMPLEEXAMPLEEXA:${accessKeyId.toLowerCase()}-0a1b2c3d4e5f6a7b8`,
    });
  const standing = learned(nightlyBackup(nights), { actor: actor("ASIAONE") });
  assessAll(standing, [stolen()], { actor: actor("ASIATWO"), policy: enforcing });
  const place = madeActivity({ eventId: eventIdOf(4), timeMs: nightOf(nights) + 1, region: "ap-southeast-2" });
  const [last] = assessAll(standing, [place], { actor: actor("ASIATHREE"), policy: enforcing });
  expect(last?.decision).toMatchObject({ action: "contain", target: { roleName: "worker" } });
});

test("a rule that the policy switches off says nothing and is not learned", () => {
  const rules = {
    match: ({ eventId, timeMs }: Activity) => [
      { ruleId: "loud", title: "Loud", level: "critical" as const, tags: [], eventId, timeMs },
    ],
  };
  const standing = emptyStanding();
  const [off] = assessAll(standing, [madeActivity()], { rules, policy: { ...enforcing, disabledRules: ["loud"] } });
  expect(off).toMatchObject({ findings: [], signals: [], trust: 100 });
  const [on] = assessAll(standing, [madeActivity()], { rules, policy: enforcing });
  expect(on).toMatchObject({ findings: [{ ruleId: "loud" }], decision: { action: "contain" } });
});

test("a rule reads who acts", () => {
  const seen: unknown[] = [];
  const rules: Terms["rules"] = {
    match: (_, facts) => {
      const { kind, identity, workload, human, credential, signals } = facts ?? {};
      seen.push({ kind, identity, workload, human, credential, signals });
      return [];
    },
  };
  assessAll(emptyStanding(), [madeActivity()], { rules, actor: madeActor("ec2", { workload: "i-0123" }) });
  expect(seen).toEqual([
    {
      kind: "ec2",
      identity: "arn:aws:iam::111122223333:role/worker",
      workload: "i-0123",
      human: false,
      credential: "none",
      signals: undefined,
    },
  ]);
});

test("an old event never contains, however bad", () => {
  const terms = termsOf({ policy: enforcing });
  const at = (ageMinutes: number) =>
    assess(stolen({ region: "us-west-1" }), madeActor(), copyOf(backup), terms, nightOf(nights) + ageMinutes * 60_000);
  expect(at(60).decision.action).toBe("contain");
  expect(at(61).decision.action).toBe("alert");
});

test("a closer watch takes more from trust for the same evidence", () => {
  const tier = (weight: number): Policy => ({
    ...enforcing,
    tiers: [{ name: "t", match: ["*"], mode: undefined, thresholds: undefined, weight }],
  });
  const trustAt = (weight: number) => shownBy(backup, stolen(), { policy: tier(weight) }).trust;
  expect(trustAt(2)).toBeLessThan(trustAt(1));
  expect(trustAt(1)).toBeLessThan(trustAt(0.5));
});

const notice = (bent: Partial<Notice> = {}): Notice => ({
  noticeId: "finding-1",
  timeMs: nightOf(nights),
  accountId: "111122223333",
  region: "eu-west-1",
  source: "guardduty",
  type: "UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom",
  severity: 8,
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  principalId: undefined,
  userName: "backup",
  userType: "IAMUser",
  ...bent,
});

test("a notice lowers trust and teaches no behaviour", () => {
  const standing = copyOf(backup);
  const { baseline } = standing;
  const before = [baseline.marks.size, baseline.presenceDays];
  const assessment = assessNotice(
    notice({ timeMs: nightOf(nights - 1) + 700_000 }),
    madeActor(),
    standing,
    termsOf({}),
    nightOf(nights),
  );
  expect(assessment.trust).toBeCloseTo(100 - 40.8, 6);
  expect(assessment.decision.action).toBe("alert");
  expect([baseline.marks.size, baseline.presenceDays]).toEqual(before);
});

test("a notice that states a fact contains the key it names, also of an identity never seen before", () => {
  for (const standing of [copyOf(backup), emptyStanding()]) {
    const exposed = notice({ type: "AttackSequence:IAM/CompromisedCredentials" });
    const { decision, trust } = assessNotice(
      exposed,
      madeActor(),
      standing,
      termsOf({ policy: enforcing }),
      exposed.timeMs,
    );
    expect(trust).toBeCloseTo(15, 6);
    expect(decision).toMatchObject({ action: "contain", target: { accessKeyId: "AKIAIOSFODNN7EXAMPLE" } });
  }
});

test("told twice, a notice takes no more", () => {
  const standing = copyOf(backup);
  const told = () => assessNotice(notice(), madeActor(), standing, termsOf({}), nightOf(nights)).trust;
  expect(told()).toBe(told());
});

test("trust comes back with time, without anything being done", () => {
  const standing = copyOf(backup);
  assessAll(standing, [stolen({ region: "ap-southeast-2" })]);
  const { watch } = termsOf({});
  const trusts = [0, 1, 2, 7, 30].map((days) => currentTrust(standing, nightOf(nights + days), watch));
  expect([...trusts].sort((a, b) => a - b)).toEqual(trusts);
  expect(trusts.at(-1)).toBeGreaterThan(99);
});

test("with a policy that could not be read nothing is ever contained, whatever happens", () => {
  const policy = safePolicy({ problems: ["warden.yaml:1:1: cannot be read"] });
  const bent = fc.record({
    eventName: fc.constantFrom("GetSecretValue", "CreateAccessKey", "StopLogging"),
    service: fc.constantFrom("iam", "secretsmanager", "cloudtrail"),
    sourceAddress: fc.ipV4(),
    region: fc.string({ maxLength: 10 }),
    userAgent: fc.string(),
    errorCode: fc.option(fc.constant("AccessDenied"), { nil: undefined }),
  });
  const rules = {
    match: ({ eventId, timeMs }: Activity) => [
      { ruleId: "loud", title: "Loud", level: "critical" as const, tags: [], eventId, timeMs },
    ],
  };
  fc.assert(
    fc.property(bent, (fields) => {
      const { decision } = shownBy(backup, stolen(fields), { policy, rules });
      expect(["observe", "review", "alert"]).toContain(decision.action);
    }),
    { numRuns: 30 },
  );
});

test("what is concluded does not change what is learned: any policy of one threshold gives the same standing", () => {
  const bytes = (policy: Policy) => {
    const standing = copyOf(backup);
    assessAll(standing, [stolen(), madeActivity({ eventId: "x", timeMs: nightOf(nights + 1) })], { policy });
    return encodeStanding(standing);
  };
  expect(bytes(enforcing)).toEqual(bytes(defaultPolicy));
});
