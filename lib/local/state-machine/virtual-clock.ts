import type { Clock } from "./clock.ts";

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

/** Sleepers in the order in which they wake; those due at the same moment in the order in which they went to sleep. */
function sleeperQueue() {
  const sleepers: Sleeper[] = [];
  return {
    next: () =>
      sleepers.reduce<Sleeper | undefined>((a, b) => (a === undefined || b.dueMs < a.dueMs ? b : a), undefined),
    wake(sleeper: Sleeper) {
      sleepers.splice(sleepers.indexOf(sleeper), 1);
      sleeper.wake();
    },
    add(dueMs: number, signal: AbortSignal | undefined): Promise<void> {
      if (signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const leave = () => {
          const index = sleepers.indexOf(sleeper);
          if (index >= 0) sleepers.splice(index, 1);
          resolve();
        };
        const wake = () => {
          signal?.removeEventListener("abort", leave);
          resolve();
        };
        const sleeper: Sleeper = { dueMs, wake };
        sleepers.push(sleeper);
        signal?.addEventListener("abort", leave, { once: true });
      });
    },
  };
}

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
