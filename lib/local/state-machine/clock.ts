/** Time as an execution sees it, so that waits can be scaled or jumped over. */
export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** Resolves when the time is over, or at once when the signal aborts. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
  /** Holds virtual time still while real work (a request to a store) is under way. */
  during<T>(work: Promise<T>): Promise<T>;
}

const longestTimerMs = 2 ** 31 - 1;

/**
 * Real time, or a multiple of it: with factor 60 a minute of the execution lasts a second.
 * `startMs` is what the clock shows first; the present by default.
 */
export function scaledClock(factor: number, startMs: number = Date.now()): Clock {
  if (!(factor > 0)) throw new Error(`the clock's factor is ${factor}; it must be above 0`);
  const realStartMs = Date.now();
  const nowMs = () => startMs + (Date.now() - realStartMs) * factor;
  return {
    nowMs,
    async sleep(durationMs, signal) {
      const dueMs = nowMs() + durationMs;
      while (signal?.aborted !== true && nowMs() < dueMs) await timer((dueMs - nowMs()) / factor, signal);
    },
    during: (work) => work,
  };
}

export const realClock = (): Clock => scaledClock(1);

function timer(durationMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(handle);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const handle = setTimeout(done, Math.min(Math.ceil(durationMs), longestTimerMs));
    signal?.addEventListener("abort", done);
  });
}
