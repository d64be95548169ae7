import type { CloudTrailRecord, Notice, Reading } from "./activity.ts";
import { firstTime } from "./event-time.ts";
import { hashRecord } from "./record-hash.ts";
import { unreadable } from "./unreadable.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Health's event types that say that a credential is exposed or that AWS has quarantined it. */
const credentialEvents = new Set([
  "AWS_RISK_CREDENTIALS_EXPOSED",
  "AWS_RISK_CREDENTIALS_EXPOSURE_SUSPECTED",
  "CREDENTIALS_EXPOSED_SUSPECTED",
  "AWS_RISK_CREDENTIALS_EXPOSED_SUSPECTED",
  "AWS_RISK_IAM_QUARANTINE",
]);

const maxLength = 512;
/** AWS Health names at most some hundreds of entities in one event. */
const maxEntities = 1_000;

/** Reads the EventBridge event of a GuardDuty finding. Shape: GuardDuty user guide, finding format 2.0. */
export function readGuardDuty(envelope: CloudTrailRecord): Reading[] {
  const detail = fields(envelope["detail"]);
  const type = text(detail["type"]);
  const timeMs = firstTime(detail["updatedAt"], envelope["time"], detail["createdAt"]);
  if (type === undefined) {
    return [unreadable("not-an-event", "A GuardDuty finding without a type: detail.type must name it.", envelope)];
  }
  if (timeMs === undefined) {
    return [unreadable("bad-event-time", "A GuardDuty finding without a readable detail.updatedAt or time.", envelope)];
  }
  const key = fields(fields(detail["resource"])["accessKeyDetails"]);
  const severity = detail["severity"];
  return [
    {
      kind: "notice",
      notice: {
        noticeId: text(detail["id"]) ?? text(envelope["id"]) ?? `none-${hashRecord(envelope)}`,
        timeMs,
        accountId: text(detail["accountId"]) ?? text(envelope["account"]) ?? "",
        region: text(detail["region"]) ?? text(envelope["region"]) ?? "",
        source: "guardduty",
        type,
        severity: typeof severity === "number" ? Math.min(10, Math.max(0, severity)) : 0,
        accessKeyId: text(key["accessKeyId"]),
        principalId: text(key["principalId"]),
        userName: text(key["userName"]),
        userType: text(key["userType"]),
      },
    },
  ];
}

/**
 * Reads the EventBridge event of AWS Health: one notice for each affected entity of an exposed or quarantined
 * credential, and one without a principal where none is named, so that the account is still told.
 */
export function readHealth(envelope: CloudTrailRecord): Reading[] {
  const detail = fields(envelope["detail"]);
  const type = text(detail["eventTypeCode"]);
  if (type === undefined || !credentialEvents.has(type)) {
    const known = "Only AWS Health events about exposed or quarantined credentials are read.";
    return [unreadable("not-an-event", known, envelope)];
  }
  const timeMs = firstTime(envelope["time"], detail["startTime"], detail["lastUpdatedTime"]);
  if (timeMs === undefined) {
    return [unreadable("bad-event-time", "An AWS Health event without a readable time.", envelope)];
  }
  const eventId = text(detail["eventArn"]) ?? text(envelope["id"]) ?? `none-${hashRecord(envelope)}`;
  const accountId = text(detail["affectedAccount"]) ?? text(envelope["account"]) ?? "";
  const region = text(envelope["region"]) ?? "";
  const entities = entitiesOf(envelope, detail);
  return (entities.length > 0 ? entities : [undefined]).map((entity) => {
    const noticeId = entity === undefined ? eventId : `${eventId}#${entity}`;
    const notice: Notice = {
      noticeId,
      timeMs,
      accountId,
      region,
      source: "health",
      type,
      severity: 10,
      ...principalOf(entity),
    };
    return { kind: "notice", notice };
  });
}

/** Values of `affectedEntities`, else the envelope's `resources`; each once. */
function entitiesOf(envelope: Fields, detail: Fields): string[] {
  const named = list(detail["affectedEntities"]).map((entity) => text(fields(entity)["entityValue"]));
  const found = named.some((entity) => entity !== undefined) ? named : list(envelope["resources"]).map(text);
  return [...new Set(found.filter((entity) => entity !== undefined))].slice(0, maxEntities);
}

/** An affected entity is an access key id, or a user or role by name or ARN. */
function principalOf(
  entity: string | undefined,
): Pick<Notice, "accessKeyId" | "principalId" | "userName" | "userType"> {
  const nothing = { accessKeyId: undefined, principalId: undefined, userName: undefined, userType: undefined };
  if (entity === undefined) return nothing;
  if (/^A[KS]IA[A-Z0-9]{4,124}$/.test(entity)) return { ...nothing, accessKeyId: entity };
  if (/^A[RI][OD]A[A-Z0-9]{4,124}$/.test(entity)) return { ...nothing, principalId: entity };
  const arn = /^arn:[^:]+:(?:iam|sts)::\d{12}:(user|role|assumed-role)\/(.+)$/.exec(entity);
  if (arn === null) return entity.startsWith("arn:") ? nothing : { ...nothing, userName: entity };
  const [, resource = "", path = ""] = arn;
  const parts = path.split("/");
  const userName = resource === "assumed-role" ? parts[0] : parts.at(-1);
  return { ...nothing, userName, userType: resource === "user" ? "IAMUser" : "Role" };
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value.slice(0, maxLength) : undefined;
}
