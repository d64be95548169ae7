import fc from "fast-check";
import { between } from "../../../lib/local/organisation/patterns/at-times.ts";
import { cron, hourly, nightly } from "../../../lib/local/organisation/patterns/cron.ts";
import { fleet } from "../../../lib/local/organisation/patterns/fleet.ts";
import { monthly } from "../../../lib/local/organisation/patterns/monthly.ts";
import { officeHours } from "../../../lib/local/organisation/patterns/office-hours.ts";
import type { Moment, Pattern } from "../../../lib/local/organisation/patterns/pattern.ts";
import { pipelineRuns } from "../../../lib/local/organisation/patterns/pipeline-runs.ts";
import { polling } from "../../../lib/local/organisation/patterns/polling.ts";
import { releaseAt, releasePlan, releases } from "../../../lib/local/organisation/patterns/releases.ts";
import { busyness, traffic } from "../../../lib/local/organisation/patterns/time-of-day.ts";
import { seededRandom } from "../../../lib/local/organisation/random.ts";
import { dayMs, hourMs, isWorkingDay, minuteMs } from "../../../lib/local/organisation/time-text.ts";

/** A Monday. */
const monday = Date.UTC(2025, 2, 3);

function moments(pattern: Pattern, days: number, density = 1, startMs = monday, seed = 1): Moment[] {
  const random = seededRandom(seed, "pattern");
  return [...pattern({ startMs, endMs: startMs + days * dayMs, density, random, census: { held: 0 } })];
}

const hourOf = ({ timeMs }: Moment) => new Date(timeMs).getUTCHours();

const every: Readonly<Record<string, Pattern>> = {
  nightly: nightly(23, [40, 90], 60_000),
  hourly: hourly(55, [10, 40], 20_000),
  cron: cron({ everyMs: 5 * minuteMs, offsetMs: 0, jitterMs: 4 * minuteMs, calls: [1, 60], gapMs: 20_000 }),
  monthly: monthly(23, [50, 80], 60_000),
  polling: polling({ everyMs: 3 * minuteMs, calls: 4, jitter: 0.9 }),
  traffic: traffic({ burstsADay: 200, calls: [1, 9], gapMs: 30_000, workloads: ["a", "b"] }),
  pipelineRuns: pipelineRuns({ runsADay: 30, calls: [3, 40], gapMs: 30_000, weekendShare: 0.2 }),
  fleet: fleet({ fewest: 1, most: 6, gapMs: 10 * minuteMs, startCalls: 4, lifeMs: 5 * hourMs }),
  officeHours: officeHours([5, 40]),
  releases: releases(releasePlan(1, "shop", monday), 20),
};

test.each(Object.keys(every))(
  "%s: moments are in order and within the span, for any seed, start and density",
  (name) => {
    const pattern = every[name] as Pattern;
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 40 * dayMs }),
        fc.constantFrom(0.2, 1, 4),
        (seed, offsetMs, density) => {
          const startMs = monday + offsetMs;
          let lastMs = startMs;
          return moments(pattern, 3, density, startMs, seed).every(({ timeMs, step }) => {
            const inOrder = timeMs >= lastMs && timeMs < startMs + 3 * dayMs && step >= 0;
            lastMs = timeMs;
            return inOrder;
          });
        },
      ),
      { numRuns: 25 },
    );
  },
);

test("a nightly job runs once a night at its hour", () => {
  const made = moments(nightly(1, [20, 20], 1_000), 10);
  expect(made.filter(({ step }) => step === 0)).toHaveLength(10);
  expect(new Set(made.map(hourOf))).toEqual(new Set([1]));
});

test("a monthly job runs on the 1st only, in each month of the span", () => {
  const starts = moments(monthly(4, [5, 5], 1_000), 120).filter(({ step }) => step === 0);
  expect(starts.map(({ timeMs }) => new Date(timeMs).toISOString().slice(0, 13))).toEqual([
    "2025-04-01T04",
    "2025-05-01T04",
    "2025-06-01T04",
  ]);
});

test("pipelines run in bursts in working hours of working days, each run on a runner of its own", () => {
  const made = moments(pipelineRuns({ runsADay: 12, calls: [6, 10], gapMs: 5_000 }), 28);
  expect(made.every(({ timeMs }) => isWorkingDay(timeMs))).toBe(true);
  expect(Math.min(...made.map(hourOf))).toBeGreaterThanOrEqual(8);
  expect(Math.max(...made.map(hourOf))).toBeLessThan(18);
  const runs = new Set(made.map(({ workload }) => workload));
  expect(runs.size / 20).toBeGreaterThan(8);
  expect(runs.size / 20).toBeLessThan(16);
  const days = new Set(made.map(({ timeMs }) => Math.floor(timeMs / dayMs)));
  expect(days.size).toBe(20);
});

test("a fleet is bigger in the afternoon than at night, and its members are replaced", () => {
  const made = moments(fleet({ fewest: 2, most: 12, gapMs: 5 * minuteMs, startCalls: 3, lifeMs: dayMs }), 5);
  const membersAt = (hour: number) =>
    new Set(
      made
        .filter((moment) => hourOf(moment) === hour)
        .map(({ timeMs, workload }) => `${Math.floor(timeMs / dayMs)} ${workload}`),
    ).size;
  expect(membersAt(14)).toBeGreaterThan(membersAt(2) * 1.8);
  expect(new Set(made.map(({ workload }) => workload)).size).toBeGreaterThan(20);
  expect(made.filter(({ workload }) => !/^i-0[0-9a-f]{16}$/.test(workload))).toEqual([]);
});

test("a fleet takes itself off the count when it ends", () => {
  const census = { held: 0 };
  const random = seededRandom(1, "fleet");
  const span = { startMs: monday, endMs: monday + dayMs, density: 1, random, census };
  const seen: number[] = [];
  for (const _ of fleet({ fewest: 2, most: 5, gapMs: minuteMs, startCalls: 1 })(span)) seen.push(census.held);
  expect(Math.max(...seen)).toBeGreaterThan(2);
  expect(census.held).toBe(0);
});

test("traffic follows the time of day", () => {
  const made = moments(traffic({ burstsADay: 300, calls: [1, 1], gapMs: 1 }), 20);
  const at = (from: number, to: number) =>
    made.filter((moment) => hourOf(moment) >= from && hourOf(moment) < to).length;
  expect(at(12, 16)).toBeGreaterThan(2 * at(0, 4));
  expect(busyness(monday + 14 * hourMs)).toBeCloseTo(1);
});

test("polling keeps its beat, and density quickens it", () => {
  expect(moments(polling({ everyMs: 10 * minuteMs, calls: 2 }), 1)).toHaveLength(288);
  expect(moments(polling({ everyMs: 10 * minuteMs, calls: 2 }), 1, 0.5)).toHaveLength(144);
});

test("releases fall on working hours of one weekday, and the version counts them", () => {
  const plan = releasePlan(5, "checkout", monday, 2);
  const first = new Date(plan.firstMs);
  expect(isWorkingDay(plan.firstMs)).toBe(true);
  expect(first.getUTCHours()).toBeGreaterThanOrEqual(9);
  expect(releaseAt(plan, plan.firstMs - 1)).toBe(0);
  expect(releaseAt(plan, plan.firstMs)).toBe(1);
  expect(releaseAt(plan, plan.firstMs + 14 * dayMs)).toBe(2);
  const starts = moments(releases(plan, 5), 35).filter(({ step }) => step === 0);
  expect(starts.length).toBe(releaseAt(plan, monday + 35 * dayMs));
});

test("between keeps a pattern to its time", () => {
  const made = moments(between(monday + dayMs, monday + 2 * dayMs, hourly(0, [1, 1], 1)), 5);
  expect(made).toHaveLength(24);
});
