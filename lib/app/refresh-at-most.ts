/**
 * Runs `load` when it is asked to and the last attempt is `everyMs` or more ago. Whoever asks while an attempt runs
 * waits for that one. `load` must not throw.
 */
export function refreshAtMost(everyMs: number, load: () => Promise<void>): (nowMs: number) => Promise<void> {
  let triedAtMs = Number.NEGATIVE_INFINITY;
  let loading: Promise<void> | undefined;
  return async (nowMs) => {
    if (loading === undefined) {
      if (nowMs - triedAtMs < everyMs) return;
      triedAtMs = nowMs;
      loading = load().finally(() => {
        loading = undefined;
      });
    }
    await loading;
  };
}
