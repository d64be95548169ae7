import fc from "fast-check";
import { cutIntoBatches } from "../../lib/cli/replay-batches.ts";
import type { Reading } from "../../lib/domain/event/activity.ts";
import { activityAt } from "./hand-made.ts";

const at = (timeMs: number): Reading => ({ kind: "activity", activity: activityAt(timeMs) });
const broken: Reading = { kind: "unreadable", unreadable: { reason: "not-json", detail: "", excerpt: "" } };
const minute = 60_000;

const timesOf = (readings: readonly Reading[]) =>
  readings.flatMap((reading) => (reading.kind === "activity" ? [reading.activity.timeMs] : []));

test("no batch spans more than five minutes, the clock is its newest event, and nothing is lost or out of order", () => {
  const times = fc.array(fc.integer({ min: 0, max: 120 * minute }), { maxLength: 60 });
  fc.assert(
    fc.property(times, (all) => {
      const batches = cutIntoBatches(all.map(at), 7);
      expect(batches.flatMap(({ readings }) => timesOf(readings))).toEqual([...all].sort((a, b) => a - b));
      for (const { readings, nowMs } of batches) {
        const inside = timesOf(readings);
        expect(nowMs).toBe(inside.at(-1));
        expect(nowMs - (inside[0] as number)).toBeLessThanOrEqual(5 * minute);
      }
    }),
  );
});

test("what could not be read goes along, with or without anything that could", () => {
  expect(cutIntoBatches([at(minute), broken], 7)).toEqual([{ readings: [broken, at(minute)], nowMs: minute }]);
  expect(cutIntoBatches([broken], 7)).toEqual([{ readings: [broken], nowMs: 7 }]);
  expect(cutIntoBatches([], 7)).toEqual([]);
});
