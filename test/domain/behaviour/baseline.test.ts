import fc from "fast-check";
import { emptyBaseline, historyMask, newDaysOf } from "../../../lib/domain/behaviour/baseline.ts";
import { dayMs, dayOf, hourOfWeek, hourOfWeekName } from "../../../lib/domain/behaviour/calendar.ts";
import { actionDimension, hourDimension, regionDimension } from "../../../lib/domain/behaviour/dimension.ts";
import { atHour, bytesOf, daysActive, daysSeen, monday, see } from "./seen.ts";

test("seeing the same things again, in any order, leaves the same bytes", () => {
  const values = fc.array(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 12 });
  fc.assert(
    fc.property(values, fc.array(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 6 }), (seen, hours) => {
      const [once, twice] = [emptyBaseline(), emptyBaseline()];
      see(once, atHour(0, 23.9));
      see(twice, atHour(0, 23.9));
      for (const hour of hours) see(once, atHour(0, hour), seen);
      for (const hour of [...hours, ...hours].reverse()) see(twice, atHour(0, hour), [...seen, ...seen].reverse());
      expect(bytesOf(twice)).toEqual(bytesOf(once));
    }),
  );
});

test("what is seen today is history from tomorrow 01:00 UTC on, and not before", () => {
  const baseline = emptyBaseline();
  see(baseline, atHour(0, 3), ["s3:PutObject"]);
  expect(daysSeen(baseline, "s3:PutObject", atHour(0, 23))).toBe(0);
  see(baseline, atHour(1, 0.5));
  expect(daysSeen(baseline, "s3:PutObject", atHour(1, 0.5))).toBe(0);
  see(baseline, atHour(1, 1));
  expect(daysSeen(baseline, "s3:PutObject", atHour(1, 1))).toBe(1);
  expect(daysActive(baseline, atHour(1, 1))).toBe(1);
});

test("presence counts days, not events, and folds into weeks that count one each", () => {
  const baseline = emptyBaseline();
  for (let day = 0; day < 40; day++) for (const hour of [2, 9, 17]) see(baseline, atHour(day, hour));
  // Days 8 to 38 are in the window of 32 days; 0 to 7 lie in weeks that began on Thursdays.
  const folded = new Set(Array.from({ length: 8 }, (_, day) => Math.floor((monday + day) / 7))).size;
  expect(daysActive(baseline, atHour(39, 17))).toBe(31 + folded);
  expect(baseline.firstDay).toBe(monday);
});

test("an identity that falls silent is forgotten day by day, and wholly after 140 days", () => {
  const baseline = emptyBaseline();
  for (let day = 0; day < 10; day++) see(baseline, atHour(day, 3), ["s3:PutObject"]);
  see(baseline, atHour(9 + 133, 3));
  expect(daysSeen(baseline, "s3:PutObject", atHour(9 + 133, 3))).toBeGreaterThan(0);
  see(baseline, atHour(9 + 141, 3));
  expect(daysSeen(baseline, "s3:PutObject", atHour(9 + 141, 3))).toBe(0);
  see(baseline, atHour(9 + 143, 3));
  expect(baseline.marks.size).toBe(0);
});

test("a day that is held back is never learned: its values stay unseen, it does not count, its hours are unknown", () => {
  const heldBack = new Set([5]);
  const baseline = emptyBaseline();
  for (let day = 0; day < 5; day++) see(baseline, atHour(day, 3), ["s3:PutObject"], heldBack);
  see(baseline, atHour(5, 15), ["s3:PutObject", "iam:CreateAccessKey"], heldBack);
  for (const day of [6, 7, 20, 36, 37, 50]) {
    see(baseline, atHour(day, 3), ["s3:PutObject"], heldBack);
    expect(daysSeen(baseline, "iam:CreateAccessKey", atHour(day, 3))).toBe(0);
    expect(newDaysOf(baseline, actionDimension, historyMask(baseline, atHour(day, 3)))).toBeLessThanOrEqual(1);
  }
  expect(baseline.hours[hourOfWeek(atHour(5, 15))]).toBe(0);
  const without = emptyBaseline();
  for (const day of [0, 1, 2, 3, 4, 6, 7, 20, 36, 37, 50]) see(without, atHour(day, 3), ["s3:PutObject"]);
  expect(daysActive(baseline, atHour(50, 3))).toBe(daysActive(without, atHour(50, 3)));
  expect(daysSeen(baseline, "s3:PutObject", atHour(50, 3))).toBe(daysSeen(without, "s3:PutObject", atHour(50, 3)));
});

test("a value that was first seen on a held back day is new again on the day it is learned", () => {
  const baseline = emptyBaseline();
  see(baseline, atHour(0, 3), ["a"]);
  see(baseline, atHour(1, 3), ["b"], new Set([1]));
  see(baseline, atHour(2, 3), ["b"], new Set([1]));
  see(baseline, atHour(3, 3), ["b"], new Set([1]));
  expect(newDaysOf(baseline, actionDimension, historyMask(baseline, atHour(3, 3)))).toBe(2);
});

test("days with something new are counted by dimension, however much is new on them", () => {
  const baseline = emptyBaseline();
  see(baseline, atHour(0, 3), ["a", "b", "c"]);
  see(baseline, atHour(1, 3), ["a", "d", "e"]);
  see(baseline, atHour(2, 3), ["a", "b", "d"]);
  see(baseline, atHour(2, 4), ["eu-west-1"], new Set(), regionDimension);
  see(baseline, atHour(3, 3), ["a"]);
  const mask = historyMask(baseline, atHour(3, 3));
  expect(newDaysOf(baseline, actionDimension, mask)).toBe(2);
  expect(newDaysOf(baseline, regionDimension, mask)).toBe(1);
});

test("an hour of the week counts its weeks, up to 15, and halves every eight weeks", () => {
  // Halving happens where the day's number passes a multiple of 56.
  const toHalving = 56 - (monday % 56);
  const slot = hourOfWeek(atHour(0, 3));
  const baseline = emptyBaseline();
  const counts: number[] = [];
  for (let week = 0; week <= 9; week++) {
    see(baseline, atHour(7 * week, 3));
    counts.push(baseline.hours[slot] as number);
  }
  const expected: number[] = [];
  for (let week = 0, count = 0; week <= 9; week++) {
    expected.push(count);
    // The day of this week is closed with the next: first it halves, then it counts.
    if (week > 0 && 7 * (week - 1) < toHalving && 7 * week >= toHalving) count = count >> 1;
    count++;
  }
  expect(counts).toEqual(expected);
});

test("hours are learned once a day, only for days that are over, each under its own weekday", () => {
  const baseline = emptyBaseline();
  for (const hour of [3, 3.2, 3.9, 22]) see(baseline, atHour(0, hour));
  expect(Math.max(...baseline.hours)).toBe(0);
  see(baseline, atHour(1, 12));
  expect([...baseline.hours.keys()].filter((slot) => baseline.hours[slot] !== 0)).toEqual([3, 22]);
  expect(newDaysOf(baseline, hourDimension, historyMask(baseline, atHour(1, 12)))).toBe(1);
  see(baseline, atHour(2, 12));
  expect(baseline.hours[24 + 12]).toBe(1);
});

test("hours of the week begin on Monday in UTC and are named so", () => {
  expect(hourOfWeek(Date.UTC(1970, 0, 1))).toBe(72);
  expect(hourOfWeek(Date.UTC(2026, 2, 2, 3, 59))).toBe(3);
  expect(hourOfWeekName(3)).toBe("Monday 03:00 UTC");
  expect(hourOfWeekName(hourOfWeek(Date.UTC(2026, 2, 8, 23)))).toBe("Sunday 23:00 UTC");
  for (let hour = 0; hour < 400; hour++) {
    const time = Date.UTC(2026, 2, 2) + hour * 3_600_000;
    const date = new Date(time);
    expect(hourOfWeek(time)).toBe(((date.getUTCDay() + 6) % 7) * 24 + date.getUTCHours());
    expect(dayOf(time)).toBe(Math.floor(time / dayMs));
  }
});

test("an event too old for all memory leaves no mark", () => {
  const baseline = emptyBaseline();
  see(baseline, atHour(200, 3), ["a"]);
  see(baseline, atHour(0, 3), ["b"]);
  expect(baseline.marks.size).toBe(1);
  expect(daysActive(baseline, atHour(200, 3))).toBe(0);
});
