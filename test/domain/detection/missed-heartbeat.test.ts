import fc from "fast-check";
import { dayMs, hourMs } from "../../../lib/domain/behaviour/calendar.ts";
import { missedHeartbeat } from "../../../lib/domain/detection/missed-heartbeat.ts";
import type { Activity } from "../../../lib/domain/event/activity.ts";
import { emptyStanding } from "../../../lib/domain/trust/standing.ts";
import { copyOf, eventIdOf, learned, nightlyBackup, nightOf } from "../learned.ts";
import { madeActivity } from "../made-activity.ts";

const nights = 36;
const at = (times: readonly number[]): Activity[] =>
  times.map((timeMs, index) => madeActivity({ eventId: eventIdOf(index), timeMs }));
const baselineOf = (activities: readonly Activity[]) => copyOf(learned(activities)).baseline;
const nightly = baselineOf(nightlyBackup(nights));
const last = nightOf(nights - 1);

test("a nightly job that does not come is missed two hours after the end of its hour, from then on for a week", () => {
  const due = last + dayMs + 3 * hourMs;
  expect(missedHeartbeat(nightly, due - 1)).toBeUndefined();
  const missed = missedHeartbeat(nightly, due);
  expect(missed).toEqual({ lastActiveMs: last, dueMs: due, missed: "Tuesday 03:00 UTC", regularHours: 7 });
  expect(missedHeartbeat(nightly, due + 7 * dayMs - 1)).toEqual(missed);
  expect(missedHeartbeat(nightly, due + 7 * dayMs)).toBeUndefined();
});

test("a job of weekdays is not missed on a weekend", () => {
  const weekdays = Array.from({ length: nights }, (_, night) => nightOf(night)).filter(
    (timeMs) => ![0, 6].includes(new Date(timeMs).getUTCDay()),
  );
  const friday = weekdays.filter((timeMs) => new Date(timeMs).getUTCDay() === 5).at(-1) as number;
  const baseline = baselineOf(at(weekdays.filter((timeMs) => timeMs <= friday)));
  expect(missedHeartbeat(baseline, friday + 3 * dayMs)).toBeUndefined();
  expect(missedHeartbeat(baseline, friday + 3 * dayMs + 3 * hourMs)).toMatchObject({ missed: "Monday 03:00 UTC" });
});

test("a weekly job is missed a week later, an hourly one after three hours in a row", () => {
  const weekly = baselineOf(at(Array.from({ length: 8 }, (_, week) => nightOf(7 * week))));
  const lastWeek = nightOf(49);
  expect(missedHeartbeat(weekly, lastWeek + 6 * dayMs)).toBeUndefined();
  expect(missedHeartbeat(weekly, lastWeek + 7 * dayMs + 3 * hourMs)).toMatchObject({ missed: "Monday 03:00 UTC" });
  const hourly = baselineOf(at(Array.from({ length: nights * 24 }, (_, hour) => nightOf(0) + hour * hourMs)));
  const lastHour = nightOf(nights) - hourMs;
  expect(missedHeartbeat(hourly, lastHour + 5 * hourMs)).toBeUndefined();
  expect(missedHeartbeat(hourly, lastHour + 6 * hourMs)).toMatchObject({ lastActiveMs: lastHour, regularHours: 168 });
});

test("what has no regular time, or not for long enough, is never missed", () => {
  const irregular = at(Array.from({ length: nights }, (_, night) => nightOf(night) + ((night * 7) % 20) * hourMs));
  const gapped = nightlyBackup(nights).filter((_, index) => Math.floor(index / 6) % 3 !== 0);
  for (const activities of [irregular, gapped, nightlyBackup(20), []]) {
    const baseline = activities.length === 0 ? emptyStanding().baseline : baselineOf(activities);
    for (let hour = 0; hour < 24 * 9; hour += 5) {
      expect(missedHeartbeat(baseline, nightOf(nights) + hour * hourMs)).toBeUndefined();
    }
  }
});

test("it stops being missed with its next activity, and a later silence is another one", () => {
  const back = learned([...nightlyBackup(nights), ...at([nightOf(nights) + 6 * hourMs])]).baseline;
  expect(missedHeartbeat(back, nightOf(nights) + 7 * hourMs)).toBeUndefined();
  expect(missedHeartbeat(back, nightOf(nights + 1) + 3 * hourMs)).toMatchObject({
    lastActiveMs: nightOf(nights) + 6 * hourMs,
  });
});

test("a nightly job of five weeks and more is missed whenever its hours were halved, and one of less than four never", () => {
  fc.assert(
    fc.property(fc.nat(55), fc.integer({ min: 1, max: 14 }), (later, weeks) => {
      const times = Array.from({ length: weeks * 7 }, (_, night) => nightOf(night + later));
      const baseline = learned(at(times)).baseline;
      const missed = missedHeartbeat(baseline, (times.at(-1) as number) + 2 * dayMs);
      if (weeks >= 5) expect(missed).toBeDefined();
      // The newest days are counted when they are over: five weeks are four of their weekdays.
      if (weeks >= 6) expect(missed).toMatchObject({ regularHours: 7 });
      if (weeks < 4) expect(missed).toBeUndefined();
    }),
    { numRuns: 150 },
  );
});

test("of any history at any time: what is missed came after the last activity and is over", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 45 * 24 }), { minLength: 1, maxLength: 150 }),
      fc.integer({ min: 0, max: 60 * 24 }),
      (hours, later) => {
        const times = [...new Set(hours)].sort((a, b) => a - b).map((hour) => nightOf(0) + hour * hourMs);
        const nowMs = nightOf(0) + later * hourMs;
        const missed = missedHeartbeat(learned(at(times)).baseline, nowMs);
        if (missed === undefined) return;
        expect(missed.lastActiveMs).toBe(times.at(-1));
        expect(missed.dueMs).toBeGreaterThan(missed.lastActiveMs + hourMs);
        expect(missed.dueMs).toBeLessThanOrEqual(nowMs);
        expect(missed.regularHours).toBeGreaterThan(0);
      },
    ),
    { numRuns: 60 },
  );
});
