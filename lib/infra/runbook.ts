/** Where the runbook is read. A fork that publishes its repository puts the base address of its files here. */
export const repositoryUrl = "";

/** One section of docs/runbook.md for each: an alarm without one does not compile, a section without an alarm fails a test. */
export const alarmSections = [
  "dead-letters",
  "undelivered-events",
  "records-set-aside",
  "assessment-errors",
  "assessment-throttled",
  "events-wait",
  "no-events",
  "playbook-failed",
  "notices-failed",
  "network-lists-old",
  "heartbeats-unwatched",
  "answers-failed",
  "by-hand-failed",
  "not-in-force",
  "drill-failed",
  "drill-missing",
] as const;
export type AlarmSection = (typeof alarmSections)[number];

export const runbookLink = (section: AlarmSection) => `${repositoryUrl}docs/runbook.md#${section}`;
