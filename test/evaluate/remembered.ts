import type { TimedRecord } from "../../lib/local/organisation/identity-stream.ts";
import type { Organisation } from "../../lib/local/organisation/organisation.ts";

/** The same organisation, whose identities' records are made once, as far as somebody has read them, and then kept. */
export function remembered(made: Organisation): Organisation {
  const lives = new Map<string, Iterable<TimedRecord>>();
  return {
    ...made,
    recordsOf: (identityKey) => {
      const life = lives.get(identityKey) ?? kept(made.recordsOf(identityKey));
      lives.set(identityKey, life);
      return life;
    },
  };
}

function kept<T>(source: Iterable<T>): Iterable<T> {
  const read: T[] = [];
  const rest = source[Symbol.iterator]();
  return {
    *[Symbol.iterator]() {
      for (let index = 0; ; index++) {
        if (index === read.length) {
          const next = rest.next();
          if (next.done) return;
          read.push(next.value);
        }
        yield read[index] as T;
      }
    },
  };
}
