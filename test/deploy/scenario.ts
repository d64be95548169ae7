import { randomUUID } from "node:crypto";
import {
  type Call,
  type Caller,
  type CloudTrailRecord,
  cloudTrailRecord,
  type KeyHolder,
  looksReadOnly,
  userArn,
} from "./cloudtrail-record.ts";

const dayMs = 86_400_000;

/** Days of work that the warden sees before anything odd happens. */
export const learnedDays = 30;
/** Where the backup's calls come from: the data centre's /24. Only ranges that are reserved for documentation. */
export const dataCentreAddress = "192.0.2.40";
export const intruderAddress = "203.0.113.66";
export const intruderAgent =
  "aws-cli/2.22.7 md/awscrt#0.23.4 ua/2.0 os/linux#6.8.0-kali lang/python#3.12.6 md/command#any";
const backupAgent = "Boto3/1.35.68 md/Botocore#1.35.68 ua/2.0 os/linux lang/python#3.11.9 app/nightly-backup";

/** One night of the backup: service, event's name, and whether it is a data event. */
const night: readonly (readonly [service: string, eventName: string, data: boolean])[] = [
  ["sts", "GetCallerIdentity", false],
  ["s3", "ListBuckets", false],
  ["kms", "GenerateDataKey", false],
  ["s3", "ListObjects", true],
  ["s3", "PutObject", true],
  ["s3", "PutObject", true],
  ["kms", "GenerateDataKey", false],
  ["s3", "PutObject", true],
  ["s3", "PutObject", true],
  ["s3", "HeadObject", true],
];

/**
 * What a key did in the nights before `nowMs`: always the same calls, at the same hour, from the same place. A role has
 * another session every night: then `holder` gives that of each, with when it began.
 */
export function learnedHistory(
  holder: KeyHolder | ((startMs: number) => KeyHolder),
  region: string,
  nowMs: number,
  days = learnedDays,
): CloudTrailRecord[] {
  const today = Math.floor(nowMs / dayMs) * dayMs;
  const records: CloudTrailRecord[] = [];
  for (let day = days; day >= 1; day--) {
    const startMs = today - day * dayMs + 2 * 3_600_000;
    const own = typeof holder === "function" ? holder(startMs) : holder;
    const caller: Caller = { ...own, sourceAddress: dataCentreAddress, userAgent: backupAgent };
    night.forEach(([service, eventName, data], step) => {
      const requestParameters = service === "s3" && data ? { bucketName: "acme-backups", key: `night/${day}` } : null;
      const timeMs = startMs + step * 60_000;
      records.push(cloudTrailRecord(caller, call(region, timeMs, service, eventName, { data, requestParameters })));
    });
  }
  return records;
}

/** What a thief does with the key in its first seconds, from another network with another tool. */
export function theft(holder: KeyHolder, region: string, nowMs: number): CloudTrailRecord[] {
  const caller: Caller = { ...holder, sourceAddress: intruderAddress, userAgent: intruderAgent };
  const { userName, accountId } = holder;
  const arn = userArn(accountId, userName);
  const steps: readonly Call[] = [
    call(region, nowMs, "sts", "GetCallerIdentity"),
    call(region, nowMs, "iam", "ListUsers", {
      errorCode: "AccessDenied",
      errorMessage: `User: ${arn} is not authorized to perform: iam:ListUsers because no identity-based policy allows the iam:ListUsers action`,
    }),
    call(region, nowMs, "secretsmanager", "ListSecrets"),
    call(region, nowMs, "secretsmanager", "GetSecretValue", { requestParameters: { secretId: "prod/payments" } }),
    call(region, nowMs, "iam", "CreateAccessKey", {
      requestParameters: { userName },
      responseElements: { accessKey: { userName, accessKeyId: "AKIAINTRUDERSOWN0000", status: "Active" } },
    }),
    call(region, nowMs, "iam", "PutUserPolicy", {
      requestParameters: { userName, policyName: "a", policyDocument: "{}" },
    }),
    call(region, nowMs, "cloudtrail", "StopLogging", { requestParameters: { name: "organisation" } }),
  ];
  return steps.map((step) => cloudTrailRecord(caller, step));
}

function call(region: string, timeMs: number, service: string, eventName: string, rest: Partial<Call> = {}): Call {
  return {
    eventId: randomUUID(),
    timeMs,
    region,
    service,
    eventName,
    readOnly: looksReadOnly(eventName),
    data: false,
    requestParameters: null,
    responseElements: null,
    errorCode: undefined,
    errorMessage: undefined,
    ...rest,
  };
}
