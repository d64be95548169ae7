import { assess } from "../../../lib/domain/assess.ts";
import type { NetworkFacts, NetworkLookup } from "../../../lib/domain/behaviour/network-facts.ts";
import type { Signal } from "../../../lib/domain/detection/signal.ts";
import type { Activity } from "../../../lib/domain/event/activity.ts";
import { defaultPolicy } from "../../../lib/domain/response/policy.ts";
import { surroundingsOf, termsFor } from "../../../lib/domain/terms.ts";
import { emptyStanding, type Standing } from "../../../lib/domain/trust/standing.ts";
import { copyOf, eventIdOf, nightlyBackup, nightOf, noRules } from "../learned.ts";
import { madeActivity, madeActor } from "../made-activity.ts";

const nights = 30;
const actor = madeActor();
const known: Readonly<Record<string, Partial<NetworkFacts>>> = {
  "192.0.2.10": { asn: 64500, organisation: "Home Line", country: "DE" },
  "198.51.100.7": { asn: 64500, organisation: "Home Line", country: "DE" },
  "203.0.113.77": { asn: 64999, organisation: "Elsewhere", country: "BR" },
  "203.0.113.78": { kind: "own" },
  "203.0.113.79": { asn: 64998, country: "DE", tor: true },
  "203.0.113.81": { asn: 64998, country: "DE", threatLists: ["scanners"] },
  "203.0.113.82": { kind: "own", threatLists: ["botnet", "scanners"] },
  "203.0.113.80": { awsService: "EC2", awsRegion: "us-east-1" },
};
const lookup: NetworkLookup = (address) => ({
  prefix: `${address.slice(0, address.lastIndexOf("."))}.0/24`,
  kind: "public",
  ...known[address],
});

const termsWith = (networks?: NetworkLookup) =>
  termsFor(actor.identity.key, noRules, defaultPolicy, surroundingsOf(defaultPolicy, networks && { networks }));
function learnedWith(networks?: NetworkLookup): Standing {
  const standing = emptyStanding();
  for (const activity of nightlyBackup(nights)) assess(activity, actor, standing, termsWith(networks), activity.timeMs);
  return standing;
}
const standing = learnedWith(lookup);
function shown(bent: Partial<Activity>, networks: NetworkLookup | undefined = lookup): readonly Signal[] {
  const activity = madeActivity({ eventId: eventIdOf(0xabc000), timeMs: nightOf(nights) + 60_000, ...bent });
  return assess(activity, actor, copyOf(standing), termsWith(networks), activity.timeMs).signals;
}
const most = (signals: readonly Signal[]) => Math.max(0, ...signals.map(({ points }) => points));

test("a new address of the usual provider says little, one of a new provider and country more than the address alone", () => {
  const home = shown({ sourceAddress: "198.51.100.7" });
  const elsewhere = shown({ sourceAddress: "203.0.113.77" });
  const alone = shown({ sourceAddress: "203.0.113.77" }, () => ({ prefix: "203.0.113.0/24", kind: "public" }));
  expect(home.map(({ observed }) => observed)).toEqual(["network 198.51.100.0/24"]);
  expect(elsewhere.map(({ observed }) => observed)).toEqual([
    "network 203.0.113.0/24",
    "network AS64999 Elsewhere",
    "network country BR",
  ]);
  expect(elsewhere[1]?.expected).toBe("AS64500 Home Line (30 of 30 days)");
  expect(new Set(elsewhere.map(({ family }) => family))).toEqual(new Set(["network"]));
  expect(most(home)).toBeLessThan(most(alone) / 2);
  expect(most(elsewhere)).toBeGreaterThan(most(alone));
});

test("the organisation's own address hardly counts, one of AWS less than a stranger's", () => {
  const own = most(shown({ sourceAddress: "203.0.113.78" }));
  const aws = most(shown({ sourceAddress: "203.0.113.80" }));
  const stranger = most(shown({ sourceAddress: "203.0.113.90" }));
  expect(own).toBeLessThan(aws);
  expect(aws).toBeLessThan(stranger);
});

test("a call out of Tor is a deviation of its own, unless it came from there before the list was known", () => {
  expect(shown({ sourceAddress: "203.0.113.79" }).map(({ kind }) => kind)).toContain("threat-network");
  const hidden = emptyStanding();
  const habit = nightlyBackup(nights, { sourceAddress: "203.0.113.79" });
  for (const activity of habit) assess(activity, actor, hidden, termsWith(), activity.timeMs);
  const next = madeActivity({ timeMs: nightOf(nights), sourceAddress: "203.0.113.79", eventName: "GetObject" });
  expect(assess(next, actor, hidden, termsWith(lookup), next.timeMs).signals).toEqual([]);
});

test("a call off the owner's threat lists is told with their names, also from the organisation's own network", () => {
  const threats = (sourceAddress: string) => shown({ sourceAddress }).filter(({ kind }) => kind === "threat-network");
  expect(threats("203.0.113.81")).toMatchObject([
    {
      family: "network",
      points: 40,
      observed: "a call from an address on the list scanners (203.0.113.0/24)",
      expected: "never from such a network",
      deterministic: false,
    },
  ]);
  expect(threats("203.0.113.82").map(({ observed }) => observed)).toEqual([
    "a call from an address on the list botnet, scanners (203.0.113.0/24)",
  ]);
});

test("a list exempts nothing: with one an address takes from trust at least what it takes without", () => {
  for (const [address, facts] of Object.entries(known)) {
    const without = shown({ sourceAddress: address });
    const listed: NetworkLookup = (asked) => ({
      ...lookup(asked),
      ...(asked === address ? { threatLists: ["x"] } : {}),
    });
    const withList = shown({ sourceAddress: address }, listed);
    const others = (signals: readonly Signal[]) => signals.filter(({ kind }) => kind !== "threat-network");
    if (facts.threatLists === undefined) expect(others(withList)).toEqual(others(without));
    expect(most(withList)).toBeGreaterThanOrEqual(most(without));
  }
});

test("what a network database says can be read by rules", () => {
  const seen: unknown[] = [];
  const rules = {
    match: (_: Activity, facts?: Readonly<Record<string, unknown>>) => {
      seen.push(facts?.["network"]);
      return [];
    },
  };
  const activity = madeActivity({ timeMs: nightOf(nights), sourceAddress: "203.0.113.79" });
  const terms = termsFor(actor.identity.key, rules, defaultPolicy, surroundingsOf(defaultPolicy, { networks: lookup }));
  assess(activity, actor, copyOf(standing), terms, activity.timeMs);
  expect(seen).toMatchObject([
    { kind: "public", prefix: "203.0.113.0/24", asn: 64998, country: "DE", tor: true, aws: false },
  ]);
});
