/** CloudWatch metrics in embedded metric format. No identity is ever a dimension: each would cost a metric. */
export const metrics = {
  namespace: "NhiWarden",
  recordsRead: "RecordsRead",
  recordsSetAside: "RecordsSetAside",
  identitiesTouched: "IdentitiesTouched",
  standingConflicts: "StandingConflicts",
  findings: "Findings",
  alerts: "Alerts",
  containmentsStarted: "ContainmentsStarted",
  /** Settings, rules and contracts that are not in force as they were written, told with every batch. */
  notInForce: "NotInForce",
  /** Executions of playbooks, and of the drill, that failed, timed out or were stopped, counted in their logs. */
  playbooksEndedBadly: "PlaybooksEndedBadly",
  drillsEndedBadly: "DrillsEndedBadly",
  /** Milliseconds from eventTime to the handler. */
  eventAge: "EventAge",
} as const;
