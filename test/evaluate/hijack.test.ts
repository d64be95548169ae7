import { canBeHijacked, choosePairs, continuedBy } from "../../evaluate/hijack.ts";
import { identityOf } from "../../evaluate/sets/splice.ts";
import type { CloudTrailRecord } from "../../lib/domain/event/activity.ts";
import { organisation } from "../../lib/local/organisation/organisation.ts";

const startMs = Date.UTC(2026, 2, 2);
const made = organisation({ seed: 61, startMs, days: 3, identities: 40 });

test("pairs are of one kind and account, of two different machines, and the same for the same seed", () => {
  const pairs = choosePairs(made.identities, 30, 5);
  expect(pairs).toHaveLength(30);
  for (const { kept, other } of pairs) {
    expect(other.key).not.toBe(kept.key);
    expect([other.kind, other.accountId]).toEqual([kept.kind, kept.accountId]);
    expect(canBeHijacked(kept)).toBe(true);
  }
  const names = pairs.map(({ kept, other }) => `${kept.key} ${other.key}`);
  expect(new Set(names).size).toBe(names.length);
  expect(choosePairs(made.identities, 30, 5)).toEqual(pairs);
});

test("where there are fewer pairs than wanted, all of them are taken", () => {
  const two = made.identities.filter(({ kind }) => kind === "access-key-user").slice(0, 2);
  expect(choosePairs(two, 30, 5)).toHaveLength(2);
});

test("a continuation is the other one's day under the kept identity's fields, and nothing else", () => {
  const [pair] = choosePairs(made.identities, 1, 5);
  if (pair === undefined) throw new Error("expected a pair");
  const day = Math.floor(startMs / 86_400_000) + 1;
  const records = continuedBy(made, pair.kept, pair.other, day);
  expect(records.length).toBeGreaterThan(5);
  const own = [...made.recordsOf(pair.other.key)].map(({ record }) => record);
  const byId = new Map(own.map((record) => [record["eventID"], record]));
  for (const { timeMs, record, attack } of records) {
    expect(attack).toBe(true);
    expect(Math.floor(timeMs / 86_400_000)).toBe(day);
    expect(identityOf(record)?.key).toBe(pair.kept.key);
    const before = byId.get(record["eventID"]) as CloudTrailRecord;
    expect(identityOf(before)?.key).toBe(pair.other.key);
    expect({ ...record, userIdentity: undefined }).toEqual({ ...before, userIdentity: undefined });
  }
});
