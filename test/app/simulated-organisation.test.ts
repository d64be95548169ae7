import type { BatchReport } from "../../lib/app/assess-batch.ts";
import type { CloudTrailRecord, Reading } from "../../lib/domain/event/activity.ts";
import { organisation } from "../../lib/local/organisation/organisation.ts";
import { builtInRules } from "../built-in-rules.ts";
import { assessorOn, memoryParts, readingOf, storedIn } from "./organisation-batches.ts";

const startMs = Date.UTC(2026, 2, 2);
const timed = [...organisation({ seed: 7, startMs, days: 6, density: 0.2 }).timedRecords()];
const size = 500;
const batches: { readonly readings: Reading[]; readonly nowMs: number }[] = [];
for (let at = 0; at < timed.length; at += size) {
  const slice = timed.slice(at, at + size);
  batches.push({
    readings: slice.map(({ record }: { record: CloudTrailRecord }) => readingOf(record)),
    nowMs: slice.at(-1)?.timeMs as number,
  });
}

async function replay(repeats: (batch: number) => number, assessors = 1) {
  const parts = memoryParts();
  const rules = await builtInRules();
  const assess = Array.from({ length: assessors }, () => assessorOn(parts, { rules }));
  const reports: BatchReport[] = [];
  for (const [index, { readings, nowMs }] of batches.entries()) {
    for (let time = 0; time < repeats(index); time++) {
      reports.push(await (assess[(index + time) % assessors] as (typeof assess)[number])(readings, nowMs));
    }
  }
  return { parts, reports, stored: await storedIn(parts.standings) };
}

let once: Awaited<ReturnType<typeof replay>>;
beforeAll(async () => {
  once = await replay(() => 1);
});

test("over an organisation's days each batch writes each identity it touches once at the most", async () => {
  const { parts, reports } = once;
  expect(batches.length).toBeGreaterThan(5);
  for (const [index, writes] of parts.writes.entries()) {
    const keys = writes.map(({ identityKey }) => identityKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeLessThanOrEqual(reports[index]?.identities as number);
    expect(reports[index]?.standingWrites).toBe(keys.length);
  }
  const activities = reports.reduce((sum, report) => sum + report.activities, 0);
  const writes = reports.reduce((sum, report) => sum + report.standingWrites, 0);
  expect(activities).toBe(timed.length);
  expect(writes * 4).toBeLessThan(activities);
});

test("batches that are delivered twice, to another handler, change nothing: same standings, same alerts", async () => {
  const twice = await replay((index) => (index % 3 === 0 ? 2 : 1), 3);
  expect(twice.stored).toEqual(once.stored);
  expect(twice.parts.notices.sent()).toEqual(once.parts.notices.sent());
  const again = twice.reports.filter((report, index) => index > 0 && report.standingWrites === 0).length;
  expect(again).toBe(batches.filter((_, index) => index % 3 === 0).length);
});

test("an organisation's ordinary days contain nobody", () => {
  expect(once.parts.playbooks.started()).toEqual([]);
});
