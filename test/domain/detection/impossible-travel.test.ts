import fc from "fast-check";
import { assess } from "../../../lib/domain/assess.ts";
import { latenessMs } from "../../../lib/domain/behaviour/calendar.ts";
import { networkOf } from "../../../lib/domain/behaviour/network.ts";
import type { NetworkFacts, NetworkLookup } from "../../../lib/domain/behaviour/network-facts.ts";
import { compareWith } from "../../../lib/domain/detection/comparison.ts";
import { observeActivity } from "../../../lib/domain/detection/observe-activity.ts";
import { ruleFactsOf } from "../../../lib/domain/detection/rule-facts.ts";
import type { Activity } from "../../../lib/domain/event/activity.ts";
import type { Actor, IdentityKind } from "../../../lib/domain/identity/identity.ts";
import { defaultPolicy } from "../../../lib/domain/response/policy.ts";
import { surroundingsOf, termsFor } from "../../../lib/domain/terms.ts";
import { emptyStanding, type Standing } from "../../../lib/domain/trust/standing.ts";
import { decodeStanding, encodeStanding } from "../../../lib/domain/trust/standing-codec.ts";
import { copyOf, eventIdOf, nightlyBackup, nightOf, noRules } from "../learned.ts";
import { madeActivity, madeActor } from "../made-activity.ts";

const nights = 30;
const berlin = { latitude: 52.52, longitude: 13.405 };
/** Where the third number of an address is, and who runs it; one number a city. */
const cities: Readonly<Record<string, Partial<NetworkFacts>>> = {
  "192.0.2": { place: berlin, asn: 64_496, country: "DE" },
  "203.0.113": { place: { latitude: -23.55, longitude: -46.63 }, asn: 64_500, country: "BR" },
  "198.51.100": { place: { latitude: 48.14, longitude: 11.58 }, asn: 64_501, country: "DE" },
  "198.51.101": { place: { latitude: 35.68, longitude: 139.65 }, asn: 64_502, country: "JP" },
  "198.51.102": { place: { latitude: 40.71, longitude: -74.01 }, asn: 64_503, country: "US" },
  "198.51.103": { place: { latitude: 40.71, longitude: -74.01 }, asn: 64_496, country: "US" },
  "198.51.104": { place: { latitude: 40.71, longitude: -74.01 }, awsService: "EC2", country: "US" },
  "198.51.105": { place: { latitude: 40.71, longitude: -74.01 }, kind: "own" },
  "198.51.106": { asn: 64_506, country: "US" },
};
const lookup: NetworkLookup = (address) => ({
  prefix: networkOf(address).name,
  kind: networkOf(address).kind,
  ...cities[address.slice(0, address.lastIndexOf("."))],
});
const home = "192.0.2.10";
const brazil = "203.0.113.180";
const munich = "198.51.100.7";
const tokyo = "198.51.101.7";

const key = madeActor();
const session = (startedMinute = -10, kind: IdentityKind = "role", accessKeyId = "ASIANOW") =>
  madeActor(kind, { accessKeyId, sessionStartedMs: nightOf(nights) + startedMinute * 60_000 });
const call = (minute: number, sourceAddress: string, bent: Partial<Activity> = {}) =>
  madeActivity({
    eventId: eventIdOf(0xe0000 + minute),
    timeMs: nightOf(nights) + minute * 60_000,
    sourceAddress,
    ...bent,
  });

function run(standing: Standing, activities: readonly Activity[], actor: Actor = key, networks = lookup) {
  const surroundings = surroundingsOf(defaultPolicy, { networks });
  const terms = termsFor(actor.identity.key, noRules, defaultPolicy, surroundings);
  return activities.flatMap((activity) => assess(activity, actor, standing, terms, activity.timeMs).signals);
}
function learnedAs(actor: Actor, networks = lookup, history = nightlyBackup(nights)): Standing {
  const standing = emptyStanding();
  run(standing, history, actor, networks);
  return standing;
}
const told = (standing: Standing, activities: readonly Activity[], actor = key, networks = lookup) =>
  run(copyOf(standing), activities, actor, networks).filter(({ kind }) => kind === "impossible-travel");
const standing = learnedAs(key);

test("a key in Berlin and in São Paulo within one hour cannot have gone there, and that is told once", () => {
  const [signal, ...more] = told(standing, [call(0, home), call(20, brazil), call(30, home), call(40, brazil)]);
  expect(more).toEqual([]);
  expect(signal).toMatchObject({
    family: "credential",
    band: "unseen",
    deterministic: false,
    eventId: eventIdOf(0xe0000 + 20),
    timeMs: nightOf(nights) + 20 * 60_000,
    observed: "one key within an hour from 203.0.113.0/24 and from 10000 km nearer to its usual place",
    expected: "at most 1,000 km an hour",
  });
  expect(signal?.points).toBeGreaterThan(35);
});

test.each<[string, readonly Activity[]]>([
  ["a flight between two hours", [call(0, home), call(75, brazil)]],
  ["the far place alone", [call(0, brazil), call(5, brazil)]],
  ["a city that a train goes to", [call(0, home), call(1, munich)]],
  ["another gateway of the provider that it always has", [call(0, home), call(1, "198.51.103.7")]],
  ["a machine of AWS", [call(0, home), call(1, "198.51.104.7")]],
  ["the organisation's own gateway", [call(0, home), call(1, "198.51.105.7")]],
  ["a place that nobody knows", [call(0, home), call(1, "198.51.106.7")]],
  ["the VPC", [call(0, home), call(1, "10.0.0.4")]],
  ["an address of IPv6", [call(0, home), call(1, "2001:db8:7::1")]],
])("%s is no impossible travel", (_, activities) => {
  expect(told(standing, activities)).toEqual([]);
});

test("two places about as far from home are not told apart, one nearer and one farther are", () => {
  expect(told(standing, [call(0, tokyo), call(1, brazil)]).map(({ observed }) => observed)).toEqual([]);
  expect(told(standing, [call(0, munich), call(1, tokyo)])).toMatchObject([
    { observed: "one key within an hour from 198.51.101.0/24 and from 8400 km nearer to its usual place" },
  ]);
});

test("a network that it was in before is no news, wherever it is", () => {
  const once = call(600 - 10 * 1_440, tokyo);
  const both = [...nightlyBackup(nights), once].sort((a, b) => a.timeMs - b.timeMs);
  expect(told(learnedAs(key, lookup, both), [call(0, home), call(1, "198.51.101.99")])).toEqual([]);
});

test("a session counts in its first hour, each for itself, and people and a day without history not at all", () => {
  const actor = session(-10, "role", "ASIAEARLIER");
  const role = learnedAs(actor);
  expect(told(role, [call(0, home), call(49, brazil)], session())).toMatchObject([
    { observed: expect.stringContaining("one session within an hour from 203.0.113.0/24") },
  ]);
  expect(told(role, [call(0, home), call(51, brazil)], session())).toEqual([]);
  const copy = copyOf(role);
  run(copy, [call(0, home)], session(-10, "role", "ASIAONE"));
  expect(told(copy, [call(1, brazil)], session(-10, "role", "ASIATWO"))).toEqual([]);
  const person = session(-10, "human");
  expect(told(learnedAs(person), [call(0, home), call(1, brazil)], person)).toEqual([]);
  expect(told(emptyStanding(), [call(0, home), call(1, brazil)])).toEqual([]);
});

test("an identity that is in new countries all the time is told for less", () => {
  const roaming: NetworkLookup = (address) => {
    const facts = lookup(address);
    const [, , third = ""] = address.split(".");
    return facts.place === undefined
      ? { ...facts, place: berlin, asn: 65_000 + Number(third), country: `${String.fromCharCode(65 + Number(third))}X` }
      : facts;
  };
  const moved = nightlyBackup(nights).map((activity, index) => ({
    ...activity,
    sourceAddress: `192.88.${Math.floor(index / 6) % 26}.7`,
  }));
  const [settled] = told(standing, [call(0, home), call(1, brazil)]);
  const [unsettled] = told(learnedAs(key, roaming, moved), [call(0, home), call(1, brazil)], key, roaming);
  expect(unsettled?.points).toBe(20);
  expect(settled?.points).toBeGreaterThan(unsettled?.points as number);
});

test("without coordinates nothing is noted beside what was noted before", () => {
  const bare: NetworkLookup = (address) => {
    const { place: _, ...facts } = lookup(address);
    return facts;
  };
  const plain = learnedAs(key, bare);
  expect(told(plain, [call(0, home), call(1, brazil)], key, bare)).toEqual([]);
  expect(encodeStanding(learnedAs(key)).length - encodeStanding(plain).length).toBeLessThanOrEqual(2);
});

test("rules read how far a caller is from its usual place", () => {
  const asked = (sourceAddress: string) => {
    const activity = call(0, sourceAddress);
    const surroundings = surroundingsOf(defaultPolicy, { networks: lookup });
    const comparison = compareWith(copyOf(standing).baseline, activity, key, surroundings);
    observeActivity(comparison);
    return ruleFactsOf(comparison)["kilometresFromUsual"];
  };
  expect([home, munich, brazil, "198.51.104.7", "198.51.106.7"].map(asked)).toEqual([
    0,
    500,
    10_000,
    undefined,
    undefined,
  ]);
});

/** Calls of three days after the history, from everywhere, by two keys or two sessions, some about midnight. */
const calls = fc.array(
  fc.record({
    minute: fc.oneof(
      fc.integer({ min: 0, max: 4_000 }),
      fc.integer({ min: 1_200, max: 1_330 }),
      fc.integer({ min: 0, max: 90 }),
    ),
    city: fc.constantFrom(...Object.keys(cities)),
    holder: fc.integer({ min: 0, max: 1 }),
  }),
  { minLength: 1, maxLength: 40 },
);
const delays = fc.array(fc.integer({ min: 0, max: latenessMs - 1 }), { minLength: 1, maxLength: 40 });

/** The half of three hours that a time is in: a session's, which so begins at any hour and may go over midnight. */
const stretchOf = (timeMs: number) => Math.floor((timeMs - nightOf(nights)) / 5_400_000);
const keyOf = (_: number, holder: number) => madeActor("access-key-user", { accessKeyId: `AKIA${holder}` });
const sessionOf = (timeMs: number, holder: number) =>
  session(stretchOf(timeMs) * 90, "role", `ASIA${holder}${stretchOf(timeMs)}`);

test.each<[string, typeof keyOf]>([
  ["key", keyOf],
  ["session", sessionOf],
])("whatever the order, the batches and the repetitions, a %s leaves the same bytes", (_, actorOf) => {
  const before = encodeStanding(learnedAs(actorOf(nightOf(nights), 0)));
  const learn = (activities: readonly (readonly [Activity, Actor])[]) =>
    activities.reduce((held, [activity, actor], at) => {
      run(held, [activity], actor);
      return at % 7 === 0 ? copyOf(held) : held;
    }, decodeStanding(before));
  fc.assert(
    fc.property(calls, delays, (made, lateBy) => {
      const events = made.map(({ minute, city, holder }, index): readonly [Activity, Actor] => {
        const activity = call(minute, `${city}.7`, { eventId: eventIdOf(0xf0000 + index) });
        return [activity, actorOf(activity.timeMs, holder)];
      });
      const inOrder = [...events].sort(([a], [b]) => a.timeMs - b.timeMs);
      const late = [...events, ...events.slice(0, 5)]
        .map((event, index) => ({ event, at: event[0].timeMs + (lateBy[index % lateBy.length] as number) }))
        .sort((a, b) => a.at - b.at)
        .map(({ event }) => event);
      expect(encodeStanding(learn(late))).toEqual(encodeStanding(learn(inOrder)));
    }),
    { numRuns: 60 },
  );
});
