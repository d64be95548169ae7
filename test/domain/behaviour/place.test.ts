import fc from "fast-check";
import { kilometresBetween } from "../../../lib/domain/behaviour/place.ts";

const berlin = { latitude: 52.52, longitude: 13.405 };
const place = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});

test.each([
  ["nowhere else", berlin, 0],
  ["New York", { latitude: 40.7128, longitude: -74.006 }, 6_385],
  ["Tokyo", { latitude: 35.6762, longitude: 139.6503 }, 8_918],
  ["the other side of the date line", { latitude: -17.7134, longitude: -178.065 }, 16_083],
])("Berlin to %s", (_, other, kilometres) => {
  expect(Math.abs(kilometresBetween(berlin, other) - kilometres)).toBeLessThan(Math.max(1, kilometres * 0.005));
});

test("it is symmetric, never more than half the way round, and never shorter by a third place", () => {
  fc.assert(
    fc.property(place, place, place, (a, b, c) => {
      const direct = kilometresBetween(a, b);
      expect(kilometresBetween(b, a)).toBeCloseTo(direct, 6);
      expect(direct).toBeLessThanOrEqual(20_016);
      // What is told of two calls rests on this: a difference of distances is never more than the way between.
      expect(Math.abs(kilometresBetween(a, c) - kilometresBetween(b, c))).toBeLessThanOrEqual(direct + 1e-3);
    }),
  );
});
