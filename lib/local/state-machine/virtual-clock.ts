import type { Clock } from "./clock.ts";
import { sleeperQueue } from "./sleeper-queue.ts";

/**
 * A clock that jumps to the next sleeper as soon as nothing else is left to do: hours of waiting pass in no time.
 * It stands still during the work given to `during`, so a task's timeout never overtakes a slow store.
 */
export function virtualClock(startMs: number): Clock {
  const sleepers = sleeperQueue();
  let nowMs = startMs;
  let busy = 0;
  let scheduled = false;
  const schedule = () => {
    if (scheduled || busy > 0 || sleepers.next() === undefined) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      const sleeper = sleepers.next();
      if (busy > 0 || sleeper === undefined) return;
      nowMs = Math.max(nowMs, sleeper.dueMs);
      sleepers.wake(sleeper);
      schedule();
    });
  };
  return {
    nowMs: () => nowMs,
    sleep(durationMs, signal) {
      const slept = sleepers.add(nowMs + Math.max(0, durationMs), signal);
      schedule();
      return slept;
    },
    async during(work) {
      busy++;
      try {
        return await work;
      } finally {
        busy--;
        schedule();
      }
    },
  };
}
