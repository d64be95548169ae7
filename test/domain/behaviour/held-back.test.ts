import fc from "fast-check";
import { type Baseline, emptyBaseline } from "../../../lib/domain/behaviour/baseline.ts";
import { hourDimension } from "../../../lib/domain/behaviour/dimension.ts";
import { forgetDay, heldBackDays, holdBackDay, isHeldBack, learnDay } from "../../../lib/domain/behaviour/held-back.ts";
import { atHour, bytesOf, daysActive, daysSeen, monday, see } from "./seen.ts";

/** Some values on each of some days, within one window. */
const histories = fc.uniqueArray(
  fc.record({
    day: fc.integer({ min: 0, max: 28 }),
    values: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"), { minLength: 1, maxLength: 4 }),
    held: fc.boolean(),
  }),
  { selector: ({ day }) => day, minLength: 1, maxLength: 20 },
);
type History = typeof histories extends fc.Arbitrary<infer Value> ? Value : never;

/** The history in order, and an empty day after it that closes it; its last day is never held back. */
function lived(history: History, holdBack: boolean): Baseline {
  const baseline = emptyBaseline();
  const held = new Set(holdBack ? history.filter((one) => one.held).map(({ day }) => day) : []);
  for (const { day, values } of [...history].sort((a, b) => a.day - b.day)) see(baseline, atHour(day, 9), values, held);
  see(baseline, atHour(30, 9), [], held);
  return baseline;
}

/** Hours are known for three days only; all else must be as if nothing had been held back. */
function withoutHours(baseline: Baseline): Uint8Array {
  baseline.hours.fill(0);
  baseline.packedHours = undefined;
  baseline.newDays[hourDimension] = 0;
  return bytesOf(baseline);
}

test("days that were held back and are learned, in any order, leave the baseline that never held them back", () => {
  fc.assert(
    fc.property(histories, fc.array(fc.nat(), { minLength: 20, maxLength: 20 }), (history, keys) => {
      const baseline = lived(history, true);
      const days = heldBackDays(baseline)
        .map((day, index) => ({ day, key: keys[index] as number }))
        .sort((a, b) => a.key - b.key);
      for (const { day } of days) expect(learnDay(baseline, day)).toBe(true);
      expect(heldBackDays(baseline)).toEqual([]);
      expect(withoutHours(baseline)).toEqual(withoutHours(lived(history, false)));
    }),
  );
});

test("holding back what was learned, and learning it again, changes nothing", () => {
  fc.assert(
    fc.property(histories, fc.integer({ min: 0, max: 28 }), (history, day) => {
      const baseline = lived(history, true);
      const before = bytesOf(baseline);
      if (holdBackDay(baseline, monday + day)) learnDay(baseline, monday + day);
      expect(bytesOf(baseline)).toEqual(before);
    }),
  );
});

test("of the last three days the hours are learned too", () => {
  const worked = (holdBack: boolean) => {
    const baseline = emptyBaseline();
    const held = new Set(holdBack ? [1] : []);
    see(baseline, atHour(0, 9), ["a"], held);
    see(baseline, atHour(1, 3), ["b"], held);
    see(baseline, atHour(2, 9), ["a"], held);
    return baseline;
  };
  const baseline = worked(true);
  learnDay(baseline, monday + 1);
  expect(bytesOf(baseline)).toEqual(bytesOf(worked(false)));
});

test("a day that is open is learned or held back when it closes, as was said before", () => {
  const baseline = emptyBaseline();
  see(baseline, atHour(0, 9), ["a"]);
  see(baseline, atHour(1, 9), ["b"]);
  expect(holdBackDay(baseline, monday + 1)).toBe(true);
  expect(holdBackDay(baseline, monday + 1)).toBe(false);
  expect(learnDay(baseline, monday + 1)).toBe(true);
  expect(isHeldBack(baseline, monday + 1)).toBe(false);
  holdBackDay(baseline, monday + 1);
  expect(isHeldBack(baseline, monday + 1)).toBe(true);
});

test("what was seen on a forgotten day can never be learned, and the other days stay", () => {
  const baseline = lived(
    [
      { day: 3, values: ["a"], held: false },
      { day: 4, values: ["a", "b"], held: true },
      { day: 5, values: ["a", "c"], held: false },
    ],
    true,
  );
  for (const day of [4, 5]) expect(forgetDay(baseline, monday + day)).toBe(true);
  for (const day of [4, 5]) learnDay(baseline, monday + day);
  const seen = (value: string) => daysSeen(baseline, value, atHour(30, 12));
  expect([seen("a"), seen("b"), seen("c")]).toEqual([1, 0, 0]);
  expect(daysActive(baseline, atHour(30, 12))).toBe(1);
  expect(heldBackDays(baseline)).toEqual([]);
});

test("days outside the window are left alone", () => {
  const baseline = lived([{ day: 3, values: ["a"], held: true }], true);
  const before = bytesOf(baseline);
  for (const day of [monday - 40, monday + 31]) {
    expect([learnDay(baseline, day), holdBackDay(baseline, day), forgetDay(baseline, day)]).toEqual([
      false,
      false,
      false,
    ]);
  }
  expect(bytesOf(baseline)).toEqual(before);
});
