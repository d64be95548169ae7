import { scenarios } from "../../evaluate/scenarios/index.ts";
import type { AttackScenario, BuiltAttack } from "../../evaluate/scenarios/scenario.ts";
import type { Activity } from "../../lib/domain/event/activity.ts";
import { readRecord } from "../../lib/domain/event/read-record.ts";
import { resolveActor } from "../../lib/domain/identity/resolve-actor.ts";
import { sessionsIssued } from "../../lib/domain/identity/sessions-issued.ts";
import { type Organisation, organisation } from "../../lib/local/organisation/organisation.ts";
import { dayMs, hourMs, isoSecond } from "../../lib/local/organisation/time-text.ts";
import { remembered } from "./remembered.ts";

type Fields = Readonly<Record<string, unknown>>;

const firstDayMs = Date.UTC(2025, 2, 3);
const seeds = Array.from({ length: 20 }, (_, index) => 500 + index);
const made = [71, 72].map((seed) => remembered(organisation({ seed, startMs: firstDayMs, days: 22, density: 0.4 })));
const [first, second] = made as [Organisation, Organisation];
const organisationFor = (seed: number): Organisation => (seed % 2 === 0 ? first : second);
/** By day and by night, so that sessions that have ended are among those that are taken. */
const startFor = (seed: number): number => firstDayMs + 9 * dayMs + (seed % 5) * 5 * hourMs + 1_234;

const build = (scenario: AttackScenario, seed: number): BuiltAttack =>
  scenario.build({ seed, organisation: organisationFor(seed), startMs: startFor(seed) });

const builds = new Map<string, readonly BuiltAttack[]>();

function buildsOf(scenario: AttackScenario): readonly BuiltAttack[] {
  const known = builds.get(scenario.name) ?? seeds.map((seed) => build(scenario, seed));
  builds.set(scenario.name, known);
  return known;
}

function activityOf(record: object): Activity {
  const reading = readRecord(record);
  if (reading.kind !== "activity") throw new Error(JSON.stringify(record));
  return reading.activity;
}

const networkOf = (address: unknown) => String(address).split(".").slice(0, 3).join(".");

test("there are at least 26 scenarios with names, techniques and stories of their own", () => {
  expect(scenarios.length).toBeGreaterThanOrEqual(26);
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
  expect(new Set(scenarios.map(({ story }) => story)).size).toBe(scenarios.length);
  expect(scenarios.filter(({ technique }) => !/^T\d{4}(?:\.\d{3})?$/.test(technique))).toEqual([]);
  expect(scenarios.filter(({ slow }) => slow).length).toBeGreaterThanOrEqual(3);
  expect(scenarios.filter(({ deterministic }) => deterministic).length).toBeGreaterThanOrEqual(8);
});

test("every kind of machine identity that the organisation watches is hit, and people are", () => {
  const hit = new Set<unknown>();
  for (const scenario of scenarios) {
    for (const [index, { identityKey }] of buildsOf(scenario).entries()) {
      const { identities } = organisationFor(seeds[index] ?? 0);
      hit.add(identities.find(({ key }) => key === identityKey)?.kind);
    }
  }
  expect([...hit].sort()).toEqual(
    [
      "access-key-user",
      "bedrock-agent",
      "ci-oidc",
      "codebuild",
      "ec2",
      "ecs",
      "eks",
      "human",
      "lambda",
      "role",
      "roles-anywhere",
      "third-party",
    ].sort(),
  );
});

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))("%s", (_name, scenario) => {
  test("every record is an activity, in order of time from the start on, with an id of its own", () => {
    const ids = new Set<string>();
    let count = 0;
    for (const [index, { records }] of buildsOf(scenario).entries()) {
      const startMs = startFor(seeds[index] ?? 0);
      expect((records[0] as Fields)["eventTime"]).toBe(isoSecond(startMs));
      const times: number[] = [];
      for (const record of records) {
        const { timeMs, eventId } = activityOf(record);
        times.push(timeMs);
        ids.add(eventId);
        count++;
      }
      expect(times).toEqual([...times].sort((a, b) => a - b));
      const last = times.at(-1) as number;
      expect(records.length).toBeGreaterThanOrEqual(2);
      expect(last - startMs < dayMs).toBe(!scenario.slow);
      expect(last).toBeLessThan(firstDayMs + 21 * dayMs);
    }
    expect(ids.size).toBe(count);
  });

  test("the first record is of the stated identity: its own, or the one that gets it a session", () => {
    for (const [index, { identityKey, records }] of buildsOf(scenario).entries()) {
      expect(organisationFor(seeds[index] ?? 0).identities.map(({ key }) => key)).toContain(identityKey);
      const issued = new Set<string | undefined>();
      let own = 0;
      for (const record of records) {
        const activity = activityOf(record);
        const actor = resolveActor(activity);
        const session = sessionsIssued(activity, actor);
        if (session?.identityKey === identityKey) issued.add(session.accessKeyId);
        if (actor.identity.key === identityKey) own++;
      }
      const begins = activityOf(records[0] ?? {});
      const { key } = resolveActor(begins).identity;
      // A chain of roles begins with the session of the role before the victim's.
      if (key !== identityKey) expect(issued.size).toBeGreaterThan(0);
      expect(own).toBeGreaterThan(0);
    }
  });

  test("a session that no earlier record issued is one that the victim held", () => {
    for (const { identityKey, records } of buildsOf(scenario)) {
      const issued = new Set<string | undefined>();
      const holders = new Set<string>();
      for (const record of records) {
        const activity = activityOf(record);
        const actor = resolveActor(activity);
        const issuing = sessionsIssued(activity, actor);
        if (issuing !== undefined) issued.add(issuing.accessKeyId);
        if (!actor.accessKeyId?.startsWith("ASIA") || issued.has(actor.accessKeyId)) continue;
        holders.add(actor.identity.key);
      }
      expect([...holders].filter((key) => key !== identityKey)).toEqual([]);
    }
  });

  test("the same seed gives the same records, and seeds differ in more than ids", () => {
    const [seed = 0, next = 1] = seeds;
    expect(JSON.stringify(build(scenario, seed))).toBe(JSON.stringify(buildsOf(scenario)[0]));
    expect(build(scenario, next)).not.toEqual(build(scenario, seed));
    const shapes = buildsOf(scenario).map(({ identityKey, records }) =>
      JSON.stringify([
        identityKey,
        records.map((record) => [(record as Fields)["eventName"], (record as Fields)["requestParameters"]]),
      ]),
    );
    expect(new Set(shapes).size).toBeGreaterThan(15);
    const rhythms = buildsOf(scenario).map(({ records }, index) =>
      records.map((record) => activityOf(record).timeMs - startFor(seeds[index] ?? 0)).join(),
    );
    expect(new Set(rhythms).size).toBeGreaterThan(15);
  });

  test("nothing in a record tells that it is part of an attack", () => {
    const telling =
      /attack|malicious|evil|stolen|hack|backdoor|poison|intru|exfil|dormant|scenario|benign|simulat|fake|victim|kali|parrot|pacu|stratus|trufflehog/i;
    for (const { records } of buildsOf(scenario)) expect(telling.exec(JSON.stringify(records))).toBeNull();
  });
});

/** Who acts from where nobody of the organisation ever was. */
const outside = [
  "stolen-key-persistence",
  "stolen-key-one-call-a-day",
  "dormant-key-wakes",
  "baseline-poisoning",
  "instance-credentials-from-laptop",
  "instance-credentials-foreign-instance",
  "function-environment-dump",
  "pod-token-replay",
  "task-role-theft",
  "pipeline-token-stolen",
  "vendor-new-network",
  "machine-certificate-copied",
  "sso-session-stolen",
  "model-access-hijacked",
];

/** Who acts from the victim's own place with its own software. */
const inside = [
  "pipeline-subject-drift",
  "pipeline-poisoned",
  "pipeline-opens-functions",
  "vendor-breach-bulk-read",
  "insider-exports-table",
  "insider-adds-key",
  "agent-writes-beyond-scope",
  "agent-reads-secrets",
  "agent-invokes-foreign-functions",
  "guardrails-removed-by-deployer",
  "logging-stopped-then-read",
  "decoy-bucket-read",
  "decoy-secret-read",
];

describe("networks and software", () => {
  const known = new Map<Organisation, Set<string>>();
  beforeAll(() => {
    for (const one of made) {
      const networks = new Set<unknown>();
      for (const { key } of one.identities) {
        for (const { record } of one.recordsOf(key)) networks.add(record["sourceIPAddress"]);
      }
      known.set(one, new Set([...networks].map(networkOf)));
    }
  });

  test.each(outside)("%s comes from networks that the organisation never uses", (name) => {
    const scenario = scenarios.find((one) => one.name === name) as AttackScenario;
    for (const [index, { identityKey, records }] of buildsOf(scenario).entries()) {
      const networks = known.get(organisationFor(seeds[index] ?? 0));
      const own = records.filter((record) => resolveActor(activityOf(record)).identity.key === identityKey);
      expect(own.filter((record) => networks?.has(networkOf((record as Fields)["sourceIPAddress"])))).toEqual([]);
    }
  });

  const family = (agent: unknown) => String(agent).replace(/md\/command#\S+/, "");
  const agentsOf = new Map<string, Set<string>>();
  function agentsOfLife(one: Organisation, identityKey: string): Set<string> {
    const name = `${one.world.seed} ${identityKey}`;
    const agents =
      agentsOf.get(name) ??
      new Set([...new Set([...one.recordsOf(identityKey)].map(({ record }) => record["userAgent"]))].map(family));
    agentsOf.set(name, agents);
    return agents;
  }

  test.each(inside)("%s stays where its victim is, with its victim's software", (name) => {
    const scenario = scenarios.find((one) => one.name === name) as AttackScenario;
    for (const [index, { identityKey, records }] of buildsOf(scenario).entries()) {
      const one = organisationFor(seeds[index] ?? 0);
      const agents = agentsOfLife(one, identityKey);
      const own = (records as readonly Fields[]).filter(
        (record) => resolveActor(activityOf(record)).identity.key === identityKey,
      );
      expect(own.map((record) => family(record["userAgent"])).filter((agent) => !agents.has(agent))).toEqual([]);
      // A hosted runner is another machine each time, out of the same two hundred networks.
      const addresses = own.map((record) => String(record["sourceIPAddress"])).filter((one) => !one.startsWith("100."));
      expect(addresses.filter((address) => !known.get(one)?.has(networkOf(address)))).toEqual([]);
    }
  });
});

test("a scenario says whom it needs, and that its victim must have acted", () => {
  const small = organisation({ seed: 1, startMs: firstDayMs, days: 1, identities: 2 });
  const scenario = scenarios.find(({ name }) => name === "agent-reads-secrets") as AttackScenario;
  expect(() => scenario.build({ seed: 1, organisation: small, startMs: firstDayMs + hourMs })).toThrow(
    /needs one of .*order-assistant/,
  );
  expect(() => scenario.build({ seed: 1, organisation: first, startMs: firstDayMs - 1 })).toThrow(
    /has done nothing before/,
  );
});
