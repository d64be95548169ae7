import type { Clock } from "../state-machine/clock.ts";
import { virtualClock } from "../state-machine/virtual-clock.ts";

/** Waits from a minute on are for people, or for a later day; what a playbook does between two calls takes less. */
const restsFromMs = 60_000;

export interface RestingClock extends Clock {
  /** Whether nothing is under way and nobody sleeps who will wake by himself. */
  isAtRest(): boolean;
}

/**
 * A clock that jumps over a playbook's short waits and lets the long ones be: people are not passed over within the
 * command that asks them, and a containment of some hours is not released by the one that starts it.
 */
export function restingClock(startMs: number): RestingClock {
  const clock = virtualClock(startMs);
  let busy = 0;
  const counted = async <T>(work: Promise<T>): Promise<T> => {
    busy++;
    try {
      return await work;
    } finally {
      busy--;
    }
  };
  return {
    nowMs: clock.nowMs,
    during: (work) => counted(clock.during(work)),
    async sleep(durationMs, signal) {
      if (durationMs < restsFromMs) return counted(clock.sleep(durationMs, signal));
      if (signal?.aborted) return;
      await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve(), { once: true }));
    },
    isAtRest: () => busy === 0,
  };
}
