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
  "203.0.113.83": { asn: 14061, organisation: "DigitalOcean", hosting: true },
  "203.0.113.84": { asn: 39351, organisation: "31173 Services AB", hosting: true },
  "203.0.113.85": { asn: 64997, organisation: "Small Racks", hosting: true },
  "203.0.113.86": { asn: 64996, organisation: "Elsewhere" },
  "203.0.113.87": { asn: 16509, hosting: true, awsService: "EC2", awsRegion: "us-east-1" },
  "203.0.113.88": { asn: 16509, awsService: "EC2", awsRegion: "us-east-1" },
  "203.0.113.89": { kind: "own", asn: 14061, organisation: "DigitalOcean", hosting: true },
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

test("a new system that rents out machines or sells VPN access says a little more than another, and what it does", () => {
  const systemOf = (sourceAddress: string) =>
    shown({ sourceAddress }).filter(({ observed }) => observed.includes(" AS"));
  const said = (sourceAddress: string) => systemOf(sourceAddress).map(({ observed }) => observed);
  expect(said("203.0.113.83")).toEqual(["network AS14061 DigitalOcean, which rents out machines"]);
  expect(said("203.0.113.84")).toEqual(["network AS39351 31173 Services AB, which sells VPN access"]);
  expect(said("203.0.113.85")).toEqual(["network AS64997 Small Racks, which rents out machines"]);
  expect(said("203.0.113.86")).toEqual(["network AS64996 Elsewhere"]);
  const rented = systemOf("203.0.113.83")[0]!;
  const other = systemOf("203.0.113.86")[0]!;
  expect(rented).toMatchObject({ kind: "network", family: "network", deterministic: false });
  expect(rented.points / other.points).toBeCloseTo(1.6 / 1.3, 2);
});

test("alone a new system that rents out is told to people at the most, and stops nothing", () => {
  const decisionOn = (sourceAddress: string) => {
    const activity = madeActivity({ eventId: eventIdOf(0xabc002), timeMs: nightOf(nights) + 60_000, sourceAddress });
    const enforced = { ...defaultPolicy, mode: "enforce" } as const;
    const terms = termsFor(actor.identity.key, noRules, enforced, surroundingsOf(enforced, { networks: lookup }));
    const { trust, decision } = assess(activity, actor, copyOf(standing), terms, activity.timeMs);
    return { trust, action: decision.action };
  };
  const other = decisionOn("203.0.113.86");
  for (const address of ["203.0.113.83", "203.0.113.84", "203.0.113.85"]) {
    const rented = decisionOn(address);
    expect(rented.trust).toBeLessThan(other.trust);
    expect(rented.trust).toBeGreaterThanOrEqual(52);
    expect(["review", "alert"]).toContain(rented.action);
  }
  expect(other.action).toBe("review");
});

test("a machine in AWS says no more where a database calls it hosted, and the organisation's own nothing of systems", () => {
  const points = (sourceAddress: string) => shown({ sourceAddress }).map((signal) => [signal.observed, signal.points]);
  expect(points("203.0.113.87")).toEqual(points("203.0.113.88"));
  expect(points("203.0.113.89")).toEqual(points("203.0.113.78"));
});

test("an identity that lives with a hoster is at home there: no news, and kept under the system's name alone", () => {
  const hosted = emptyStanding();
  const habit = nightlyBackup(nights, { sourceAddress: "203.0.113.83" });
  for (const activity of habit) assess(activity, actor, hosted, termsWith(lookup), activity.timeMs);
  const at = (sourceAddress: string) => {
    const next = madeActivity({ eventId: eventIdOf(0xabc001), timeMs: nightOf(nights) + 60_000, sourceAddress });
    return assess(next, actor, copyOf(hosted), termsWith(lookup), next.timeMs).signals;
  };
  expect(at("203.0.113.83")).toEqual([]);
  expect(at("198.51.100.7").map(({ expected }) => expected)).toContain("AS14061 DigitalOcean (30 of 30 days)");
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
