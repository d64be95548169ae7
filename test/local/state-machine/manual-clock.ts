import type { Clock } from "../../../lib/local/state-machine/clock.ts";
import { sleeperQueue } from "../../../lib/local/state-machine/sleeper-queue.ts";

export interface ManualClock extends Clock {
  /** Moves on, waking every sleeper on the way in order and letting what it does run. */
  advance(durationMs: number): Promise<void>;
}

/** Turns of the event loop that woken work gets before time moves on; enough for work that does no I/O. */
const turns = 5;

/** A clock that only moves when it is told to: for people's answers and tasks that never answer. */
export function manualClock(startMs: number): ManualClock {
  const sleepers = sleeperQueue();
  let nowMs = startMs;
  const settle = async () => {
    for (let turn = 0; turn < turns; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
  };
  return {
    nowMs: () => nowMs,
    sleep: (durationMs, signal) => sleepers.add(nowMs + Math.max(0, durationMs), signal),
    during: (work) => work,
    async advance(durationMs) {
      const endMs = nowMs + durationMs;
      await settle();
      for (let next = sleepers.next(); next !== undefined && next.dueMs <= endMs; next = sleepers.next()) {
        nowMs = Math.max(nowMs, next.dueMs);
        sleepers.wake(next);
        await settle();
      }
      nowMs = endMs;
    },
  };
}
