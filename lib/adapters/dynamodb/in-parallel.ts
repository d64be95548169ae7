/**
 * Runs `task` over the items, at most `width` at a time, and waits for all of them, whatever fails.
 * Outcomes stand in the order of the items.
 */
export async function settleInParallel<Item, Result>(
  items: readonly Item[],
  width: number,
  task: (item: Item) => Promise<Result>,
): Promise<PromiseSettledResult<Result>[]> {
  const outcomes: PromiseSettledResult<Result>[] = new Array(items.length);
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < items.length; at = next++) {
      try {
        outcomes[at] = { status: "fulfilled", value: await task(items[at] as Item) };
      } catch (reason) {
        outcomes[at] = { status: "rejected", reason };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return outcomes;
}

/** The reasons of those that failed. */
export function failuresOf(outcomes: readonly PromiseSettledResult<unknown>[]): unknown[] {
  return outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
}

/** One error as it is, several as an AggregateError: what an Error's `cause` should hold. */
export function causeOf(failures: readonly unknown[]): unknown {
  return failures.length === 1 ? failures[0] : new AggregateError(failures, `${failures.length} failures`);
}
