interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

/** Sleepers in the order in which they wake; those due at the same moment in the order in which they went to sleep. */
export function sleeperQueue() {
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
