export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * Asks `probe` every `everyMs` until it answers with something other than undefined, and returns that; throws after
 * `timeoutMs`, saying what was waited for. What `probe` throws ends the waiting.
 */
export async function waitUntil<T>(
  what: string,
  limits: { readonly timeoutMs: number; readonly everyMs: number },
  probe: () => Promise<T | undefined>,
): Promise<T> {
  const endMs = Date.now() + limits.timeoutMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() >= endMs) throw new Error(`waited ${limits.timeoutMs / 1000} s for ${what}, in vain`);
    await pause(limits.everyMs);
  }
}
