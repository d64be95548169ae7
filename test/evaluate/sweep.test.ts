import fc from "fast-check";
import { median } from "../../evaluate/detection.ts";
import { areaUnder } from "../../evaluate/hijack-figures.ts";
import { alertsAt, bestWithin, shareAtOrBelow, thresholds } from "../../evaluate/sweep.ts";

const dayMs = 86_400_000;
const deviations = fc
  .array(fc.record({ timeMs: fc.integer({ min: 0, max: 60 }).map((day) => day * dayMs), trust: fc.nat(100) }))
  .map((list) => [...list].sort((a, b) => a.timeMs - b.timeMs));

test("one case is one alert, however often trust falls in it", () => {
  const falls = [0, 1, 2, 7].map((day) => ({ timeMs: day * dayMs, trust: 40 }));
  expect(alertsAt(falls, 60, 0)).toBe(1);
});

test("after a quiet week the next fall is another alert; small deviations in between keep the case open", () => {
  const [first, last] = [
    { timeMs: 0, trust: 40 },
    { timeMs: 8 * dayMs, trust: 40 },
  ] as const;
  expect(alertsAt([first, last], 60, 0)).toBe(2);
  expect(alertsAt([first, { timeMs: 4 * dayMs, trust: 95 }, last], 60, 0)).toBe(1);
});

test("what was told before the measured days counts neither then nor again", () => {
  const falls = [0, 3, 6].map((day) => ({ timeMs: day * dayMs, trust: 40 }));
  expect(alertsAt(falls, 60, 2 * dayMs)).toBe(0);
});

test("a lower threshold never tells more", () => {
  fc.assert(
    fc.property(deviations, fc.nat(100), fc.nat(100), (list, a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      expect(alertsAt(list, low, 0)).toBeLessThanOrEqual(alertsAt(list, high, 0));
    }),
  );
});

test("the best threshold is within the limit, and none within it gains more", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(100)),
      fc.array(fc.nat(100)),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (good, bad, limit) => {
        const cost = (threshold: number) => shareAtOrBelow(good, threshold);
        const gain = (threshold: number) => shareAtOrBelow(bad, threshold);
        const best = bestWithin(limit, cost, gain);
        if (best > 0) expect(cost(best)).toBeLessThanOrEqual(limit);
        for (const other of thresholds) if (cost(other) <= limit) expect(gain(other)).toBeLessThanOrEqual(gain(best));
      },
    ),
  );
});

test("a curve that tells all of the guilty and none of the innocent has the area 1; chance has a half", () => {
  expect(areaUnder([{ falsePositiveRate: 0, recall: 1 }])).toBe(1);
  expect(areaUnder([{ falsePositiveRate: 0.5, recall: 0.5 }])).toBe(0.5);
  expect(areaUnder([])).toBe(0.5);
});

test("the middle of an even number of values is the lower of the two", () => {
  expect(median([9, 1, 4, 2])).toBe(2);
  expect(median([])).toBeUndefined();
});
