import type { Activity } from "../../../../lib/domain/event/activity.ts";
import { readRecord } from "../../../../lib/domain/event/read-record.ts";

export const account = "111122223333";
export const startMs = Date.UTC(2026, 10, 21, 10);

/** `key("AKIA", 7)`: an access key of the form that AWS gives it. */
export const key = (prefix: "AKIA" | "ASIA", number: number) => `${prefix}${String(number).padStart(16, "0")}`;

export const roleArn = (name: string, of = account) => `arn:aws:iam::${of}:role/${name}`;
export const userArn = (name: string, of = account) => `arn:aws:iam::${of}:user/${name}`;

export interface Caller {
  readonly accessKeyId?: string;
  readonly userName?: string;
  /** Role and session name. */
  readonly session?: readonly [role: string, name: string];
  readonly fromConsole?: boolean;
}

function userIdentity({ accessKeyId, userName = "ci", session, fromConsole }: Caller): object {
  if (session === undefined) {
    return { type: "IAMUser", arn: userArn(userName), accountId: account, userName, accessKeyId };
  }
  const [role, name] = session;
  return {
    type: "AssumedRole",
    principalId: `AROA${role.toUpperCase().padEnd(17, "X")}:${name}`,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
    accountId: account,
    accessKeyId,
    sessionContext: {
      sessionIssuer: { type: "Role", arn: roleArn(role), accountId: account, userName: role },
      ...(fromConsole && { sessionCredentialFromConsole: "true" }),
    },
  };
}

let serial = 0;

/** One record of a call: `call({ accessKeyId }, "iam:CreateUser", 3, { userName: "eve" }, { user: … })`. */
export function call(
  caller: Caller,
  action: string,
  second: number,
  requestParameters: object | null = null,
  responseElements: object | null = null,
  bent: object = {},
): object {
  const [service, eventName] = action.split(":");
  serial += 1;
  return {
    eventVersion: "1.10",
    eventID: `event-${serial}`,
    eventTime: new Date(startMs + second * 1_000).toISOString(),
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: "us-east-1",
    recipientAccountId: account,
    userIdentity: userIdentity(caller),
    requestParameters,
    responseElements,
    ...bent,
  };
}

/** AssumeRole of `role` as `name`, which gave `accessKeyId`. */
export const assume = (caller: Caller, second: number, role: string, name: string, accessKeyId: string, of = account) =>
  call(
    caller,
    "sts:AssumeRole",
    second,
    { roleArn: roleArn(role, of), roleSessionName: name },
    {
      credentials: { accessKeyId, sessionToken: "REDACTED" },
      assumedRoleUser: {
        assumedRoleId: `AROA${role.toUpperCase().padEnd(17, "X")}:${name}`,
        arn: `arn:aws:sts::${of}:assumed-role/${role}/${name}`,
      },
    },
    { resources: [{ ARN: roleArn(role, of), type: "AWS::IAM::Role", accountId: of }] },
  );

export const createKey = (caller: Caller, second: number, userName: string, accessKeyId: string) =>
  call(caller, "iam:CreateAccessKey", second, { userName }, { accessKey: { accessKeyId, userName, status: "Active" } });

/** The activity of a record that is known to be readable. */
export function activityFrom(record: object): Activity {
  const reading = readRecord(record);
  if (reading.kind !== "activity") throw new Error(`expected a readable record: ${JSON.stringify(reading)}`);
  return reading.activity;
}

export const activitiesFrom = (records: readonly object[]): Activity[] => records.map(activityFrom);
