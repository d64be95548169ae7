import { assessIssued, assessSession } from "../../../lib/domain/assess.ts";
import type { Activity } from "../../../lib/domain/event/activity.ts";
import type { IdentityKind, SessionIssued } from "../../../lib/domain/identity/identity.ts";
import { emptyStanding, type Standing } from "../../../lib/domain/trust/standing.ts";
import { assessAll, copyOf, eventIdOf, learned, nightlyBackup, nightOf, noRules, termsOf } from "../learned.ts";
import { madeActivity, madeActor } from "../made-activity.ts";

const nights = 30;
const own = "192.0.2.10";
const thief = "203.0.113.180";
const instance = (kind: IdentityKind = "ec2", accessKeyId = "ASIAINSTANCE") =>
  madeActor(kind, { accessKeyId, sessionStartedMs: nightOf(nights) - 3_600_000 });
const call = (minute: number, sourceAddress: string | undefined, bent: Partial<Activity> = {}) =>
  madeActivity({
    eventId: eventIdOf(0xc0000 + minute),
    timeMs: nightOf(nights) + minute * 60_000,
    sourceAddress,
    ...bent,
  });

const outside = (standing: Standing, activities: readonly Activity[], actor = instance()) =>
  assessAll(copyOf(standing), activities, { actor }).flatMap(({ signals }) =>
    signals.filter(({ kind }) => kind === "outside-workload"),
  );
const learnedAs = (kind: IdentityKind) => learned(nightlyBackup(nights), { actor: instance(kind, "ASIAEARLIER") });

test("an instance's session that shows up in a second network is a fact, also without any history", () => {
  for (const standing of [learnedAs("ec2"), emptyStanding()]) {
    const [signal, ...more] = outside(standing, [call(0, own), call(1, own), call(2, thief), call(3, thief)]);
    expect(signal).toMatchObject({
      family: "credential",
      deterministic: true,
      points: 90,
      eventId: eventIdOf(0xc0002),
      timeMs: nightOf(nights) + 120_000,
      observed: "one instance's session used from 192.0.2.0/24 and 203.0.113.0/24",
      expected: "only from 192.0.2.0/24, as one instance's credential",
    });
    expect(more).toEqual([]);
  }
});

test("where the thief's calls arrive first, it is still the thief's call that is named", () => {
  const [signal] = outside(learnedAs("ec2"), [call(2, thief), call(5, own)]);
  expect(signal?.eventId).toBe(eventIdOf(0xc0002));
});

test.each<[string, readonly Activity[], IdentityKind?]>([
  ["one network", [call(0, own), call(1, "192.0.2.200")]],
  ["the VPC beside one network", [call(0, own), call(1, "10.0.0.4"), call(2, own, { vpcEndpointId: "vpce-01234567" })]],
  ["a service that calls on its behalf", [call(0, own), call(1, "athena.amazonaws.com"), call(2, "AWS Internal")]],
  ["no address at all", [call(0, own), call(1, undefined), call(2, "")]],
  ["a role of unknown workload", [call(0, own), call(1, thief)], "role"],
])("%s is no lock broken", (_, activities, kind = "ec2") => {
  expect(outside(learnedAs(kind), activities, instance(kind))).toEqual([]);
});

test.each<IdentityKind>(["lambda", "ecs", "eks", "codebuild"])(
  "a session of %s is locked where the history shows one settled network, and not without history",
  (kind) => {
    const activities = [call(0, own), call(1, thief)];
    expect(outside(learnedAs(kind), activities, instance(kind))).toMatchObject([{ deterministic: true }]);
    expect(outside(emptyStanding(), activities, instance(kind))).toEqual([]);
    const roaming = nightlyBackup(nights).map((activity, index) => ({
      ...activity,
      sourceAddress: `198.51.${Math.floor(index / 6)}.7`,
    }));
    const learnedRoaming = learned(roaming, { actor: instance(kind, "ASIAEARLIER") });
    expect(outside(learnedRoaming, activities, instance(kind))).toEqual([]);
  },
);

test("a person on a machine's identity is a deviation, on a person's own it is none", () => {
  const shown = (standing: Standing) =>
    assessAll(copyOf(standing), [call(0, own)], { actor: instance("human") })
      .flatMap(({ signals }) => signals)
      .map(({ kind }) => kind);
  expect(shown(learnedAs("lambda"))).toEqual(["human-use"]);
  expect(shown(learnedAs("human"))).toEqual([]);
});

test("two sessions in two networks are two instances", () => {
  const standing = learnedAs("ec2");
  const one = outside(standing, [call(0, own)], instance("ec2", "ASIAONE"));
  expect([...one, ...outside(standing, [call(1, thief)], instance("ec2", "ASIATWO"))]).toEqual([]);
});

test("a second network that the identity used on earlier days is no news", () => {
  const twoSites = [...nightlyBackup(nights), ...nightlyBackup(nights, { sourceAddress: thief })]
    .map((activity, index) => ({ ...activity, eventId: eventIdOf(index) }))
    .sort((a, b) => a.timeMs - b.timeMs);
  // Each site has its own session, so nothing is learned from a broken lock.
  const standing = emptyStanding();
  for (const activity of twoSites) {
    assessAll(standing, [activity], { actor: instance("ec2", `ASIA${activity.sourceAddress}`) });
  }
  expect(outside(standing, [call(0, own), call(1, thief)])).toEqual([]);
});

const issued = (makerKey: string, bent: Partial<SessionIssued> = {}): SessionIssued => ({
  identityKey: madeActor("role").identity.key,
  accountId: "111122223333",
  kind: "role",
  accessKeyId: "ASIANEW",
  sessionName: "session",
  issuedMs: nightOf(nights),
  makerKey,
  makerAccessKeyId: undefined,
  subject: undefined,
  ...bent,
});
const assume = (night: number) =>
  madeActivity({
    eventId: eventIdOf(0xb0000 + night),
    timeMs: nightOf(night),
    eventName: "AssumeRole",
    service: "sts",
  });
const terms = termsOf({ actor: madeActor("role"), rules: noRules });
const asker = madeActor("role");

function assumedNightly(makerKey: string, subject?: string): Standing {
  const standing = emptyStanding();
  const actor = madeActor("role", { accessKeyId: "ASIAROLE" });
  for (let night = 0; night < nights; night++) {
    assessSession(assume(night), asker, issued(makerKey, { subject, issuedMs: nightOf(night) }), standing, terms);
    assessAll(standing, nightlyBackup(nights).slice(night * 6, night * 6 + 6), { actor });
  }
  return standing;
}

const ci = "arn:aws:iam::111122223333:role/ci";

test("a role that another one than ever before assumes is a deviation of its credential", () => {
  const standing = assumedNightly(ci);
  expect(assessSession(assume(nights), asker, issued(ci), copyOf(standing), terms)).toEqual([]);
  const [signal] = assessSession(
    assume(nights),
    asker,
    issued("arn:aws:iam::999988887777:user/x"),
    copyOf(standing),
    terms,
  );
  expect(signal).toMatchObject({ kind: "assumed-by", family: "credential", band: "unseen", deterministic: false });
  expect(signal?.observed).toBe("assumed-by arn:aws:iam::999988887777:user/x");
  expect(signal?.expected).toBe(`${ci} (30 of 30 days)`);
});

test("the same provider with another subject is another asker", () => {
  const provider = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
  const standing = assumedNightly(provider, "repo:acme/shop:ref:refs/heads/main");
  const askedAs = (subject: string) =>
    assessSession(assume(nights), asker, issued(provider, { subject }), copyOf(standing), terms).map(
      ({ kind }) => kind,
    );
  expect(askedAs("repo:acme/shop:ref:refs/heads/main")).toEqual([]);
  expect(askedAs("repo:evil/shop:ref:refs/heads/main")).toEqual(["assumed-by"]);
  const drifted = issued(provider, { subject: "repo:evil/shop:ref:refs/heads/main" });
  const [signal] = assessSession(assume(nights), asker, drifted, copyOf(standing), terms);
  // The provider vouches for the subject, so it says more than another role that was let in.
  expect(signal?.points).toBeGreaterThan(40);
  expect(signal?.observed).toMatch(/^assumed-by repo:evil\/shop:ref:refs\/heads\/main of arn:aws:iam::111122223333:/);
  expect(signal?.expected).toContain("repo:acme/shop:ref:refs/heads/main");
});

test("a drift is told before the session has done anything, of the role and its new session", () => {
  const provider = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
  const standing = assumedNightly(provider, "repo:acme/shop:ref:refs/heads/main");
  const told = (subject: string, bent = copyOf(standing)) =>
    assessIssued(assume(nights), asker, issued(provider, { subject }), bent, terms, nightOf(nights));
  expect(told("repo:acme/shop:ref:refs/heads/main")).toBeUndefined();
  const drifted = told("repo:evil/shop:ref:refs/heads/main");
  expect(drifted?.actor).toMatchObject({
    identity: { key: madeActor("role").identity.key },
    accessKeyId: "ASIANEW",
    sessionName: "session",
    sessionStartedMs: nightOf(nights),
  });
  expect(drifted?.trust).toBeLessThanOrEqual(60);
  expect(drifted?.signals.map(({ kind }) => kind)).toEqual(["assumed-by"]);
});

test("a subject of hostile text is kept printable and bounded", () => {
  const standing = assumedNightly(ci);
  const subject = `\u202e\n${"x".repeat(5_000)}`;
  const [signal] = assessSession(assume(nights), asker, issued(ci, { subject }), standing, terms);
  expect(signal?.observed.length).toBeLessThanOrEqual(120);
  expect(signal?.observed).not.toMatch(/\p{C}/u);
  expect(standing.baseline.sessions[0]?.maker.length).toBeLessThanOrEqual(200);
});

test("how a session came about says what the identity is", () => {
  const standing = emptyStanding();
  assessSession(assume(0), asker, issued("service:ec2.amazonaws.com", { kind: "ec2" }), standing, terms);
  const other = emptyStanding();
  assessSession(assume(0), asker, issued(ci), other, terms);
  expect(standing.baseline.kinds).not.toBe(0);
  expect(standing.baseline.kinds).not.toBe(other.baseline.kinds);
});
