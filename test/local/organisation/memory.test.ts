import { organisation } from "../../../lib/local/organisation/organisation.ts";
import { dayMs } from "../../../lib/local/organisation/time-text.ts";

const startMs = Date.UTC(2025, 2, 3);

test("what is held at once, sessions, instances and sources, does not grow with the days", () => {
  const census = { held: 0 };
  const mostByWeek: number[] = [];
  for (const { timeMs } of organisation({ seed: 12, startMs, days: 28 }).timedRecords(census)) {
    const week = Math.floor((timeMs - startMs) / (7 * dayMs));
    mostByWeek[week] = Math.max(mostByWeek[week] ?? 0, census.held);
  }
  expect(mostByWeek).toHaveLength(4);
  const [firstWeek = 0] = mostByWeek;
  expect(firstWeek).toBeGreaterThan(54);
  expect(Math.max(...mostByWeek)).toBeLessThanOrEqual(firstWeek * 1.25);
  expect(Math.max(...mostByWeek)).toBeLessThan(600);
});

test("records are made as they are asked for: the first ones of a thousand years come at once", () => {
  const taken: string[] = [];
  for (const record of organisation({ seed: 13, startMs, days: 365_000 }).records()) {
    taken.push(String(record["eventTime"]));
    if (taken.length === 200) break;
  }
  expect(taken[199]?.slice(0, 10)).toBe("2025-03-03");
});
