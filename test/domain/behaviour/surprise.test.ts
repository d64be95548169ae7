import fc from "fast-check";
import { bandOf, surpriseBits } from "../../../lib/domain/behaviour/surprise.ts";

/** Days of history, and within them the days with the value and the days with something new. */
const histories = fc
  .integer({ min: 0, max: 48 })
  .chain((active) =>
    fc.tuple(fc.constant(active), fc.integer({ min: 0, max: active }), fc.integer({ min: 0, max: active })),
  );

test("without history a value surprises by one bit", () => {
  expect(surpriseBits(0, 0, 0)).toBe(1);
});

test("surprise is never negative", () => {
  fc.assert(fc.property(histories, ([active, seen, fresh]) => surpriseBits(active, seen, fresh) >= 0));
});

test("a longer history without the value, and with as little new, surprises more", () => {
  fc.assert(
    fc.property(histories, ([active, , fresh]) => {
      if (active < fresh + 1) return;
      expect(surpriseBits(active + 1, 0, fresh)).toBeGreaterThan(surpriseBits(active, 0, fresh));
    }),
  );
});

test("a value surprises less, or as little, the more days it was seen on", () => {
  fc.assert(
    fc.property(histories, ([active, seen, fresh]) => {
      if (seen === active) return;
      expect(surpriseBits(active, seen + 1, fresh)).toBeLessThanOrEqual(surpriseBits(active, seen, fresh));
    }),
  );
});

test("an identity that keeps doing new things surprises less by another one", () => {
  fc.assert(
    fc.property(histories, ([active, seen, fresh]) => {
      if (fresh === active) return;
      expect(surpriseBits(active, seen, fresh + 1)).toBeLessThanOrEqual(surpriseBits(active, seen, fresh));
    }),
  );
  expect(surpriseBits(30, 0, 30)).toBeLessThan(0.1);
});

test("thirty days of the same, then something new: log2 of 31 over one and a half", () => {
  expect(surpriseBits(30, 0, 1)).toBeCloseTo(Math.log2(31 / 1.5), 10);
  expect(surpriseBits(30, 0, 0)).toBeCloseTo(Math.log2(62), 10);
  expect(surpriseBits(30, 5, 0)).toBeCloseTo(Math.log2(31 / 5.5), 10);
});

test.each([
  [30, 0, "unseen"],
  [30, 1, "rare"],
  [30, 2, "infrequent"],
  [30, 4, "infrequent"],
  [30, 5, "frequent"],
  [28, 4, "frequent"],
  [30, 30, "frequent"],
  [0, 0, "unseen"],
])("of %i days with it on %i: %s", (active, seen, band) => {
  expect(bandOf(active, seen)).toBe(band);
});
