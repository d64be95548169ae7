import fc from "fast-check";
import { createTrustHistory } from "../../lib/cli/trust-history.ts";

const points = fc.array(
  fc.record({ timeMs: fc.integer({ min: 0, max: 4e12 }), trust: fc.integer({ min: 0, max: 100 }) }),
  { minLength: 1, maxLength: 200 },
);

const historyOf = (all: readonly { timeMs: number; trust: number }[]) => {
  const history = createTrustHistory();
  for (const { timeMs, trust } of all) history.add(timeMs, trust);
  return history.summary();
};

test("every value lies in the bucket of its time, and each bucket holds the lowest of its values", () => {
  fc.assert(
    fc.property(points, (all) => {
      const { buckets, bucketMs, fromMs, lowest } = historyOf(all);
      expect(buckets.length).toBeLessThanOrEqual(40);
      buckets.forEach((lowestOfBucket, index) => {
        const begins = fromMs + index * bucketMs;
        const inside = all
          .filter(({ timeMs }) => timeMs >= begins && timeMs < begins + bucketMs)
          .map(({ trust }) => trust);
        expect(lowestOfBucket).toBe(inside.length === 0 ? undefined : Math.min(...inside));
      });
      expect(lowest.trust).toBe(Math.min(...all.map(({ trust }) => trust)));
    }),
  );
});

test("the order in which values come makes no difference to the buckets", () => {
  fc.assert(
    fc.property(points, (all) => {
      expect(historyOf([...all].reverse()).buckets).toEqual(historyOf(all).buckets);
    }),
  );
});

test("the last value is the one of the newest event, not the one that came last", () => {
  const { last, lowest } = historyOf([
    { timeMs: 5000, trust: 80 },
    { timeMs: 1000, trust: 20 },
  ]);
  expect(last).toEqual({ timeMs: 5000, trust: 80 });
  expect(lowest).toEqual({ timeMs: 1000, trust: 20 });
});
