import { readRecord } from "../../../lib/domain/event/read-record.ts";
import { resolveActor } from "../../../lib/domain/identity/resolve-actor.ts";
import { attackCatalogue } from "../../../lib/local/organisation/attacks/catalogue.ts";
import type { AttackScenario } from "../../../lib/local/organisation/attacks/scenario.ts";
import { organisation } from "../../../lib/local/organisation/organisation.ts";
import { dayMs, hourMs } from "../../../lib/local/organisation/time-text.ts";
import { allows } from "./allows.ts";

type Fields = Readonly<Record<string, unknown>>;

const firstDayMs = Date.UTC(2025, 1, 24);
const startMs = firstDayMs + 15 * dayMs + 10 * hourMs;
const made = organisation({ seed: 31, startMs: firstDayMs, days: 16, density: 0.5 });
const names = Object.keys(attackCatalogue);

function scenarioNamed(name: string): AttackScenario {
  const make = attackCatalogue[name];
  if (make === undefined) throw new RangeError(name);
  return make({ organisation: made, startMs });
}

const histories = new Map<string, ReturnType<typeof readHistory>>();

/** What the identity's own records show before the attack. */
function history(identityKey: string) {
  const known = histories.get(identityKey) ?? readHistory(identityKey);
  histories.set(identityKey, known);
  return known;
}

function readHistory(identityKey: string) {
  const own = [...made.recordsOf(identityKey)].filter(({ timeMs }) => timeMs < startMs);
  const networkOf = (address: unknown) => String(address).split(".").slice(0, 3).join(".");
  return {
    own,
    networkOf,
    networks: new Set(own.map(({ record }) => networkOf(record["sourceIPAddress"]))),
    agents: new Set(own.map(({ record }) => record["userAgent"])),
    actions: new Set(own.map(({ record }) => `${record["eventSource"]} ${record["eventName"]}`)),
    keys: new Set(own.map(({ record }) => (record["userIdentity"] as Fields)["accessKeyId"])),
  };
}

test("what the identity may do decides which steps its own policies refuse", () => {
  const disagreeing = names.map(scenarioNamed).flatMap((scenario) => {
    const { permits = [] } = made.identities.find(({ key }) => key === scenario.identityKey) ?? {};
    const [first] = scenario.attackSteps().filter(({ accessKeyId }) => accessKeyId !== undefined);
    return scenario
      .attackSteps()
      .filter(({ accessKeyId }) => accessKeyId !== undefined && accessKeyId === first?.accessKeyId)
      .filter(({ action, permitted }) => allows(permits, action) !== permitted)
      .map(({ action }) => `${scenario.name} ${action}`);
  });
  expect(disagreeing).toEqual([]);
});

test("there are the five scenarios", () => {
  expect(names.sort()).toEqual([
    "agent-beyond-scope",
    "dormant-key-wakes-up",
    "poisoned-pipeline",
    "stolen-access-key",
    "stolen-instance-credentials",
  ]);
});

describe.each(names)("%s", (name) => {
  const scenario = scenarioNamed(name);
  const steps = scenario.attackSteps();

  test("gives the same steps each time, in order, with records at those times", () => {
    expect(JSON.stringify(scenarioNamed(name).attackSteps())).toBe(JSON.stringify(steps));
    expect(scenario.name).toBe(name);
    expect(steps.length).toBeGreaterThanOrEqual(10);
    let last = startMs;
    for (const { timeMs, atOffsetMs, record } of steps) {
      expect(timeMs).toBe(startMs + atOffsetMs);
      expect(timeMs).toBeGreaterThanOrEqual(last);
      expect(record["eventTime"]).toBe(`${new Date(timeMs).toISOString().slice(0, 19)}Z`);
      last = timeMs;
    }
  });

  test("each step says of the call what its record says", () => {
    for (const step of steps) {
      const { record } = step;
      expect(record).toMatchObject({
        eventSource: step.eventSource,
        eventName: step.eventName,
        sourceIPAddress: step.sourceAddress,
        userAgent: step.userAgent,
        recipientAccountId: step.accountId,
      });
      const user = record["userIdentity"] as Fields;
      expect(user["accessKeyId"]).toBe(step.accessKeyId);
      expect(record["errorCode"] === undefined).toBe(step.permitted);
      expect(step.action).toMatch(/^[a-z0-9-]+:[A-Za-z]+$/);
      expect(step.resourceArn).toMatch(/^\*$|^arn:aws:/);
    }
    expect(steps.some(({ resourceArn }) => resourceArn !== "*")).toBe(true);
  });

  test("the warden reads every record, and counts the signed ones to the described identity", () => {
    for (const { record, accessKeyId } of steps) {
      const reading = readRecord(record);
      expect(reading.kind).toBe("activity");
      if (reading.kind !== "activity" || accessKeyId === undefined) continue;
      expect(resolveActor(reading.activity).identity.key).toBe(scenario.identityKey);
    }
  });

  test("every key is one that the identity held at the time, or that an earlier step made", () => {
    const held = new Set(history(scenario.identityKey).keys);
    for (const { accessKeyId, createsAccessKeyId } of steps) {
      if (accessKeyId !== undefined) expect(held).toContain(accessKeyId);
      if (createsAccessKeyId !== undefined) held.add(createsAccessKeyId);
    }
  });

  test("does something that the identity never did, and something that harms", () => {
    const { actions } = history(scenario.identityKey);
    expect(
      steps.filter(({ eventSource, eventName }) => !actions.has(`${eventSource} ${eventName}`)).length,
    ).toBeGreaterThan(2);
    expect(
      steps.some(({ permitted, action }) => permitted && /GetSecretValue|AttachUserPolicy|GetObject/.test(action)),
    ).toBe(true);
    expect(steps.some(({ permitted }) => !permitted)).toBe(true);
  });
});

test.each(["stolen-access-key", "stolen-instance-credentials", "dormant-key-wakes-up"])(
  "%s comes from a network and with software that the identity never used",
  (name) => {
    const scenario = scenarioNamed(name);
    const { networks, networkOf, agents } = history(scenario.identityKey);
    for (const { sourceAddress, userAgent } of scenario.attackSteps()) {
      expect(networks).not.toContain(networkOf(sourceAddress));
      expect(agents).not.toContain(userAgent);
    }
  },
);

test("the stolen instance session was issued by EC2 to an instance, less than six hours before", () => {
  const scenario = scenarioNamed("stolen-instance-credentials");
  const key = scenario.attackSteps()[0]?.accessKeyId;
  const issued = history(scenario.identityKey).own.find(({ record }) => {
    const response = record["responseElements"] as { credentials?: { accessKeyId?: string } } | null;
    return response?.credentials?.accessKeyId === key;
  });
  expect(issued?.record["sourceIPAddress"]).toBe("ec2.amazonaws.com");
  expect(startMs - (issued?.timeMs ?? 0)).toBeLessThan(6 * hourMs);
});

test("the agent beyond its scope is on its own network, with its own session and software", () => {
  const scenario = scenarioNamed("agent-beyond-scope");
  const { agents } = history(scenario.identityKey);
  for (const { sourceAddress, userAgent } of scenario.attackSteps()) {
    expect(sourceAddress).toMatch(/^10\.20\.|^198\.51\.100\./);
    expect(agents).toContain(userAgent);
  }
});

test("the poisoned pipeline comes in as the job always does: by its token, from a runner", () => {
  const [assume, ...rest] = scenarioNamed("poisoned-pipeline").attackSteps();
  expect(assume?.eventName).toBe("AssumeRoleWithWebIdentity");
  expect(assume?.record["userIdentity"]).toMatchObject({ userName: "repo:acme-shop/storefront:ref:refs/heads/main" });
  expect(rest.every(({ accessKeyId }) => accessKeyId === assume?.createsAccessKeyId)).toBe(true);
  expect(rest.map(({ eventName }) => eventName)).toEqual(
    expect.arrayContaining(["UpdateAssumeRolePolicy", "CreateUser", "CreateAccessKey"]),
  );
});

test("the dormant key had been silent since its job ended", () => {
  const { own } = history(scenarioNamed("dormant-key-wakes-up").identityKey);
  expect(own.length).toBeGreaterThan(100);
  expect(startMs - (own.at(-1)?.timeMs ?? 0)).toBeGreaterThan(11 * dayMs);
});

test("nothing in a record tells that it is part of an attack", () => {
  const telling =
    /attack|malicious|evil|stolen|hack|backdoor|poison|intru|exfil|dormant|scenario|benign|simulat|fake|victim/i;
  const fieldsOfBenign = new Set<string>();
  const tellTales: string[] = [];
  const search = (of: string, record: Fields) => {
    const found = telling.exec(JSON.stringify(record));
    if (found !== null) tellTales.push(`${of}: ${found[0]} in ${record["eventName"]}`);
  };
  for (const { timeMs, record } of made.timedRecords()) {
    if (timeMs <= startMs) for (const name of Object.keys(record)) fieldsOfBenign.add(name);
    search("benign", record);
  }
  for (const { name, attackSteps } of names.map(scenarioNamed)) {
    for (const { record } of attackSteps()) {
      tellTales.push(...Object.keys(record).filter((field) => !fieldsOfBenign.has(field)));
      search(name, record);
    }
  }
  expect(tellTales).toEqual([]);
});

test("a scenario refuses a time before its identity did anything, and an organisation without it", () => {
  const early = { organisation: made, startMs: firstDayMs - dayMs };
  expect(() => attackCatalogue["stolen-access-key"]?.(early).attackSteps()).toThrow(/has done nothing before/);
  const small = organisation({ seed: 1, startMs: firstDayMs, days: 1, identities: 2 });
  expect(() => attackCatalogue["agent-beyond-scope"]?.({ organisation: small, startMs })).toThrow(
    /make the organisation larger/,
  );
});
