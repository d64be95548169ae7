import type { Activity, CloudTrailRecord } from "../../../../lib/domain/event/activity.ts";

/** An activity around a record: rules read the record, and findings take the event's id and time. */
export function activityOf(record: CloudTrailRecord): Activity {
  const text = (key: string): string => (typeof record[key] === "string" ? record[key] : "");
  return {
    eventId: text("eventID"),
    timeMs: Date.parse(text("eventTime")) || 0,
    accountId: text("recipientAccountId"),
    region: text("awsRegion"),
    eventSource: text("eventSource"),
    eventName: text("eventName"),
    service: text("eventSource").split(".")[0] ?? "",
    action: "",
    readOnly: record["readOnly"] === true,
    category: "management",
    user: {},
    sourceAddress: undefined,
    userAgent: undefined,
    errorCode: undefined,
    vpcEndpointId: undefined,
    record,
  };
}
