import type { Reading } from "../domain/event/activity.ts";

export interface Placed {
  readonly reading: Reading;
  readonly line: number;
}

/**
 * Tells files of other things, which lie in many log folders, from CloudTrail's: holds back what is plainly no record
 * until the first thing that is one, or was meant to be one.
 */
export interface ForeignFile {
  /** What is to be passed on now. */
  take(found: readonly Placed[]): readonly Placed[];
  /** How many pieces the file had, if none of them had to do with CloudTrail; otherwise 0. */
  skipped(): number;
}

const mostHeld = 10_000;
const heldExcerpt = 200;

/**
 * A file that was named is always read, whatever it holds; one with more than 10,000 foreign pieces in a row is too.
 */
export const createForeignFile = (isNamed: boolean): ForeignFile => {
  let held: Placed[] | undefined = isNamed ? undefined : [];
  return {
    take: (found) => {
      if (held === undefined) return found;
      for (const placed of found) held.push(isForeign(placed.reading) ? withShortExcerpt(placed) : placed);
      const decided = held.length > mostHeld || found.some(({ reading }) => !isForeign(reading));
      if (!decided) return [];
      const all = held;
      held = undefined;
      return all;
    },
    skipped: () => held?.length ?? 0,
  };
};

const isForeign = (reading: Reading): boolean => {
  if (reading.kind !== "unreadable") return false;
  const { reason, excerpt } = reading.unreadable;
  if (reason === "not-json") return !/^\s*[[{]/.test(excerpt);
  return reason === "not-an-event" || reason === "not-an-object";
};

const withShortExcerpt = ({ reading, line }: Placed): Placed => {
  if (reading.kind !== "unreadable") return { reading, line };
  const { unreadable } = reading;
  return {
    reading: { kind: "unreadable", unreadable: { ...unreadable, excerpt: unreadable.excerpt.slice(0, heldExcerpt) } },
    line,
  };
};
