import fc from "fast-check";
import { emptyBaseline } from "../../../lib/domain/behaviour/baseline.ts";
import { actionDimension, evictionRank, markKey } from "../../../lib/domain/behaviour/dimension.ts";
import { closedCapacity, namesOf, openCapacity, shiftDays } from "../../../lib/domain/behaviour/marks.ts";
import { atHour, bytesOf, daysSeen, see } from "./seen.ts";

const anchor = 20_500;

/**
 * What is remembered of a set of days by its definition: 32 days one by one, then the weeks 4 to 19 before the
 * anchor's.
 */
function remembered(days: readonly number[], from: number): [number, number] {
  let dayBits = 0;
  let weekBits = 0;
  for (const day of days) {
    const age = from - day;
    const weeks = Math.floor(from / 7) - Math.floor(day / 7) - 4;
    if (age < 32) dayBits = (dayBits | (1 << age)) >>> 0;
    else if (weeks >= 0 && weeks < 16) weekBits |= 1 << weeks;
  }
  return [dayBits, weekBits];
}

const agesOfDays = fc.array(fc.integer({ min: 0, max: 160 }), { maxLength: 40 });
const steps = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 8 });

test("moving the anchor, in steps of any size, gives what marking afresh at the later anchor gives", () => {
  fc.assert(
    fc.property(agesOfDays, fc.integer({ min: 0, max: 6 }), steps, (ages, weekday, moves) => {
      const days = ages.map((age) => anchor + weekday - age);
      let at = anchor + weekday;
      let moved = remembered(days, at);
      for (const move of moves) {
        moved = shiftDays(moved[0], moved[1], 0, at, at + move);
        at += move;
      }
      expect(moved).toEqual(remembered(days, at));
    }),
  );
});

test("a day is remembered for 133 days at least, and forgotten after 139 at the latest", () => {
  for (let weekday = 0; weekday < 7; weekday++) {
    const after = (age: number) => shiftDays(1, 0, 0, anchor + weekday, anchor + weekday + age);
    for (let age = 0; age <= 133; age++) expect(after(age)).not.toEqual([0, 0]);
    for (let age = 140; age <= 300; age++) expect(after(age)).toEqual([0, 0]);
  }
});

test("a day that is held back leaves the day window without a trace; the others fold into their weeks", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 31 })),
      fc.integer({ min: 0, max: 0xffffffff }),
      fc.integer({ min: 32, max: 60 }),
      (ages, heldBack, move) => {
        const word = ages.reduce((bits, age) => (bits | (1 << age)) >>> 0, 0);
        const learned = ages.filter((age) => ((heldBack >>> age) & 1) === 0).map((age) => anchor - age);
        expect(shiftDays(word, 0, heldBack, anchor, anchor + move)).toEqual(remembered(learned, anchor + move));
      },
    ),
  );
});

const lowestRanks = (values: readonly string[], count: number) =>
  [...values]
    .sort((a, b) => evictionRank(markKey(actionDimension, a)) - evictionRank(markKey(actionDimension, b)))
    .slice(0, count)
    .sort();

const flood = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `s3:${prefix}${index}`);

function afterFlood(values: readonly string[], time = atHour(0, 12)) {
  const baseline = emptyBaseline();
  see(baseline, time, values);
  return baseline;
}

test("of a flood of new values on one day 256 are kept, which ones depends on the set alone", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000 }), fc.infiniteStream(fc.nat()), (extra, order) => {
      const values = flood("Flood", openCapacity - 40 + extra);
      const ranks = new Map(values.map((value) => [value, order.next().value as number]));
      const shuffled = [...values].sort((a, b) => (ranks.get(a) as number) - (ranks.get(b) as number));
      const baseline = afterFlood([...shuffled, ...values]);
      expect([...namesOf(baseline.marks)].sort()).toEqual(lowestRanks(values, openCapacity));
      expect(bytesOf(baseline)).toEqual(bytesOf(afterFlood(values)));
    }),
    { numRuns: 25 },
  );
});

test("when the day closes 240 values stay, those seen on more days before those seen on fewer", () => {
  const baseline = emptyBaseline();
  const habits = flood("Habit", 30);
  for (let day = 0; day < 5; day++) see(baseline, atHour(day, 10), habits);
  see(baseline, atHour(5, 10), [...habits, ...flood("Hostile", 3_000)]);
  expect(baseline.marks.size).toBeLessThanOrEqual(openCapacity + habits.length);
  see(baseline, atHour(6, 10), ["s3:Other"]);
  expect(baseline.marks.size).toBe(closedCapacity + 1);
  for (const habit of habits) expect(daysSeen(baseline, habit, atHour(6, 10))).toBe(6);
});

test("a hostile flood day after day never fills more than the two capacities, and leaves the habits", () => {
  const baseline = emptyBaseline();
  const habits = flood("Habit", 10);
  for (let day = 0; day < 60; day++) {
    see(baseline, atHour(day, 10), habits);
    if (day < 3) continue;
    see(baseline, atHour(day, 11), flood(`Hostile${day}n`, 700));
    expect(baseline.marks.size).toBeLessThanOrEqual(openCapacity + closedCapacity + habits.length);
    expect(bytesOf(baseline).length).toBeLessThan(25_000);
  }
  for (const habit of habits) expect(daysSeen(baseline, habit, atHour(59, 12))).toBeGreaterThan(30);
});

test("the bound of one day does not depend on whether a value of yesterday or a new one comes first", () => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 400 }), fc.integer({ min: 50, max: 300 }), (late, fresh) => {
      const yesterday = flood("Late", late);
      const today = flood("Fresh", fresh);
      const learn = (first: readonly string[], second: readonly string[]) => {
        const baseline = emptyBaseline();
        see(baseline, atHour(0, 23.5), yesterday);
        see(baseline, atHour(1, 0.2), first);
        see(baseline, atHour(1, 0.3), second);
        see(baseline, atHour(1, 0.3));
        return bytesOf(baseline);
      };
      expect(learn(yesterday, today)).toEqual(learn(today, yesterday));
    }),
    { numRuns: 20 },
  );
});

test("a flood of values from long past days stays bounded too", () => {
  const baseline = emptyBaseline();
  see(baseline, atHour(90, 10), ["s3:GetObject"]);
  for (let day = 0; day < 89; day++) see(baseline, atHour(day, 10), flood(`Old${day}n`, 100));
  expect(baseline.marks.size).toBeLessThanOrEqual(openCapacity + closedCapacity);
  expect(daysSeen(baseline, "s3:GetObject", atHour(92, 10))).toBe(1);
});
