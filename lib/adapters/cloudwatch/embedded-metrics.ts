import type { BatchReport } from "../../app/assess-batch.ts";
import { metrics } from "../../contract/metrics.ts";

/**
 * One log line in CloudWatch's embedded metric format with the figures of a batch; CloudWatch makes metrics of it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 *
 * @param eventAgesMs age of each event at `nowMs`, at most the 100 that the format takes for one metric
 * @param notInForce how many settings, rules and contracts are not in force as they were written
 */
export function embeddedMetrics(
  reports: readonly BatchReport[],
  eventAgesMs: readonly number[],
  nowMs: number,
  notInForce: number,
): string {
  const sum = (count: (report: BatchReport) => number) => reports.reduce((total, report) => total + count(report), 0);
  const figures: Record<string, number | readonly number[]> = {
    [metrics.recordsRead]: sum((report) => report.activities + report.notices),
    [metrics.recordsSetAside]: sum((report) => report.setAside.length),
    [metrics.identitiesTouched]: sum((report) => report.identities),
    [metrics.standingConflicts]: sum((report) => report.standingConflicts),
    [metrics.findings]: sum((report) => report.assessments.reduce((total, { findings }) => total + findings.length, 0)),
    [metrics.alerts]: sum((report) => report.alerts.length),
    [metrics.containmentsStarted]: sum((report) => report.containments.length),
    [metrics.notInForce]: notInForce,
  };
  if (eventAgesMs.length > 0) figures[metrics.eventAge] = eventAgesMs.slice(0, 100);
  const described = Object.keys(figures).map((name) => ({
    Name: name,
    Unit: name === metrics.eventAge ? "Milliseconds" : "Count",
  }));
  return JSON.stringify({
    _aws: {
      Timestamp: nowMs,
      CloudWatchMetrics: [{ Namespace: metrics.namespace, Dimensions: [[]], Metrics: described }],
    },
    ...figures,
  });
}
