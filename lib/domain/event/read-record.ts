import { actionNameOf } from "./action-name.ts";
import type { Activity, ActivityCategory, CloudTrailRecord, Reading } from "./activity.ts";
import { parseEventTime } from "./event-time.ts";
import { hashRecord } from "./record-hash.ts";
import { unreadable } from "./unreadable.ts";
import { readUserIdentity } from "./user-identity.ts";

/** Bound on the two fields that a caller fills with text of any length. */
const maxCallerText = 1_024;
const maxShortText = 128;

/**
 * Reads one CloudTrail record, of any eventVersion, already parsed from JSON. Never throws for a JSON value:
 * what lacks an event's name, source or time is unreadable, and every other field of a wrong type counts as absent.
 * Field meanings: CloudTrail user guide, "CloudTrail record contents".
 */
export function readRecord(value: unknown): Reading {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return unreadable("not-an-object", `A CloudTrail record is a JSON object; this is ${nameType(value)}.`, value);
  }
  const record = value as CloudTrailRecord;
  const eventSource = record["eventSource"];
  const eventName = record["eventName"];
  const eventTime = record["eventTime"];
  if (typeof eventSource !== "string" || eventSource === "" || typeof eventName !== "string" || eventName === "") {
    return refuseUnnamed(record);
  }
  // "aws:s3", "aws:kinesis", "aws:sqs": Lambda's envelopes use the same field names as CloudTrail.
  if (eventSource.charCodeAt(3) === 58 && eventSource.startsWith("aws:")) return refuseNotification(record);
  const timeMs = typeof eventTime === "string" ? parseEventTime(eventTime) : Number.NaN;
  if (!(timeMs >= 0)) {
    const wanted = "eventTime is not an ISO 8601 time since 1970 such as 2024-03-13T08:33:30Z.";
    return unreadable("bad-event-time", wanted, value);
  }
  return { kind: "activity", activity: activityOf(record, eventSource, eventName, timeMs) };
}

function activityOf(record: CloudTrailRecord, eventSource: string, eventName: string, timeMs: number): Activity {
  const names = actionNameOf(eventSource, eventName);
  const user = readUserIdentity(record);
  const eventId = record["eventID"];
  const readOnly = record["readOnly"];
  return {
    eventId:
      typeof eventId === "string" && eventId !== "" && eventId.length <= maxShortText
        ? eventId
        : `none-${hashRecord(record)}`,
    timeMs,
    accountId: bounded(record["recipientAccountId"], maxShortText) || bounded(user.accountId, maxShortText) || "",
    region: bounded(record["awsRegion"], maxShortText) ?? "",
    eventSource: names.eventSource,
    eventName: names.eventName,
    service: names.service,
    action: names.action,
    readOnly: typeof readOnly === "boolean" ? readOnly : reads(readOnly, names.readsByName),
    category: categoryOf(record),
    user,
    sourceAddress: bounded(record["sourceIPAddress"], maxCallerText),
    userAgent: bounded(record["userAgent"], maxCallerText),
    errorCode: bounded(record["errorCode"], maxShortText) || undefined,
    vpcEndpointId: bounded(record["vpcEndpointId"], maxShortText) || undefined,
    record,
  };
}

function bounded(value: unknown, maxLength: number): string | undefined {
  if (typeof value !== "string") return undefined;
  return value.length <= maxLength ? value : value.slice(0, maxLength);
}

function reads(readOnly: unknown, readsByName: boolean): boolean {
  if (readOnly === "true") return true;
  return readOnly === "false" ? false : readsByName;
}

/**
 * What an AWS service did by itself (`AwsServiceEvent`) is "service" in every eventVersion: since 1.07 those records
 * say `eventCategory: "Management"`, before it they said nothing.
 */
function categoryOf(record: CloudTrailRecord): ActivityCategory {
  const eventType = record["eventType"];
  if (eventType === "AwsServiceEvent") return "service";
  switch (record["eventCategory"]) {
    case "Management":
      return "management";
    case "Data":
      return "data";
    case "NetworkActivity":
      return "network";
    case "Insight":
      return "insight";
  }
  if (eventType === "AwsVpceEvent") return "network";
  if (eventType === "AwsCloudTrailInsight") return "insight";
  const management = record["managementEvent"];
  return management === false || management === "false" ? "data" : "management";
}

function refuseUnnamed(record: CloudTrailRecord): Reading {
  const hasName = record["eventName"] !== undefined;
  const hasSource = record["eventSource"] !== undefined;
  if (!hasName && !hasSource) {
    return unreadable(
      "not-an-event",
      "Neither eventName nor eventSource is there: this is no CloudTrail record.",
      record,
    );
  }
  return typeof record["eventName"] === "string" && record["eventName"] !== ""
    ? unreadable(
        "no-event-source",
        "eventSource is missing, empty or not text; a record says s3.amazonaws.com.",
        record,
      )
    : unreadable("no-event-name", "eventName is missing, empty or not text; a record says GetObject.", record);
}

function refuseNotification(record: CloudTrailRecord): Reading {
  const detail =
    record["eventSource"] === "aws:s3"
      ? "This is an S3 event notification, not an event: read the object that it names and pass that on."
      : "This is a Lambda event's item with nothing in it that could be unwrapped; pass on the record that it carries.";
  return unreadable("unsupported-wrapper", detail, record);
}

function nameType(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : `a ${typeof value}`;
}
