import fc from "fast-check";
import { scaledClock } from "../../../lib/local/state-machine/clock.ts";
import { virtualClock } from "../../../lib/local/state-machine/virtual-clock.ts";
import { manualClock } from "./manual-clock.ts";

test("virtual time wakes sleepers in the order of their time, each at its time", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(1_000_000), { maxLength: 20 }), async (durations) => {
      const clock = virtualClock(0);
      const woken: number[] = [];
      await Promise.all(
        durations.map(async (durationMs) => {
          await clock.sleep(durationMs);
          expect(clock.nowMs()).toBe(durationMs);
          woken.push(durationMs);
        }),
      );
      expect(woken).toEqual([...durations].sort((a, b) => a - b));
    }),
    { numRuns: 50 },
  );
});

test("virtual time stands still during real work", async () => {
  const clock = virtualClock(0);
  const slept = clock.sleep(1_000);
  await clock.during(
    (async () => {
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      expect(clock.nowMs()).toBe(0);
    })(),
  );
  await slept;
  expect(clock.nowMs()).toBe(1_000);
});

test("an aborted sleep ends at once and moves no time", async () => {
  const abort = new AbortController();
  for (const clock of [virtualClock(0), manualClock(0), scaledClock(1, 0)]) {
    const slept = clock.sleep(3_600_000, abort.signal);
    abort.abort();
    await slept;
    await clock.sleep(3_600_000, abort.signal);
    expect(clock.nowMs()).toBeLessThan(60_000);
  }
});

test("a manual clock moves only when it is told, and lets sleepers sleep again on the way", async () => {
  const clock = manualClock(0);
  const seen: number[] = [];
  const looping = (async () => {
    for (let i = 0; i < 3; i++) {
      await clock.sleep(100);
      seen.push(clock.nowMs());
    }
  })();
  await clock.advance(250);
  expect(seen).toEqual([100, 200]);
  expect(clock.nowMs()).toBe(250);
  await clock.advance(100);
  await looping;
  expect(seen).toEqual([100, 200, 300]);
});

test("a scaled clock runs faster than real time and never wakes a sleeper early", async () => {
  const clock = scaledClock(1_000, 5_000);
  await clock.sleep(20_000);
  expect(clock.nowMs()).toBeGreaterThanOrEqual(25_000);
  expect(() => scaledClock(0)).toThrow(/must be above 0/);
});
