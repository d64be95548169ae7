import { api, type Call } from "../call.ts";
import { hexadecimal } from "../identifiers.ts";
import { isoSecond } from "../time-text.ts";

const monitoring = { eventSource: "monitoring.amazonaws.com", host: "monitoring" } as const;
export const describeAlarms: Call = api("cloudwatch", "DescribeAlarms", {
  ...monitoring,
  parameters: () => ({ maxRecords: 100 }),
});
export const listMetrics: Call = api("cloudwatch", "ListMetrics", {
  ...monitoring,
  parameters: () => ({ namespace: "AWS/ApplicationELB" }),
});
export const metricStatistics: Call = api("cloudwatch", "GetMetricStatistics", {
  ...monitoring,
  parameters: () => ({ namespace: "AWS/ApplicationELB", metricName: "HTTPCode_Target_5XX_Count", period: 300 }),
});

export function createLogStream(group: string): Call {
  return api("logs", "CreateLogStream", {
    parameters: (place) => ({
      logGroupName: group,
      logStreamName: `${isoSecond(place.timeMs).slice(0, 10).replaceAll("-", "/")}/[$LATEST]${hexadecimal(place.random, 32)}`,
    }),
  });
}
export const describeLogGroups: Call = api("logs", "DescribeLogGroups", { parameters: () => ({ limit: 50 }) });

const costs = { eventSource: "ce.amazonaws.com", host: "ce", global: true } as const;
export const costAndUsage: Call = api("ce", "GetCostAndUsage", {
  ...costs,
  parameters: () => ({ Granularity: "DAILY", Metrics: ["UnblendedCost"] }),
});
export const costForecast: Call = api("ce", "GetCostForecast", {
  ...costs,
  parameters: () => ({ Granularity: "MONTHLY", Metric: "NET_UNBLENDED_COST" }),
});
export const reportDefinitions: Call = api("cur", "DescribeReportDefinitions", { global: true });
export const listAccounts: Call = api("organizations", "ListAccounts");

/** Tagging API's inventory of everything, as cost and monitoring tools ask for it. */
export const getResources: Call = api("tagging", "GetResources", {
  permission: "tag:GetResources",
  parameters: () => ({ resourcesPerPage: 100 }),
});

export const describeDatabases: Call = api("rds", "DescribeDBInstances", { parameters: () => ({ maxRecords: 100 }) });
export const describeDbClusters: Call = api("rds", "DescribeDBClusters", {
  parameters: () => ({ includeShared: false }),
});
export const createDbSnapshot = (database: string): Call =>
  api("rds", "CreateDBSnapshot", {
    parameters: (place) => ({
      dBInstanceIdentifier: database,
      dBSnapshotIdentifier: `${database}-${isoSecond(place.timeMs).slice(0, 10)}`,
    }),
  });

export const listFindings: Call = api("guardduty", "ListFindings", { parameters: () => ({ maxResults: 50 }) });
export const getFindings: Call = api("guardduty", "GetFindings", { parameters: () => ({ findingIds: [] }) });
export const importFindings: Call = api("securityhub", "BatchImportFindings", { readOnly: false });
export const describeTrails: Call = api("cloudtrail", "DescribeTrails");
export const trailStatus: Call = api("cloudtrail", "GetTrailStatus", { parameters: () => ({ name: "organisation" }) });
export const configRecorders: Call = api("config", "DescribeConfigurationRecorders");
export const putEvaluations: Call = api("config", "PutEvaluations", {
  parameters: () => ({ testMode: false, resultToken: "HIDDEN_DUE_TO_SECURITY_REASONS" }),
});
export const parquetQuery: Call = api("athena", "StartQueryExecution", {
  parameters: () => ({ workGroup: "reports", queryString: "HIDDEN_DUE_TO_SECURITY_REASONS" }),
});
export const queryResults: Call = api("athena", "GetQueryResults");
export const describeStacks: Call = api("cloudformation", "DescribeStacks");
