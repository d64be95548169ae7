/** Where the runbook is read. A fork that publishes its repository puts the base address of its files here. */
export const repositoryUrl = "";

/**
 * One section of docs/runbook.md for each: an alarm without one does not compile, a section without an alarm fails a
 * test.
 */
export const alarmSections = [
  "dead-letters",
  "undelivered-events",
  "records-set-aside",
  "assessment-errors",
  "assessment-throttled",
  "events-wait",
  "no-events",
  "playbook-failed",
  "playbooks-throttled",
  "notices-failed",
  "network-lists-old",
  "heartbeats-unwatched",
  "inventory-old",
  "answers-failed",
  "by-hand-failed",
  "not-in-force",
  "drill-failed",
  "drill-missing",
  "sweeps-failed",
] as const;
export type AlarmSection = (typeof alarmSections)[number];

export const runbookLink = (section: AlarmSection) => `${repositoryUrl}docs/runbook.md#${section}`;

/** What an execution that did not end well means, for alarms and notices. */
export const playbookEndedBadly =
  "A playbook failed, timed out or was stopped. A credential that should be contained may still work.";
export const drillEndedBadly =
  "The daily drill found that the canary was not contained, not released, or not as it was made.";
