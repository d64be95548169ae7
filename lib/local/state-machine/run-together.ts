import { ExecutionStopped } from "./state-error.ts";

/**
 * Runs work over items, at most `concurrency` at once, and gives the results in the items' order.
 * The first failure stops the others, and is thrown when all of them have stopped.
 */
export async function runTogether<T, R>(
  items: readonly T[],
  concurrency: number,
  signal: AbortSignal,
  work: (item: T, index: number, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const failed = new AbortController();
  const together = AbortSignal.any([signal, failed.signal]);
  const results: R[] = [];
  let failure: { readonly error: unknown } | undefined;
  let next = 0;
  const worker = async () => {
    while (next < items.length && failure === undefined) {
      const index = next++;
      try {
        results[index] = await work(items[index] as T, index, together);
      } catch (error) {
        failure ??= { error };
        failed.abort(new ExecutionStopped("SIBLING_FAILED", "another branch or item failed"));
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
  if (failure !== undefined) throw failure.error;
  return results;
}
