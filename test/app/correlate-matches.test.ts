import fc from "fast-check";
import { memoryCorrelations } from "../../lib/adapters/memory/correlations.ts";
import { correlateMatches, type IdentityMatch } from "../../lib/app/correlate-matches.ts";
import type { CorrelationStore } from "../../lib/app/correlation-store.ts";
import { correlate } from "../../lib/domain/detection/sigma/correlation/correlate.ts";
import {
  correlating,
  loaded,
  match,
  ruleText,
  startMs,
  told,
} from "../domain/detection/sigma/correlation/correlation-rules.ts";
import { readingTogether } from "./reading-together.ts";

const counting = correlating(
  "type: event_count\nrules: [a, b]\ngroup-by: [user]\ntimespan: 1m\ncondition: { gte: 3 }\ngenerate: true",
);
const chained = loaded({
  a: ruleText(),
  b: ruleText(),
  outer: "title: O\ncorrelation: { type: temporal, rules: [inner, b], group-by: [user], timespan: 2m }",
  inner:
    "title: I\ncorrelation: { type: event_count, rules: [a], group-by: [user], timespan: 1m, condition: { gte: 2 } }",
});
const by = (identityKey: string, second: number, change: Parameters<typeof match>[1] = {}): IdentityMatch => ({
  ...match(second, change),
  identityKey,
});
const nowMs = startMs + 100_000;
const tellings = (report: Awaited<ReturnType<typeof correlateMatches>>) =>
  [...report.findings].map(([identityKey, findings]) => [identityKey, told(findings)]).sort();

test("a finding is told with the identity of the match that completed it, across batches", async () => {
  const parts = { correlations: counting, store: memoryCorrelations() };
  expect((await correlateMatches(parts, [by("x", 0), by("y", 1)], nowMs)).findings.size).toBe(0);
  const report = await correlateMatches(parts, [by("z", 2), by("other", 2, { ruleId: "unwanted" })], nowMs);
  expect(tellings(report)).toEqual([["z", [`it ${match(2).eventId}: 3 events within 1m, user u`]]]);
  expect(report).toMatchObject({ writes: 1, conflicts: 0, unreadable: 0 });
});

test("a batch without wanted matches does not touch the store", async () => {
  const store: CorrelationStore = {
    load: () => Promise.reject(new Error("not to be read")),
    save: () => Promise.reject(new Error("not to be written")),
  };
  const report = await correlateMatches({ correlations: counting, store }, [by("x", 0, { ruleId: "c" })], nowMs);
  expect(report).toMatchObject({ writes: 0, findings: new Map() });
});

test("a batch that is given again writes nothing and gives its findings again", async () => {
  for (const correlations of [counting, chained]) {
    const parts = { correlations, store: memoryCorrelations() };
    const batch = [by("x", 0), by("x", 1), by("x", 2), by("x", 3, { ruleId: "b" })];
    const first = await correlateMatches(parts, batch, nowMs);
    const second = await correlateMatches(parts, batch, nowMs);
    expect(first.findings.size).toBe(1);
    expect(tellings(second)).toEqual(tellings(first));
    expect(second.writes).toBe(0);
  }
});

test("findings that were lost after the groups were written come with the batch's next delivery", async () => {
  const kept = memoryCorrelations();
  let fail = true;
  const store: CorrelationStore = {
    load: kept.load,
    async save(writes) {
      const conflicts = await kept.save(writes);
      if (fail) throw new Error("the answer was lost");
      return conflicts;
    },
  };
  const parts = { correlations: counting, store };
  const batch = [by("x", 0), by("x", 1), by("x", 2)];
  await expect(correlateMatches(parts, batch, nowMs)).rejects.toThrow("the answer was lost");
  fail = false;
  expect(tellings(await correlateMatches(parts, batch, nowMs))).toEqual([["x", [expect.stringContaining("3 events")]]]);
});

test("handlers that count into one group at the same time lose nothing, and one of them tells", async () => {
  const kept = memoryCorrelations();
  const parts = { correlations: counting, store: readingTogether(kept, 3) };
  const reports = await Promise.all([0, 1, 2].map((second) => correlateMatches(parts, [by("x", second)], nowMs)));
  expect(reports.map(({ findings }) => findings.size).sort()).toEqual([0, 0, 1]);
  expect(reports.reduce((sum, { conflicts }) => sum + conflicts, 0)).toBeGreaterThanOrEqual(2);
});

test("a group that others keep changing is given up at last, so that the queue retries", async () => {
  const store: CorrelationStore = {
    load: async () => new Map(),
    save: async (writes) => writes.map(({ key }) => key),
  };
  const pauses: number[] = [];
  const pause = async (attempt: number) => pauses.push(attempt);
  await expect(correlateMatches({ correlations: counting, store, pause }, [by("x", 0)], nowMs)).rejects.toThrow(
    /1 groups of correlations changed 20 times/,
  );
  expect(pauses).toEqual(Array.from({ length: 19 }, (_, index) => index + 2));
});

test("a stored group that is damaged is begun anew, and counted", async () => {
  const kept = memoryCorrelations();
  const store: CorrelationStore = {
    load: async (keys) =>
      new Map([...(await kept.load(keys))].map(([key, stored]) => [key, { ...stored, bytes: stored.bytes.slice(3) }])),
    save: kept.save,
  };
  const parts = { correlations: counting, store };
  await correlateMatches(parts, [by("x", 0)], nowMs);
  const report = await correlateMatches(parts, [by("x", 1), by("x", 2), by("x", 3)], nowMs);
  expect(report).toMatchObject({ unreadable: 1, conflicts: 0 });
  expect(report.findings.size).toBe(1);
});

test("a group may be forgotten once nothing can meet its events any more", async () => {
  const expiries: number[] = [];
  const store: CorrelationStore = {
    load: async () => new Map(),
    async save(writes) {
      expiries.push(...writes.map(({ expiresAtSeconds }) => expiresAtSeconds));
      return [];
    },
  };
  await correlateMatches({ correlations: counting, store }, [by("x", 0)], nowMs);
  await correlateMatches({ correlations: counting, store }, [by("x", 500)], nowMs);
  // A minute's timespan and an hour's grace, from now or from the event where that is newer.
  expect(expiries).toEqual([nowMs / 1_000 + 3_660, startMs / 1_000 + 500 + 3_660]);
});

test("over a store, any batches give what they give in memory", async () => {
  const drawn = fc.array(
    fc.array(fc.record({ second: fc.nat(300), ruleId: fc.constantFrom("a", "b"), user: fc.constantFrom("u", "v") }), {
      maxLength: 8,
    }),
    { maxLength: 6 },
  );
  await fc.assert(
    fc.asyncProperty(drawn, fc.constantFrom(counting, chained), async (batches, correlations) => {
      const parts = { correlations, store: memoryCorrelations() };
      let state: Parameters<typeof correlate>[2] = new Map();
      for (const batch of batches) {
        const matches = batch.map(({ second, ...change }) => by(change.user, second, change));
        const stored = await correlateMatches(parts, matches, nowMs);
        const plain = correlate(correlations, matches, state, nowMs);
        state = plain.state;
        expect(told([...stored.findings.values()].flat())).toEqual(told(plain.findings));
        expect(stored.losses).toEqual(plain.losses);
      }
    }),
    { numRuns: 100 },
  );
});
