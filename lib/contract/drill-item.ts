/**
 * Items of the daily drill: pk `DRILL`, sk the minute that it began, `2026-11-21T03:00`, so that the newest comes last.
 * Every value but `expires` is a string; times are ISO 8601 with milliseconds.
 */
export const drillKeys = { pk: "DRILL", sk: (iso: string) => iso.slice(0, 16) } as const;

export const drillItem = {
  /** ARN of the execution that wrote it: a second one of the same minute does nothing. */
  execution: "execution",
  /** `running`, then passed, failed, or skipped where the kill switch was engaged. */
  outcome: "outcome",
  /** Sentences for people: which playbooks were drilled, what was wrong. */
  detail: "detail",
  startedAt: "startedAt",
  endedAt: "endedAt",
} as const;

/** Ids of the containments of drills begin so; nothing else may be written by the drill. */
export const drillContainmentPrefix = "drill-";

/** How long the table keeps a drill and its containments, in days. */
export const drillDays = 90;
