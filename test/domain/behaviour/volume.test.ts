import fc from "fast-check";
import { hash32 } from "../../../lib/domain/behaviour/hash.ts";
import {
  busiestHour,
  callRegisters,
  closeHours,
  countCall,
  countError,
  countOfPeak,
  emptyHour,
  emptyVolume,
  errorRegisters,
  filledOf,
  leastFilled,
  openHourOf,
  shiftPeaks,
  sketchAdd,
  sketchCount,
  type Volume,
} from "../../../lib/domain/behaviour/volume.ts";
import { atHour, monday } from "./seen.ts";

const eventId = (seed: number, index: number) =>
  `${seed.toString(16).padStart(8, "0")}-1c2d-4e3f-8a9b-${index.toString(16).padStart(12, "0")}`;

function sketchOf(ids: readonly string[], size = callRegisters): Uint8Array {
  const registers = new Uint8Array(size);
  for (const id of ids) sketchAdd(registers, hash32(id));
  return registers;
}

const idsOf = (seed: number, count: number) => Array.from({ length: count }, (_, index) => eventId(seed, index));

/** Root mean square and mean of the relative error over many seeds. */
function errorsAt(count: number, size: number): { spread: number; bias: number } {
  const errors = Array.from({ length: 120 }, (_, seed) => sketchCount(sketchOf(idsOf(seed, count), size)) / count - 1);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { spread: Math.sqrt(mean(errors.map((error) => error * error))), bias: Math.abs(mean(errors)) };
}

test.each([5, 12, 30, 60, 200, 1_000])("32 registers count %i distinct events within the stated error of 18 %", (n) => {
  const { spread, bias } = errorsAt(n, callRegisters);
  expect(spread).toBeLessThan(0.18 * 1.15);
  expect(bias).toBeLessThan(0.07);
});

test.each([5, 12, 30, 100, 400])("16 registers count %i distinct events within the stated error of 26 %", (n) => {
  const { spread, bias } = errorsAt(n, errorRegisters);
  expect(spread).toBeLessThan(0.26 * 1.15);
  expect(bias).toBeLessThan(0.1);
});

test("nothing counts as nothing", () => {
  expect(sketchCount(new Uint8Array(callRegisters))).toBe(0);
});

test("an event that arrives again, and in whatever order, counts once", () => {
  fc.assert(
    fc.property(fc.array(fc.uuid(), { maxLength: 200 }), (ids) => {
      expect(sketchOf([...ids, ...ids].reverse())).toEqual(sketchOf(ids));
    }),
  );
});

test("another event never lowers the count, and the sketch says whether anything changed", () => {
  fc.assert(
    fc.property(fc.array(fc.uuid(), { maxLength: 200 }), fc.uuid(), (ids, next) => {
      const registers = sketchOf(ids);
      const before = sketchCount(registers);
      const copy = registers.slice();
      const changed = sketchAdd(registers, hash32(next));
      expect(sketchCount(registers)).toBeGreaterThanOrEqual(before);
      expect(changed).toBe(Buffer.compare(copy, registers) !== 0);
    }),
  );
});

test("a count is never reached with fewer registers in use than it takes", () => {
  const registers = (size: number) => fc.uint8Array({ minLength: size, maxLength: size, max: 15 });
  fc.assert(
    fc.property(fc.constantFrom(callRegisters, errorRegisters).chain(registers), (sketch) => {
      expect(filledOf(sketch)).toBeGreaterThanOrEqual(leastFilled(sketch.length, sketchCount(sketch)));
      for (const least of [12, 60]) {
        if (filledOf(sketch) < leastFilled(sketch.length, least)) expect(sketchCount(sketch)).toBeLessThan(least);
      }
    }),
    { numRuns: 2_000 },
  );
});

test("an hour knows how many of its registers are in use", () => {
  fc.assert(
    fc.property(fc.array(fc.uuid(), { maxLength: 200 }), (ids) => {
      const hour = emptyHour();
      for (const id of ids) for (const note of [countCall, countError]) note(hour, hash32(id));
      expect([hour.callsFilled, hour.errorsFilled]).toEqual([filledOf(hour.calls), filledOf(hour.errors)]);
      expect(hour.calls).toEqual(sketchOf(ids));
    }),
  );
});

function count(volume: Volume, timeMs: number, newestMs: number, events: number): void {
  const hour = openHourOf(volume, timeMs, newestMs);
  for (const id of idsOf(Math.floor(timeMs / 3_600_000), events)) sketchAdd(hour?.calls as Uint8Array, hash32(id));
}

test("an hour stays open for an hour of lateness, then its count is kept if it was the busiest of its day", () => {
  const volume = emptyVolume();
  count(volume, atHour(0, 3.5), atHour(0, 3.5), 200);
  closeHours(volume, atHour(0, 4.9), monday);
  expect(openHourOf(volume, atHour(0, 3.1), atHour(0, 4.9))).toBe(volume.openHours[0]);
  count(volume, atHour(0, 4.9), atHour(0, 4.9), 50);
  closeHours(volume, atHour(0, 5), monday);
  expect(openHourOf(volume, atHour(0, 3.9), atHour(0, 5))).toBeUndefined();
  const afterThree = volume.callPeaks[0] as number;
  expect(countOfPeak(afterThree)).toBeGreaterThan(100);
  closeHours(volume, atHour(0, 9), monday);
  expect(volume.callPeaks[0]).toBe(afterThree);
  expect(volume.openHours).toEqual([]);
  expect(volume.errorPeaks[0]).toBe(0);
});

test("hours that open out of order are kept in order, three at the most", () => {
  const volume = emptyVolume();
  for (const hour of [5.5, 4.6, 5.1, 4.9]) openHourOf(volume, atHour(0, hour), atHour(0, 5.5));
  expect(volume.openHours.map(({ hour }) => hour)).toEqual([monday * 24 + 4, monday * 24 + 5]);
});

test("the busiest hour is asked for by days, and moves with the anchor until 32 days are over", () => {
  const volume = emptyVolume();
  count(volume, atHour(0, 3), atHour(0, 3), 1_000);
  closeHours(volume, atHour(1, 3), monday);
  const peak = busiestHour(volume.callPeaks, 1);
  expect(peak).toBeGreaterThan(500);
  expect(busiestHour(volume.callPeaks, 0b10)).toBe(0);
  shiftPeaks(volume.callPeaks, 3);
  expect(busiestHour(volume.callPeaks, 0b0111)).toBe(0);
  expect(busiestHour(volume.callPeaks, 0b1000)).toBe(peak);
  shiftPeaks(volume.callPeaks, 28);
  expect(busiestHour(volume.callPeaks, 2 ** 31)).toBe(peak);
  shiftPeaks(volume.callPeaks, 1);
  expect(busiestHour(volume.callPeaks, 0xffffffff)).toBe(0);
});

test("a peak is stored within 5 % of the count that it stands for", () => {
  for (let calls = 1; calls < 3_000; calls = Math.ceil(calls * 1.2)) {
    const volume = emptyVolume();
    volume.openHours.push({ ...emptyHour(), hour: monday * 24, calls: sketchOf(idsOf(7, calls)) });
    const counted = sketchCount(volume.openHours[0]?.calls as Uint8Array);
    closeHours(volume, atHour(1, 0), monday);
    expect(Math.abs(busiestHour(volume.callPeaks, 1) / counted - 1)).toBeLessThan(0.05);
  }
});
