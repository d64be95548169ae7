import type { Case, CaseSweep, DerivedCredential, StoryEntry } from "./case.ts";
import { mergeStory, storyLength, weightiest } from "./story.ts";

/** `what` of a line that tells of a sweep: no evidence, and nothing to rule on. */
export const sweepLine = "sweep";

/** Lines that a case keeps of what people have to do, and as many of what they have to replace. */
export const mostSweepLines = 20;

/** What one sweep adds to a case. */
export interface SweepAddition {
  readonly derived: readonly DerivedCredential[];
  /** Printable lines. */
  readonly people: readonly string[];
  readonly replace: readonly string[];
  readonly isTruncated: boolean;
  /** What the story tells of it. */
  readonly told: Pick<StoryEntry, "eventId" | "text">;
  /** When the sweep ended. */
  readonly sweptMs: number;
}

const nothing: CaseSweep = { sweptMs: 0, isTruncated: false, derived: [], people: [], replace: [], omitted: 0 };

/**
 * The case with what a sweep found; the same object where nothing of it is new, so that a sweep that is done again
 * writes and tells nothing. What once was not complete stays so: nobody knows whether a later sweep saw the rest.
 */
export function withSweep(file: Case, addition: SweepAddition): Case {
  const before = file.sweep ?? nothing;
  const known = new Set(before.derived.map(({ containmentId }) => containmentId));
  const fresh = addition.derived.filter(({ containmentId }) => !known.has(containmentId));
  const people = united(before.people, addition.people);
  const replace = united(before.replace, addition.replace);
  const isNews =
    file.sweep === undefined ||
    fresh.length > 0 ||
    people.fresh > 0 ||
    replace.fresh > 0 ||
    (addition.isTruncated && !before.isTruncated);
  if (!isNews) return file;
  const { eventId, text } = addition.told;
  const line: StoryEntry = { timeMs: addition.sweptMs, eventId, what: sweepLine, text, points: 0 };
  const merged = mergeStory(file.story, [line]);
  const sweep: CaseSweep = {
    sweptMs: Math.max(before.sweptMs, addition.sweptMs),
    isTruncated: before.isTruncated || addition.isTruncated,
    derived: [...before.derived, ...fresh],
    people: people.lines,
    replace: replace.lines,
    // What found no room is counted again when it is found again: "at least" is what it says.
    omitted: before.omitted + people.left + replace.left,
  };
  const ids = fresh.map(({ containmentId }) => containmentId).filter((id) => !file.containmentIds.includes(id));
  return {
    ...file,
    story: weightiest(merged, storyLength),
    omitted: file.omitted + Math.max(0, merged.length - storyLength),
    sweep,
    containmentIds: [...file.containmentIds, ...ids],
    // People are told of a sweep by itself: the containments that it asked for are no news a second time.
    ...(file.told === undefined ? {} : { told: { ...file.told, containments: file.told.containments + ids.length } }),
  };
}

function united(before: readonly string[], more: readonly string[]) {
  const known = new Set(before);
  const fresh = more.filter((line) => known.size < known.add(line).size);
  const lines = [...before, ...fresh].slice(0, mostSweepLines);
  const kept = lines.length - before.length;
  // Once the list is full, lines without room are no news: the same sweep would find them again and again.
  return { lines, fresh: kept, left: kept > 0 || before.length < mostSweepLines ? fresh.length - kept : 0 };
}
