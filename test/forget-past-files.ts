import { AsyncLocalStorage } from "node:async_hooks";

/**
 * Runs before each test file. Jest follows the tests of a file through an AsyncLocalStorage that it never disables, and
 * Node 20 then hands every promise one more store: after a hundred files in one process, a hundred of them. So those
 * that earlier files used are disabled, which is what Node asks for before a storage can be collected.
 */
const mark = Symbol.for("storages that earlier test files used");
const prototype: { run: (...args: never[]) => unknown; [mark]?: Set<AsyncLocalStorage<unknown>> } =
  AsyncLocalStorage.prototype;

const used = prototype[mark] ?? follow();
for (const storage of used) storage.disable();
used.clear();

/** Once in a process: notes each storage that is run. */
function follow(): Set<AsyncLocalStorage<unknown>> {
  const seen = new Set<AsyncLocalStorage<unknown>>();
  const { run } = prototype;
  prototype.run = function (this: AsyncLocalStorage<unknown>, ...args) {
    seen.add(this);
    return run.apply(this, args);
  };
  prototype[mark] = seen;
  return seen;
}
