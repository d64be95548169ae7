import { latenessMs } from "../../../behaviour/calendar.ts";

/** What correlations may cost. Stored groups stay below 8 KB, which `group-state-codec.test.ts` holds them to. */
export const correlationLimits = {
  /** Counted events that are stored for one group. A condition that needs more could never be met. */
  eventsAGroup: 400,
  /** Findings of one group that are remembered, so that none is reported twice. */
  reportsAGroup: 10,
  /** Groups of one correlation that one batch may touch. */
  groupsABatch: 1_000,
  /** Groups of one correlation that are kept in memory where no store is used. */
  groupsInMemory: 5_000,
  rules: 50,
  groupFields: 8,
  valueFields: 4,
  aliases: 16,
  /** Values of one event that count one by one, where the field is a list. */
  valuesAnEvent: 16,
  /** Correlations above one another. */
  depth: 8,
  nameLength: 256,
  spanMs: 90 * 86_400_000,
  /** Characters of a reported event's id; CloudTrail's have 36. */
  eventIdLength: 64,
} as const;

/**
 * How much older than a group's newest event one may be and still complete a finding. Even short timespans get an
 * hour, because CloudTrail delivers minutes late and in no order.
 */
export const graceMs = (spanMs: number): number => Math.max(spanMs, latenessMs);

/** How long a group's events are kept: whatever comes within the grace finds its whole timespan before it. */
export const retentionMs = (spanMs: number): number => spanMs + graceMs(spanMs);
