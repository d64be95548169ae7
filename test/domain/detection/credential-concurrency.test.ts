import { assess } from "../../../lib/domain/assess.ts";
import { factsOfAddressAlone, type NetworkFacts } from "../../../lib/domain/behaviour/network-facts.ts";
import type { Activity } from "../../../lib/domain/event/activity.ts";
import type { Actor, IdentityKind } from "../../../lib/domain/identity/identity.ts";
import { defaultPolicy } from "../../../lib/domain/response/policy.ts";
import { surroundingsOf, termsFor } from "../../../lib/domain/terms.ts";
import { emptyStanding, type Standing } from "../../../lib/domain/trust/standing.ts";
import { copyOf, eventIdOf, nightlyBackup, nightOf, noRules } from "../learned.ts";
import { madeActivity, madeActor } from "../made-activity.ts";

const nights = 30;
const own = "192.0.2.10";
const thief = "203.0.113.180";
const key = madeActor();
const session = (kind: IdentityKind, accessKeyId = "ASIANOW") =>
  madeActor(kind, { accessKeyId, sessionStartedMs: nightOf(nights) - 3_600_000 });
const call = (minute: number, sourceAddress: string, bent: Partial<Activity> = {}) =>
  madeActivity({
    eventId: eventIdOf(0xe0000 + minute),
    timeMs: nightOf(nights) + minute * 60_000,
    sourceAddress,
    ...bent,
  });

/** `198.51.100.0/24` and the thief's are of one provider, AS64500; the owner's is AS64496. */
const networks = (address: string): NetworkFacts => {
  const asn = address.startsWith("192.0.2.") ? 64_496 : 64_500;
  return { ...factsOfAddressAlone(address), asn } as NetworkFacts;
};

function run(standing: Standing, activities: readonly Activity[], actor: Actor, lookup?: typeof networks) {
  const terms = termsFor(
    actor.identity.key,
    noRules,
    defaultPolicy,
    surroundingsOf(defaultPolicy, { networks: lookup }),
  );
  return activities.flatMap((activity) => assess(activity, actor, standing, terms, activity.timeMs).signals);
}
const learnedAs = (actor: Actor, bent: Partial<Activity> = {}, lookup?: typeof networks) => {
  const standing = emptyStanding();
  run(standing, nightlyBackup(nights, bent), actor, lookup);
  return standing;
};
const told = (standing: Standing, activities: readonly Activity[], actor = key, lookup?: typeof networks) =>
  run(copyOf(standing), activities, actor, lookup).filter(({ kind }) => kind === "credential-concurrency");

test("a long-term key in its usual network and in a stranger's within one hour is in two places", () => {
  const [signal, ...more] = told(learnedAs(key), [call(0, own), call(1, thief), call(2, own), call(3, thief)]);
  expect(more).toEqual([]);
  expect(signal).toMatchObject({
    family: "credential",
    band: "unseen",
    deterministic: false,
    points: 23.8,
    timeMs: nightOf(nights) + 60_000,
    eventId: eventIdOf(0xe0001),
    observed: "one key in one hour used from its usual networks and from 203.0.113.0/24",
    expected: "only the usual networks on 30 days",
  });
});

test("whichever call arrives first, the stranger's first call is named", () => {
  const standing = learnedAs(key);
  const strongest = (activities: readonly Activity[]) => {
    const copy = copyOf(standing);
    run(copy, activities, key);
    return copy.recent.filter(({ family }) => family === "credential");
  };
  const activities = [call(0, own), call(1, thief), call(2, thief), call(3, own)];
  expect(strongest([...activities].reverse())).toEqual(strongest(activities));
  expect(strongest(activities)).toMatchObject([{ eventId: eventIdOf(0xe0001) }]);
});

test.each<IdentityKind>(["role", "ci-oidc", "third-party", "roles-anywhere", "federated"])(
  "one session of %s is compared over its whole life, however many hours apart",
  (kind) => {
    const standing = learnedAs(session(kind, "ASIAEARLIER"));
    expect(told(standing, [call(0, own), call(190, thief)], session(kind))).toMatchObject([
      { observed: "one session used from its usual networks and from 203.0.113.0/24" },
    ]);
    const other = copyOf(standing);
    run(other, [call(0, own)], session(kind, "ASIAONE"));
    expect(told(other, [call(1, thief)], session(kind, "ASIATWO"))).toEqual([]);
  },
);

test.each<[string, readonly Activity[]]>([
  ["a key that moved house", [call(0, own), call(75, thief)]],
  ["the stranger's network alone", [call(1, thief), call(2, thief)]],
  ["the VPC beside the usual network", [call(0, own), call(1, "10.0.0.4")]],
  ["a service on its behalf", [call(0, own), call(1, "athena.amazonaws.com")]],
  ["the same machine over IPv6", [call(0, own), call(1, "2001:db8:7::1")]],
])("%s is no second place", (_, activities) => {
  expect(told(learnedAs(key), activities)).toEqual([]);
});

test("an identity that keeps changing its networks, a young one and a person are not compared", () => {
  const roaming = emptyStanding();
  const moved = nightlyBackup(nights).map((activity, index) => ({
    ...activity,
    sourceAddress: `198.51.${Math.floor(index / 6)}.7`,
  }));
  run(roaming, moved, key);
  const activities = [call(0, own), call(1, thief)];
  expect(told(roaming, activities)).toEqual([]);
  expect(told(emptyStanding(), activities)).toEqual([]);
  expect(told(learnedAs(session("human")), activities, session("human"))).toEqual([]);
});

test("where the systems are known, another provider counts in full and another line of the same one not at all", () => {
  const standing = learnedAs(key, {}, networks);
  expect(told(standing, [call(0, own), call(1, thief)], key, networks)).toMatchObject([{ points: 34 }]);
  const atProvider = learnedAs(key, { sourceAddress: "198.51.100.9" }, networks);
  expect(told(atProvider, [call(0, "198.51.100.9"), call(1, thief)], key, networks)).toEqual([]);
});

test("what is noted stays small: two hours a key, and nothing for what is not compared", () => {
  const standing = learnedAs(key);
  run(standing, [call(0, own), call(60, own), call(120, own), call(180, own), call(181, thief)], key);
  expect(standing.baseline.sessions.length).toBeLessThanOrEqual(2);
  expect(copyOf(standing).baseline.sessions.map(({ networks: seen }) => seen)).toEqual(
    standing.baseline.sessions.map(({ networks: seen }) => seen),
  );
});
