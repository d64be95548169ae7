import { AsyncLocalStorage } from "node:async_hooks";
import { types } from "node:util";

/**
 * Runs before each test file. Jest follows the test that runs through an AsyncLocalStorage, for which Node 20 calls a
 * hook for every promise there is: a tenth of a test's time, and more with every file that one process runs, because it
 * never disables them. Tests of a file run one after another here, so the one that runs is kept in a variable instead.
 * What a test leaves behind and throws later then fails the test that runs by then, or the file.
 */
const mark = Symbol.for("the test that runs is kept in a variable");
type Run = (this: AsyncLocalStorage<unknown>, store: unknown, callback: (...args: unknown[]) => unknown) => unknown;
const prototype: { run: Run; getStore: () => unknown; [mark]?: true } = AsyncLocalStorage.prototype;
if (prototype[mark] !== true) keepInVariable();

/** Once in a process. Every other AsyncLocalStorage stays as it is. */
function keepInVariable(): void {
  const { run, getStore } = prototype;
  const kept = new WeakMap<object, unknown>();
  prototype[mark] = true;
  prototype.getStore = function (this: AsyncLocalStorage<unknown>) {
    return kept.has(this) ? kept.get(this) : getStore.call(this);
  };
  prototype.run = function (store, callback, ...args: unknown[]) {
    if (!isOfJest(store)) return run.call(this, store, () => callback(...args));
    const outer = kept.get(this);
    const restore = () => void kept.set(this, outer);
    kept.set(this, store);
    const result = callback(...args);
    // Jest's promises are of another realm than this file's.
    if (types.isPromise(result)) return result.finally(restore);
    restore();
    return result;
  };
}

/** Jest keeps the test, or the hook, that runs. */
function isOfJest(store: unknown): boolean {
  return typeof store === "object" && store !== null && ("test" in store || "hook" in store);
}
