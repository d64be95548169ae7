/** A store on which the first `callers` loads have all been answered before any caller goes on to write. */
export function readingTogether<Store extends { load(keys: readonly string[]): Promise<unknown> }>(
  store: Store,
  callers: number,
): Store {
  let waiting: (() => void)[] = [];
  let left = callers;
  return {
    ...store,
    async load(keys: readonly string[]) {
      const loaded = await store.load(keys);
      if (left > 0) {
        left--;
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          if (left > 0) return;
          for (const go of waiting) go();
          waiting = [];
        });
      }
      return loaded;
    },
  };
}
