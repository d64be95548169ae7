import type { Correlation } from "./correlation.ts";
import { correlationLimits, retentionMs } from "./correlation-limits.ts";

/** One counted event of a group. Plain data. */
export interface CountedEvent {
  readonly timeMs: number;
  /** 48-bit hash of the event's id. */
  readonly id: number;
  /** Position among the correlation's rules; 0 where it does not matter which rule matched. */
  readonly rule: number;
  /** The number that is summed and so on, or a 48-bit hash of the value that is counted; else 0. */
  readonly value: number;
}

/** A finding that was reported, so that it is not reported as a new one again. */
export interface Reported {
  /** End of the timespan in which the condition held. */
  readonly timeMs: number;
  /** Id and time of the event that the finding named. */
  readonly eventId: string;
  readonly eventMs: number;
  readonly observed: number;
  /** Whether older events had been dropped, so that more may have happened. */
  readonly atLeast: boolean;
}

/** What is stored of one group of one correlation. Plain data, some KB at most. */
export interface GroupState {
  /** In the order of `compareEvents`, each once; never empty. */
  readonly events: readonly CountedEvent[];
  /** In order of time. */
  readonly reported: readonly Reported[];
  /** Events that were dropped for want of room, and the newest of their times; 0 where none were. */
  readonly dropped: number;
  readonly droppedToMs: number;
}

export function compareEvents(a: CountedEvent, b: CountedEvent): number {
  return a.timeMs - b.timeMs || a.id - b.id || a.rule - b.rule || a.value - b.value;
}

/** Two entries with the same name are one event seen twice. */
export function entryName(correlation: Correlation, { id, rule, value }: CountedEvent): string {
  if (correlation.type === "value_count") return `${id} ${value}`;
  return correlation.type.startsWith("temporal") ? `${id} ${rule}` : String(id);
}

export const newestMs = (state: GroupState | undefined): number =>
  state?.events.at(-1)?.timeMs ?? Number.NEGATIVE_INFINITY;

/** Seconds since 1970 after which the state can be forgotten: nothing that comes later can meet its events. */
export function expiresAtSeconds(correlation: Correlation, state: GroupState, nowMs: number): number {
  return Math.ceil((Math.max(nowMs, newestMs(state)) + retentionMs(correlation.spanMs)) / 1_000);
}

/**
 * What is kept of a group's events (sorted, each once): those within the retention, and of these no more than there is
 * room for. The newest of each value (value_count) or rule (temporal) stay longest, so that a flood of one does not
 * push out the others; otherwise the oldest go first.
 */
export function keepNewest(
  correlation: Correlation,
  events: readonly CountedEvent[],
  before: Pick<GroupState, "dropped" | "droppedToMs">,
): Pick<GroupState, "events" | "dropped" | "droppedToMs"> {
  const fromMs = (events.at(-1)?.timeMs ?? 0) - retentionMs(correlation.spanMs);
  const recent = events.filter(({ timeMs }) => timeMs >= fromMs);
  const excess = recent.length - correlationLimits.eventsAGroup;
  const { dropped, droppedToMs } = before;
  if (excess <= 0) return { events: recent, dropped, droppedToMs };
  const dispensable = new Set(leastNeeded(correlation, recent, excess));
  return {
    events: recent.filter((event) => !dispensable.has(event)),
    dropped: dropped + excess,
    droppedToMs: Math.max(droppedToMs, ...[...dispensable].map(({ timeMs }) => timeMs)),
  };
}

function leastNeeded(correlation: Correlation, events: readonly CountedEvent[], count: number): CountedEvent[] {
  const { type } = correlation;
  const kindOf = ({ rule, value }: CountedEvent) =>
    type === "value_count" ? value : type.startsWith("temporal") ? rule : 0;
  const newer = new Map<number, number>();
  const ranked = events.toReversed().map((event) => {
    const rank = newer.get(kindOf(event)) ?? 0;
    newer.set(kindOf(event), rank + 1);
    return { event, rank };
  });
  return ranked
    .sort((a, b) => b.rank - a.rank || compareEvents(a.event, b.event))
    .slice(0, count)
    .map(({ event }) => event);
}
