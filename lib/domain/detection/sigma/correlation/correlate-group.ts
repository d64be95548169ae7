import type { CorrelatedFinding } from "./correlated-finding.ts";
import { findingOf, isEventOf, storedEventId } from "./correlated-finding.ts";
import type { Correlation, RuleMatch } from "./correlation.ts";
import { correlationLimits, graceMs, retentionMs } from "./correlation-limits.ts";
import {
  type CountedEvent,
  compareEvents,
  entryName,
  type GroupState,
  keepNewest,
  newestMs,
  type Reported,
} from "./group-state.ts";
import { isMet, tallyFor } from "./tally.ts";
import type { CorrelationLosses, GroupEntry, TouchedGroup } from "./touched-groups.ts";

export interface CorrelatedGroup<Match extends RuleMatch> {
  readonly state: GroupState;
  /** False where everything in the batch had been counted before. */
  readonly changed: boolean;
  readonly findings: readonly CorrelatedFinding<Match>[];
}

const nothing: GroupState = { events: [], reported: [], dropped: 0, droppedToMs: 0 };

/**
 * Counts a batch's matches into their group and says what they complete.
 *
 * The condition is judged at every event, over the timespan that ends with it; events of the same time are judged
 * together. A finding covers the timespan around it: the same group has no second one until a timespan has passed, so
 * a thousand failures are one finding an hour and not nine hundred. Events count once, in whatever order they come, and
 * one that comes late completes a finding while it is younger than the grace. Where events come again that a reported
 * finding was made of, it is given again, under the same event: whoever lost it the first time does not lose it.
 */
export function correlateGroup<Match extends RuleMatch>(
  group: TouchedGroup<Match>,
  before: GroupState | undefined,
  losses: CorrelationLosses,
): CorrelatedGroup<Match> {
  const { correlation } = group;
  const state = before ?? nothing;
  const known = new Set(state.events.map((event) => entryName(correlation, event)));
  const oldestMs = newestMs(before) - retentionMs(correlation.spanMs);
  const entries = group.entries.filter(({ event }) => event.timeMs >= oldestMs);
  losses.late += group.entries.length - entries.length;
  const fresh = entries.filter(({ event }) => !known.has(entryName(correlation, event)));
  const again = entries.filter(({ event }) => known.has(entryName(correlation, event)));
  const repeated = state.reported.flatMap((reported) => {
    const entry =
      again.findLast(({ match }) => isEventOf(reported, match)) ??
      again.findLast(({ event }) => isWithin(event.timeMs, reported.timeMs, correlation));
    return entry === undefined ? [] : [findingOf(group, reported, entry.match)];
  });
  if (fresh.length === 0) return { state, changed: false, findings: repeated };

  const events = [...state.events, ...fresh.map(({ event }) => event)].sort(compareEvents);
  const made = judge(correlation, events, fresh, state, newestMs(before) - graceMs(correlation.spanMs));
  const kept = keepNewest(correlation, events, state);
  losses.dropped += kept.dropped - state.dropped;
  const keptFromMs = newestMs({ ...state, ...kept }) - retentionMs(correlation.spanMs);
  const reported = [...state.reported, ...made.map((one) => one.reported)]
    .filter(({ timeMs }) => timeMs >= keptFromMs)
    .sort((a, b) => a.timeMs - b.timeMs)
    .slice(-correlationLimits.reportsAGroup);
  const findings = [...repeated, ...made.map((one) => findingOf(group, one.reported, one.match))];
  return { state: { ...kept, reported }, changed: true, findings };
}

const isWithin = (timeMs: number, endMs: number, { spanMs }: Correlation): boolean =>
  timeMs <= endMs && timeMs >= endMs - spanMs;

interface Made<Match extends RuleMatch> {
  readonly reported: Reported;
  readonly match: Match;
}

/** Goes over the group's events once and judges every timespan that a fresh one is in. */
function judge<Match extends RuleMatch>(
  correlation: Correlation,
  events: readonly CountedEvent[],
  fresh: readonly GroupEntry<Match>[],
  { reported, droppedToMs }: GroupState,
  judgedFromMs: number,
): Made<Match>[] {
  const { spanMs } = correlation;
  const entryOf = new Map(fresh.map((entry) => [entry.event, entry]));
  const made: Made<Match>[] = [];
  const covered = reported.map(({ timeMs }) => timeMs);
  const tally = tallyFor(correlation);
  let start = 0;
  let newest: GroupEntry<Match> | undefined;
  for (const [index, event] of events.entries()) {
    tally.add(event);
    newest = entryOf.get(event) ?? newest;
    if (events[index + 1]?.timeMs === event.timeMs) continue;
    for (; events[start]!.timeMs < event.timeMs - spanMs; start++) tally.removeFirst();
    if (event.timeMs < judgedFromMs || newest === undefined || newest.event.timeMs < event.timeMs - spanMs) continue;
    if (covered.some((timeMs) => Math.abs(timeMs - event.timeMs) <= spanMs)) continue;
    const observed = tally.observed();
    if (!isMet(correlation, tally, observed)) continue;
    covered.push(event.timeMs);
    const { match } = newest;
    made.push({
      match,
      reported: {
        timeMs: event.timeMs,
        eventId: storedEventId(match),
        eventMs: match.timeMs,
        observed,
        atLeast: droppedToMs >= event.timeMs - spanMs && droppedToMs > 0,
      },
    });
  }
  return made;
}
