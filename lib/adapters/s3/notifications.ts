import type { Unreadable } from "../../domain/event/activity.ts";
import { excerpt } from "../../domain/event/excerpt.ts";

/** One log file, as a notification names it. */
export interface LogObject {
  readonly bucket: string;
  /** The key itself, decoded. */
  readonly key: string;
}

export interface NotifiedObjects {
  readonly objects: readonly LogObject[];
  /** Parts of the notification that name no object, to be set aside. */
  readonly unreadable: readonly Unreadable[];
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The objects that a notification of S3 says were created: an S3 event notification (keys URL-encoded, a space as `+`),
 * the same inside an SNS envelope, or EventBridge's "Object Created" (keys as they are). S3's own test message,
 * removals and CloudTrail's digest files, which hold no records, give nothing. Never throws.
 */
export function s3ObjectsOf(notification: unknown): NotifiedObjects {
  const objects: LogObject[] = [];
  const unreadable: Unreadable[] = [];
  for (const part of partsOf(notification)) {
    const object = objectOf(part);
    if (object === "nothing") continue;
    if (object === "unknown") unreadable.push(setAside(part));
    else if (!object.key.includes("/CloudTrail-Digest/")) objects.push(object);
  }
  return { objects, unreadable };
}

function partsOf(notification: unknown): readonly unknown[] {
  if (!isFields(notification)) return [notification];
  if (Array.isArray(notification["Records"])) return notification["Records"];
  if (notification["Type"] === "Notification" && typeof notification["Message"] === "string") {
    try {
      const message: unknown = JSON.parse(notification["Message"]);
      return isFields(message) && Array.isArray(message["Records"]) ? message["Records"] : [message];
    } catch {
      return [notification];
    }
  }
  return [notification];
}

function objectOf(part: unknown): LogObject | "nothing" | "unknown" {
  if (!isFields(part)) return "unknown";
  if (part["Event"] === "s3:TestEvent") return "nothing";
  if (part["source"] === "aws.s3") {
    if (part["detail-type"] !== "Object Created") return "nothing";
    return named(part["detail"], (key) => key);
  }
  if (part["eventSource"] !== "aws:s3") return "unknown";
  const { eventName } = part;
  if (typeof eventName !== "string") return "unknown";
  if (!eventName.replace(/^s3:/, "").startsWith("ObjectCreated:")) return "nothing";
  return named(part["s3"], decodeKey);
}

function named(detail: unknown, decode: (key: string) => string | undefined): LogObject | "unknown" {
  if (!isFields(detail) || !isFields(detail["bucket"]) || !isFields(detail["object"])) return "unknown";
  const bucket = detail["bucket"]["name"];
  const key = detail["object"]["key"];
  if (typeof bucket !== "string" || typeof key !== "string" || bucket === "" || key === "") return "unknown";
  const decoded = decode(key);
  return decoded === undefined ? "unknown" : { bucket, key: decoded };
}

function decodeKey(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function setAside(part: unknown): Unreadable {
  return {
    reason: "unsupported-wrapper",
    detail: "This is no S3 notification that names a created object; its bucket's name and its object's key are read.",
    excerpt: excerpt(part),
  };
}
