/** Anything that happens at a time, in milliseconds since 1970. */
export interface Timed {
  readonly timeMs: number;
}

interface Head<T> {
  value: T;
  readonly order: number;
  readonly rest: Iterator<T>;
}

/**
 * Merges sources that are each in order of time into one stream in order of time.
 * Where times are equal, the earlier source comes first, so that the result is always the same.
 * Holds one item a source and nothing else.
 */
export function* mergeByTime<T extends Timed>(sources: Iterable<Iterable<T>>): Generator<T, void, undefined> {
  const heap: Head<T>[] = [];
  let order = 0;
  for (const source of sources) {
    const rest = source[Symbol.iterator]();
    const first = rest.next();
    if (!first.done) heap.push({ value: first.value, order, rest });
    order++;
  }
  for (let index = (heap.length >> 1) - 1; index >= 0; index--) sink(heap, index);
  for (let head = heap[0]; head !== undefined; head = heap[0]) {
    yield head.value;
    const next = head.rest.next();
    if (next.done) {
      const last = heap.pop();
      if (last !== undefined && last !== head) heap[0] = last;
    } else {
      head.value = next.value;
    }
    sink(heap, 0);
  }
}

function before<T extends Timed>(left: Head<T>, right: Head<T>): boolean {
  return (
    left.value.timeMs < right.value.timeMs || (left.value.timeMs === right.value.timeMs && left.order < right.order)
  );
}

function sink<T extends Timed>(heap: Head<T>[], from: number): void {
  const item = heap[from];
  if (item === undefined) return;
  let index = from;
  for (;;) {
    let childIndex = 2 * index + 1;
    let child = heap[childIndex];
    const right = heap[childIndex + 1];
    if (child !== undefined && right !== undefined && before(right, child)) {
      child = right;
      childIndex++;
    }
    if (child === undefined || !before(child, item)) break;
    heap[index] = child;
    index = childIndex;
  }
  heap[index] = item;
}
