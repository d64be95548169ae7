import { dayMs, dayOf } from "../behaviour/calendar.ts";
import type { Signal } from "../detection/signal.ts";
import type { Activity } from "../event/activity.ts";
import { isSameObservation } from "../trust/allowance.ts";
import type { StoryEntry } from "./case.ts";
import { evidenceOf } from "./story-evidence.ts";

/** Lines that a case keeps. */
export const storyLength = 40;

/** Where a line stands in the story: counts of a day stand where they were reached, not at midnight. */
export const placeOf = ({ seenMs, timeMs }: StoryEntry): number => seenMs ?? timeMs;

/** What an activity adds to a story: one line a signal. */
export function storyOf(activity: Activity, signals: readonly Signal[]): StoryEntry[] {
  return signals.map((signal) => ({
    timeMs: signal.timeMs,
    // Evidence of a day before belongs to that day, whichever event brings it into the case.
    ...(signal.eventId === ""
      ? { seenMs: Math.max(signal.timeMs, Math.min(activity.timeMs, (dayOf(signal.timeMs) + 1) * dayMs - 1)) }
      : {}),
    eventId: signal.eventId === "" ? activity.eventId : signal.eventId,
    what: signal.kind,
    text: `${signal.observed}; expected: ${signal.expected}`,
    points: signal.points,
    observed: signal.observed,
    deterministic: signal.deterministic,
    sensitive: signal.sensitive,
    band: signal.band,
  }));
}

/**
 * Joins two stories in order of time. A thing that was told already (same kind, same observation) is not told again,
 * and of the counts of one hour or day only the highest is: the lower ones were steps on the way to it.
 */
export function mergeStory(told: readonly StoryEntry[], more: readonly StoryEntry[]): StoryEntry[] {
  const known = new Set(told.map(({ what, text }) => `${what} ${text}`));
  const fresh = more.filter(({ what, text }) => known.size < known.add(`${what} ${text}`).size);
  const all = [...told, ...fresh];
  return all.filter((entry) => !all.some((other) => isHigherCount(other, entry))).sort(byPlace);
}

const byPlace = (a: StoryEntry, b: StoryEntry): number => placeOf(a) - placeOf(b) || (a.eventId < b.eventId ? -1 : 1);

/** Whether one entry counts more of the very thing that another one counts, in the same hour or on the same day. */
function isHigherCount(one: StoryEntry, other: StoryEntry): boolean {
  if (one === other || one.what !== other.what || one.timeMs !== other.timeMs) return false;
  const [high, low] = [evidenceOf(one), evidenceOf(other)];
  if (high?.observed === undefined || low?.observed === undefined || high.observed === low.observed) return false;
  return isSameObservation({ kind: high.kind, observed: high.observed }, { kind: low.kind, observed: low.observed });
}

/**
 * The lines in order of weight: of each kind its weightiest first, then the others. A fact weighs more than any points;
 * of equals the earlier one does. So a flood of one kind pushes out none of another, and a late blow is not lost.
 */
export function byWeight(story: readonly StoryEntry[]): StoryEntry[] {
  const ranked = [...story].sort(
    (a, b) =>
      Number(b.deterministic ?? false) - Number(a.deterministic ?? false) || b.points - a.points || byPlace(a, b),
  );
  const kinds = new Set<string>();
  const firsts = ranked.filter(({ what }) => kinds.size < kinds.add(what).size);
  return [...firsts, ...ranked.filter((entry) => !firsts.includes(entry))];
}

/** At most `most` of the lines, the weightiest, still in order of time. */
export function weightiest(story: readonly StoryEntry[], most: number): readonly StoryEntry[] {
  if (story.length <= most) return story;
  const kept = new Set(byWeight(story).slice(0, most));
  return story.filter((entry) => kept.has(entry));
}
