import fc from "fast-check";
import { takeHabits } from "../../../lib/domain/behaviour/baseline.ts";
import { dayMs, dayOf, latenessMs } from "../../../lib/domain/behaviour/calendar.ts";
import { markKey } from "../../../lib/domain/behaviour/dimension.ts";
import { anyRegion, sharedRegion } from "../../../lib/domain/behaviour/peers.ts";
import type { Activity } from "../../../lib/domain/event/activity.ts";
import type { Standing } from "../../../lib/domain/trust/standing.ts";
import { assessAll, copyOf, eventIdOf, learned, nightlyBackup, nightOf } from "../learned.ts";
import { madeActivity } from "../made-activity.ts";

const call = (timeMs: number, eventName = "GetObject", number = 0xabc000): Activity =>
  madeActivity({ eventId: eventIdOf(number), timeMs, eventName });
const keyOf = (action: string) => markKey(0, action);
const service = markKey(1, "s3");
const regions = [sharedRegion(markKey(4, "eu-west-1")), anyRegion];

/** What is noted when a standing that learned these goes on with others. */
function habitsOf(before: Standing, activities: readonly Activity[]) {
  const standing = copyOf(before);
  assessAll(standing, activities);
  return takeHabits(standing.baseline);
}
const noted = (before: Standing, activities: readonly Activity[]) =>
  habitsOf(before, activities)
    .map(({ key, day }) => `${key} ${day}`)
    .sort();

test("what is done again on another day is noted once a day, with its service and region", () => {
  const standing = learned(nightlyBackup(20));
  takeHabits(standing.baseline);
  const day = dayOf(nightOf(20));
  const habits = noted(standing, nightlyBackup(21).slice(20 * 6));
  const expected = ["s3:ListObjects", "s3:GetObject", "s3:PutObject"].map((action) => `${keyOf(action)} ${day}`);
  expect(habits).toEqual([...expected, ...[service, ...regions].map((key) => `${key} ${day}`)].sort());
});

test("habits are taken once, and are not stored", () => {
  const standing = learned(nightlyBackup(20));
  expect(takeHabits(standing.baseline).length).toBeGreaterThan(0);
  expect(takeHabits(standing.baseline)).toEqual([]);
  assessAll(standing, [call(nightOf(20))]);
  expect(takeHabits(copyOf(standing).baseline)).toEqual([]);
});

test("an identity of less than a week has no habits", () => {
  expect(habitsOf(learned(nightlyBackup(7)), [call(nightOf(7))])).toEqual([]);
  expect(habitsOf(learned(nightlyBackup(8)), [call(nightOf(8))])).toHaveLength(4);
  // A week of days is needed within four weeks.
  expect(habitsOf(learned(nightlyBackup(20)), [call(nightOf(41))])).toHaveLength(4);
  expect(habitsOf(learned(nightlyBackup(20)), [call(nightOf(42))])).toEqual([]);
});

test("what is done for the first time, or again on the next day only, is no habit", () => {
  const standing = learned(nightlyBackup(20));
  const once = learned([...nightlyBackup(20), call(nightOf(19) + 3_600_000, "ListBuckets")]);
  const keys = (before: Standing, night: number) =>
    habitsOf(before, [call(nightOf(night), "ListBuckets")]).map(({ key }) => key);
  expect(keys(standing, 20)).not.toContain(keyOf("s3:ListBuckets"));
  expect(keys(once, 20)).not.toContain(keyOf("s3:ListBuckets"));
  expect(keys(once, 21)).toContain(keyOf("s3:ListBuckets"));
});

test("what was done on a day that is held back is no habit", () => {
  const theft = ["StopLogging", "CreateAccessKey", "AttachUserPolicy"].map((eventName, at) =>
    madeActivity({
      eventId: eventIdOf(0xdead00 + at),
      timeMs: nightOf(19) + (10 + at) * 60_000,
      eventName,
      service: at === 0 ? "cloudtrail" : "iam",
      sourceAddress: "203.0.113.77",
      userAgent: "aws-cli/2.22.7 Darwin/23",
      region: "ap-southeast-2",
    }),
  );
  const standing = learned([...nightlyBackup(20), ...theft]);
  const again = theft.map((activity, at) => ({ ...activity, timeMs: nightOf(22), eventId: eventIdOf(0xbeef00 + at) }));
  const keys = habitsOf(standing, again).map(({ key }) => key);
  expect(keys).not.toContain(keyOf("cloudtrail:StopLogging"));
  expect(keys).not.toContain(keyOf("iam:CreateAccessKey"));
});

test("a day that is over gets no habits any more", () => {
  const standing = learned(nightlyBackup(20));
  assessAll(standing, [call(nightOf(22), "PutObject")]);
  takeHabits(standing.baseline);
  expect(habitsOf(standing, [call(nightOf(20), "GetObject")])).toEqual([]);
});

test("the same events give the same habits in any order within the lateness window, with duplicates", () => {
  const events = fc.array(
    fc.record({
      day: fc.integer({ min: 0, max: 45 }),
      // Many around midnight, where days are open together.
      second: fc.oneof(fc.integer({ min: 0, max: 86_399 }), fc.constantFrom(30, 1_800, 3_500, 3_700, 84_000, 86_390)),
      action: fc.constantFrom("GetObject", "PutObject", "ListObjects", "ListBuckets"),
    }),
    { minLength: 30, maxLength: 120 },
  );
  const delays = fc.array(fc.integer({ min: 0, max: latenessMs - 1 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(events, delays, (steps, lateBy) => {
      const history = steps
        .map(({ day, second, action }, at) =>
          call(nightOf(0) - 3 * 3_600_000 + day * dayMs + second * 1_000, action, at),
        )
        .sort((a, b) => a.timeMs - b.timeMs || (a.eventId < b.eventId ? -1 : 1));
      const delayed = [...history, ...history.filter((_, at) => at % 4 === 0)]
        .map((activity, at) => ({ activity, at: activity.timeMs + (lateBy[at % lateBy.length] as number) }))
        .sort((a, b) => a.at - b.at)
        .map(({ activity }) => activity);
      const empty = learned([]);
      expect([...new Set(noted(empty, delayed))]).toEqual([...new Set(noted(empty, history))]);
    }),
    { numRuns: 150 },
  );
});
