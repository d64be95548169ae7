import fc from "fast-check";
import type { Level } from "../../../lib/domain/detection/finding.ts";
import type { Signal, SignalKind } from "../../../lib/domain/detection/signal.ts";
import type { Activity } from "../../../lib/domain/event/activity.ts";
import { defaultGuardRails } from "../../../lib/domain/response/guard-rails.ts";
import { emptyStanding, type Standing } from "../../../lib/domain/trust/standing.ts";
import { anyCharacter } from "../../any-character.ts";
import { assessAll, copyOf, eventIdOf, learned, nightlyBackup, nightOf, shownBy } from "../learned.ts";
import { madeActivity, madeActor } from "../made-activity.ts";

const nights = 30;
const backup = learned(nightlyBackup(nights));
const tonight = (bent: Partial<Activity> = {}) =>
  madeActivity({ eventId: eventIdOf(0xabc000), timeMs: nightOf(nights) + 60_000, ...bent });
const signalsOf = (activity: Activity, standing: Standing = backup): readonly Signal[] =>
  shownBy(standing, activity).signals;
const kindsOf = (activity: Activity, standing: Standing = backup): SignalKind[] =>
  signalsOf(activity, standing).map(({ kind }) => kind);

test("what the backup does every night is no signal, whichever of its calls comes", () => {
  for (const activity of nightlyBackup(nights + 1).slice(-6)) expect(kindsOf(activity)).toEqual([]);
  expect(kindsOf(tonight({ sourceAddress: "192.0.2.99", userAgent: "Boto3/1.99.0", eventName: "GetObject" }))).toEqual(
    [],
  );
});

test.each<[string, Partial<Activity>, SignalKind[]]>([
  ["a new call of a known service", { eventName: "DeleteObject" }, ["action"]],
  ["a new service", { eventName: "GetSecretValue", service: "secretsmanager" }, ["action", "service"]],
  ["a new public network", { sourceAddress: "203.0.113.77" }, ["network"]],
  ["a new VPC endpoint", { vpcEndpointId: "vpce-0123456789abcdef0" }, ["network"]],
  ["a new tool", { userAgent: "aws-cli/2.22.7 Darwin/23.4" }, ["user-agent"]],
  ["a new region", { region: "ap-southeast-2" }, ["region"]],
  ["a first refusal", { errorCode: "AccessDenied" }, ["error"]],
])("%s is one deviation of its own kind", (_, bent, kinds) => {
  const signals = signalsOf(tonight(bent));
  expect(signals.map(({ kind }) => kind)).toEqual(kinds);
  for (const signal of signals) {
    expect(signal).toMatchObject({ band: "unseen", eventId: eventIdOf(0xabc000), deterministic: false });
    expect(signal.bits).toBeGreaterThan(4);
    expect(signal.points).toBeGreaterThanOrEqual(2);
  }
});

test("a signal says what was seen, what was expected, and how often that was", () => {
  const [signal] = signalsOf(tonight({ sourceAddress: "203.0.113.77" }));
  expect(signal).toMatchObject({
    family: "network",
    observed: "network 203.0.113.0/24",
    expected: "192.0.2.0/24 (30 of 30 days)",
    points: 28.69,
  });
  const [action] = signalsOf(tonight({ eventName: "DeleteBucket" }));
  expect(action?.expected).toBe(
    "s3:GetObject (30 of 30 days), s3:ListObjects (30 of 30 days), s3:PutObject (30 of 30 days)",
  );
});

test("a new call weighs as much as it can harm", () => {
  const pointsOf = (service: string, eventName: string) => signalsOf(tonight({ service, eventName }))[0]?.points ?? 0;
  const ladder = [
    pointsOf("s3", "HeadObject"),
    pointsOf("iam", "ListUsers"),
    pointsOf("s3", "PutBucketTagging"),
    pointsOf("dynamodb", "Scan"),
    pointsOf("ec2", "RunInstances"),
    pointsOf("s3", "PutBucketPolicy"),
    pointsOf("iam", "CreateAccessKey"),
  ];
  expect([...ladder].sort((a, b) => a - b)).toEqual(ladder);
  expect(new Set(ladder).size).toBe(ladder.length);
});

test("a denied call weighs more than one that failed for another reason", () => {
  const pointsOf = (errorCode: string) => signalsOf(tonight({ errorCode }))[0]?.points ?? 0;
  expect(pointsOf("Client.UnauthorizedOperation")).toBeGreaterThan(pointsOf("NoSuchKey"));
});

test("a new private network weighs less than a new public one, a calling service least", () => {
  const pointsOf = (sourceAddress: string) => signalsOf(tonight({ sourceAddress }))[0]?.points ?? 0;
  expect(pointsOf("203.0.113.77")).toBeGreaterThan(pointsOf("not an address"));
  expect(pointsOf("not an address")).toBeGreaterThan(pointsOf("10.9.9.9"));
  expect(pointsOf("10.9.9.9")).toBeGreaterThan(pointsOf("athena.amazonaws.com"));
});

test("what happened on some nights of thirty is infrequent, and weighs less than what never happened", () => {
  const curls = [18, 20, 25].map((night) => tonight({ timeMs: nightOf(night) + 30_000, userAgent: "curl/8" }));
  const standing = learned([...nightlyBackup(nights), ...curls].sort((a, b) => a.timeMs - b.timeMs));
  const [signal] = signalsOf(tonight({ userAgent: "curl/9" }), standing);
  expect(signal).toMatchObject({ band: "infrequent", expected: "boto3 (30 of 30 days), curl (3 of 30 days)" });
  expect(signal?.points).toBeLessThan(signalsOf(tonight({ userAgent: "wget/1" }), standing)[0]?.points as number);
});

test("a habit of once a week is no signal", () => {
  const weekly = [0, 7, 14, 21, 28].map((night) =>
    tonight({ eventId: eventIdOf(0xa0000 + night), timeMs: nightOf(night) + 30_000, eventName: "PutBucketTagging" }),
  );
  const standing = learned([...nightlyBackup(nights), ...weekly].sort((a, b) => a.timeMs - b.timeMs));
  expect(kindsOf(tonight({ eventName: "PutBucketTagging" }), standing)).toEqual([]);
});

test("without history nothing but a rule's match or another service's notice is a signal", () => {
  const anything = fc.record({
    eventName: fc.string({ maxLength: 40 }),
    service: fc.string({ maxLength: 20 }),
    sourceAddress: fc.oneof(fc.ipV4(), fc.string()),
    userAgent: fc.string(),
    region: fc.string({ maxLength: 20 }),
    errorCode: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
    minute: fc.integer({ min: 0, max: 119 }),
  });
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 30 }), (all) => {
      const activities = all.map(({ minute, ...bent }, index) =>
        madeActivity({ ...bent, eventId: eventIdOf(index), timeMs: nightOf(0) + minute * 60_000 }),
      );
      for (const { signals, trust } of assessAll(emptyStanding(), activities)) {
        expect(signals).toEqual([]);
        expect(trust).toBe(100);
      }
    }),
  );
});

test("an identity that does something new every day tunes itself down", () => {
  const explorer = Array.from({ length: nights }, (_, night) =>
    [0, 1, 2].map((call) =>
      madeActivity({
        eventId: eventIdOf(night * 10 + call),
        timeMs: nightOf(night) + call,
        eventName: `Describe${night}x${call}`,
        userAgent: `tool-${night}`,
        sourceAddress: `8.8.${night}.1`,
      }),
    ),
  ).flat();
  const standing = learned(explorer);
  const bent = { eventName: "DeleteTrail", sourceAddress: "203.0.113.77", userAgent: "curl/8" };
  expect(kindsOf(tonight(bent), standing)).toEqual([]);
  expect(kindsOf(tonight(bent))).toEqual(["action", "network", "user-agent"]);
});

test("text that a caller chose is shown printable and bounded, in what was observed and later in what was expected", () => {
  const hostile = fc.string({ unit: anyCharacter, maxLength: 400 });
  fc.assert(
    fc.property(hostile, hostile, hostile, hostile, (eventName, region, errorCode, userAgent) => {
      const standing = copyOf(backup);
      const bent = { eventName, region, errorCode: errorCode || undefined, userAgent };
      const first = assessAll(standing, [tonight(bent)])[0]?.signals ?? [];
      assessAll(standing, [madeActivity({ timeMs: nightOf(nights + 1) })]);
      const next = { timeMs: nightOf(nights + 2), eventName: "X", region: "y", errorCode: "z", userAgent: "w" };
      const later = shownBy(standing, madeActivity(next)).signals;
      expect(first.length + later.length).toBeGreaterThan(3);
      for (const { observed, expected } of [...first, ...later]) {
        expect(`${observed}${expected}`).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        expect(observed.length).toBeLessThanOrEqual(120);
        expect(expected.length).toBeLessThanOrEqual(120);
      }
    }),
    { numRuns: 60 },
  );
});

const rulesOf = (level: Level) => ({
  match: ({ eventName, eventId, timeMs }: Activity) =>
    eventName === "StopLogging"
      ? [{ ruleId: "logging-stopped", title: "Logging\u202estopped", level, tags: [], eventId, timeMs }]
      : [],
});
const stops = tonight({ eventName: "StopLogging", service: "cloudtrail" });

test.each<[Level, number]>([
  ["low", 0],
  ["medium", 6.4],
  ["high", 27.2],
  ["critical", 65],
])("on an identity without history a match of level %s takes %f points", (level, points) => {
  const { signals } = shownBy(emptyStanding(), stops, { rules: rulesOf(level) });
  expect(signals.map((signal) => [signal.kind, signal.points])).toEqual(points === 0 ? [] : [["rule-match", points]]);
});

test("a match that is new takes its level's full points; only a critical one is a fact by itself", () => {
  for (const [level, points] of [
    ["low", 6],
    ["medium", 16],
    ["high", 34],
    ["critical", 65],
  ] as const) {
    const match = shownBy(backup, stops, { rules: rulesOf(level) }).signals.find(({ kind }) => kind === "rule-match");
    expect(match).toMatchObject({ points, band: "unseen", deterministic: level === "critical", family: "rule" });
    expect(match?.observed).toBe("rule logging-stopped: Logging\\u{202e}stopped");
  }
  const informational = shownBy(backup, stops, { rules: rulesOf("informational") });
  expect(informational.signals.map(({ kind }) => kind)).not.toContain("rule-match");
  expect(informational.findings).toHaveLength(1);
});

test("a rule that an identity matches as a habit counts little, and is no fact any more", () => {
  const nightly = Array.from({ length: nights }, (_, night) => ({
    ...stops,
    eventId: eventIdOf(night),
    timeMs: nightOf(night),
  }));
  // Held back days would never be learned; nobody is alerted below 0.
  const standing = emptyStanding();
  const policy = { thresholds: { review: 0, alert: 0, contain: 0 } };
  const rules = rulesOf("critical");
  assessAll(standing, nightly, { rules, policy: { ...observing, ...policy } });
  const [match] = shownBy(standing, stops, { rules }).signals;
  expect(match).toMatchObject({ kind: "rule-match", points: 9.75, deterministic: false });
});

const observing = {
  mode: "observe" as const,
  tiers: [],
  protected: [],
  oldestEventToActOnMinutes: 60,
  disabledRules: [],
  signalWeights: {},
  kindWeights: {},
  decoys: [],
  organisationAccounts: [],
  ...defaultGuardRails,
};

test("an activity that comes twice says the same twice, and takes no more", () => {
  const standing = copyOf(backup);
  const odd = tonight({ sourceAddress: "203.0.113.77", eventName: "DeleteBucket" });
  const [first, second] = assessAll(standing, [odd, odd]);
  expect(second?.signals).toEqual(first?.signals);
  expect(second?.trust).toBe(first?.trust);
});

test("what is learned of the kind comes from what all records say, not from this one alone", () => {
  const reasons = ["userIdentity.type is IAMUser", "on this record: it came from a console session"];
  const [stated, ofRecord] = reasons.map((reason) => {
    const actor = madeActor("human");
    return learned([tonight()], { actor: { ...actor, identity: { ...actor.identity, reason } } }).baseline.kinds;
  });
  expect(stated).not.toBe(0);
  expect(ofRecord).toBe(0);
});
