import { createHash } from "node:crypto";
import { readRecord } from "../../../lib/domain/event/read-record.ts";
import type { IdentityKind } from "../../../lib/domain/identity/identity.ts";
import { resolveActor } from "../../../lib/domain/identity/resolve-actor.ts";
import { sessionsIssued } from "../../../lib/domain/identity/sessions-issued.ts";
import { type Organisation, organisation } from "../../../lib/local/organisation/organisation.ts";
import { dayMs } from "../../../lib/local/organisation/time-text.ts";
import { allows } from "./allows.ts";

/** A Monday. */
const startMs = Date.UTC(2025, 2, 3);

function digest(made: Organisation): string {
  const hash = createHash("sha256");
  for (const record of made.records()) hash.update(`${JSON.stringify(record)}\n`);
  return hash.digest("hex");
}

test("the same seed gives the same records byte for byte, also when asked twice", () => {
  const one = organisation({ seed: 11, startMs, days: 3 });
  const first = digest(one);
  expect(digest(one)).toBe(first);
  expect(digest(organisation({ seed: 11, startMs, days: 3 }))).toBe(first);
});

test("another seed gives other records and other principal ids", () => {
  const [one, other] = [organisation({ seed: 1, startMs, days: 1 }), organisation({ seed: 2, startMs, days: 1 })];
  expect(digest(one)).not.toBe(digest(other));
  const idsOf = (made: Organisation) => made.identities.flatMap(({ principalId }) => principalId ?? []);
  expect(new Set([...idsOf(one), ...idsOf(other)]).size).toBe(idsOf(one).length + idsOf(other).length);
});

test("a week's records come in order of time, each with an eventID of its own, and are as many as is usual", () => {
  const days = 7;
  let last = startMs;
  const misplaced: unknown[] = [];
  const eventIds = new Set<unknown>();
  let count = 0;
  for (const { timeMs, record } of organisation({ seed: 3, startMs, days }).timedRecords()) {
    const second = `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
    if (timeMs < last || record["eventTime"] !== second) misplaced.push([last, timeMs, record]);
    last = timeMs;
    eventIds.add(record["eventID"]);
    count++;
  }
  expect(misplaced).toEqual([]);
  expect(last).toBeLessThan(startMs + days * dayMs);
  expect(eventIds.size).toBe(count);
  // Five weeks of the default organisation.
  expect(count * 5).toBeGreaterThan(150_000);
  expect(count * 5).toBeLessThan(260_000);
});

test("density makes the same organisation busier or quieter", () => {
  const countAt = (density: number) => {
    let count = 0;
    for (const _ of organisation({ seed: 5, startMs, days: 2, density }).records()) count++;
    return count;
  };
  const [quiet, normal, busy] = [countAt(0.3), countAt(1), countAt(3)];
  expect(quiet).toBeLessThan(normal * 0.7);
  expect(busy).toBeGreaterThan(normal * 2);
});

describe("as the warden reads it", () => {
  const made = organisation({ seed: 6, startMs, days: 8 });
  const kinds = new Map<string, Set<IdentityKind>>();
  const unreadable: unknown[] = [];
  const keyOwners = new Map<string, string>();
  const strangeKeys: string[] = [];
  beforeAll(() => {
    const add = (key: string, kind: IdentityKind) => kinds.set(key, (kinds.get(key) ?? new Set()).add(kind));
    for (const record of made.records()) {
      const reading = readRecord(record);
      if (reading.kind !== "activity") {
        unreadable.push(reading);
        continue;
      }
      const actor = resolveActor(reading.activity);
      add(actor.identity.key, actor.identity.kind);
      const issued = sessionsIssued(reading.activity, actor);
      if (issued !== undefined) {
        add(issued.identityKey, issued.kind);
        keyOwners.set(issued.accessKeyId, issued.identityKey);
      }
      const { accessKeyId, identity } = actor;
      const silentlyIssued = identity.kind === "service-linked";
      if (accessKeyId?.startsWith("ASIA") && !silentlyIssued && keyOwners.get(accessKeyId) !== identity.key) {
        strangeKeys.push(`${identity.key} ${accessKeyId}`);
      }
    }
  });

  test("every record is an activity", () => expect(unreadable).toEqual([]));

  test("every session key was issued to its identity by an earlier record", () => {
    expect(strangeKeys).toEqual([]);
    expect(keyOwners.size).toBeGreaterThan(500);
  });

  test("every described identity acts, under the key and the kind that it is described with", () => {
    for (const { key, kind, name } of made.identities) {
      expect([name, kinds.get(key) === undefined]).toEqual([name, false]);
      expect([name, [...(kinds.get(key) ?? [])]]).toEqual([name, expect.arrayContaining([kind])]);
    }
  });

  test("all kinds of machine identities and some people are there", () => {
    const present = new Set(made.identities.map(({ kind }) => kind));
    const wanted: IdentityKind[] = [
      "access-key-user",
      "ec2",
      "lambda",
      "ecs",
      "eks",
      "codebuild",
      "ci-oidc",
      "role",
      "third-party",
      "roles-anywhere",
      "bedrock-agent",
      "service-linked",
      "aws-service",
      "human",
    ];
    expect([...present].sort()).toEqual(wanted.sort());
    expect(made.identities.length).toBeGreaterThanOrEqual(48);
    expect(new Set(made.identities.map(({ accountId }) => accountId)).size).toBe(4);
  });
});

test("an identity's own records are those that the whole organisation shows of it", () => {
  const made = organisation({ seed: 8, startMs, days: 2 });
  const whole = [...made.records()].map((record) => record["eventID"]);
  for (const { key } of made.identities.filter(({ name }) => /nightly-backup|order-events|eks-node/.test(name))) {
    const alone = [...made.recordsOf(key)].map(({ record }) => record["eventID"]);
    const wanted = new Set(alone);
    const inWhole = whole.filter((id) => wanted.has(id));
    expect(inWhole).toEqual(alone);
    expect(alone.length).toBeGreaterThan(50);
  }
});

test("each identity is permitted what it does, and refused what its records say it was refused", () => {
  const made = organisation({ seed: 14, startMs: Date.UTC(2025, 1, 24), days: 28, density: 0.3, identities: 60 });
  const disagreeing = new Set<string>();
  for (const { key, kind, name, permits } of made.identities) {
    if (kind === "human" || kind === "service-linked" || kind === "aws-service") continue;
    const answers = new Map<string, boolean>();
    for (const { record, action } of made.recordsOf(key)) {
      if (action === undefined) continue;
      const permitted = answers.get(action) ?? allows(permits, action);
      answers.set(action, permitted);
      const refused = /Denied|Unauthorized/.test(String(record["errorCode"]));
      if (permitted === refused) disagreeing.add(`${name} ${action} ${refused}`);
    }
  }
  expect([...disagreeing]).toEqual([]);
});

test("a small organisation has the first of each group, a big one gets nameless services", () => {
  const small = organisation({ seed: 9, startMs, days: 1, identities: 11 });
  expect(small.identities).toHaveLength(11);
  expect(new Set(small.identities.map(({ kind }) => kind)).size).toBe(11);
  const big = organisation({ seed: 9, startMs, days: 1, identities: 200 });
  expect(big.identities).toHaveLength(200);
  expect(new Set(big.identities.map(({ key }) => key)).size).toBe(200);
  const [again] = big.recordsOf(small.identities[0]?.key ?? "");
  expect(again).toEqual([...small.recordsOf(small.identities[0]?.key ?? "")][0]);
});

test("planned changes name their identity and fall into the time in which they are to be seen", () => {
  const made = organisation({ seed: 10, startMs, days: 35 });
  const keys = new Set(made.identities.map(({ key }) => key));
  expect(made.changes.map(({ what }) => what).join(", ")).toMatch(/rotated.*adopted.*eu-west-1/s);
  for (const { identityKey, atMs } of made.changes) {
    expect(keys).toContain(identityKey);
    expect(atMs).toBeGreaterThan(startMs);
    expect(atMs).toBeLessThan(startMs + 35 * dayMs);
  }
});

test.each([
  ["days", { days: 0 }],
  ["days", { days: Number.POSITIVE_INFINITY }],
  ["density", { days: 1, density: -1 }],
  ["identities", { days: 1, identities: 0 }],
])("refuses a senseless number of %s and says what is allowed", (name, options) => {
  expect(() => organisation({ seed: 1, startMs, ...options })).toThrow(new RegExp(`^${name} is .*above 0`));
});

test("refuses a key that it does not have", () => {
  expect(() => organisation({ seed: 1, startMs, days: 1 }).recordsOf("arn:nobody")).toThrow(/no identity "arn:nobody"/);
});
