/** An IAM user, or a role in one of its sessions, and the access key it acts with. */
export interface KeyHolder {
  readonly accountId: string;
  /** The role's name where it is a session. */
  readonly userName: string;
  /** `AIDA…`, or `AROA…` of a role. */
  readonly principalId: string;
  readonly accessKeyId: string;
  readonly session?: { readonly name: string; readonly startedMs: number };
}

/** Who made a call, and from where. */
export interface Caller extends KeyHolder {
  readonly sourceAddress: string;
  readonly userAgent: string;
}

/** What was called and how it ended. */
export interface Call {
  readonly eventId: string;
  readonly timeMs: number;
  readonly region: string;
  /** `iam`, the part before `.amazonaws.com`. */
  readonly service: string;
  readonly eventName: string;
  readonly readOnly: boolean;
  /** Data events are calls on objects and items; everything else is a management event. */
  readonly data: boolean;
  readonly requestParameters: object | null;
  readonly responseElements: object | null;
  readonly errorCode: string | undefined;
  readonly errorMessage: string | undefined;
}

export type CloudTrailRecord = Readonly<Record<string, unknown>>;

/**
 * One call as CloudTrail records it, version 1.11.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export function cloudTrailRecord(caller: Caller, call: Call): CloudTrailRecord {
  return {
    eventVersion: "1.11",
    userIdentity: userIdentity(caller),
    eventTime: inSeconds(call.timeMs),
    eventSource: `${call.service}.amazonaws.com`,
    eventName: call.eventName,
    awsRegion: call.region,
    sourceIPAddress: caller.sourceAddress,
    userAgent: caller.userAgent,
    ...(call.errorCode === undefined ? {} : { errorCode: call.errorCode }),
    ...(call.errorMessage === undefined ? {} : { errorMessage: call.errorMessage }),
    requestParameters: call.requestParameters,
    responseElements: call.responseElements,
    requestID: call.eventId,
    eventID: call.eventId,
    readOnly: call.readOnly,
    eventType: "AwsApiCall",
    managementEvent: !call.data,
    recipientAccountId: caller.accountId,
    eventCategory: call.data ? "Data" : "Management",
  };
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
function userIdentity({ accountId, userName, principalId, accessKeyId, session }: KeyHolder): object {
  if (session === undefined) {
    return { type: "IAMUser", principalId, arn: userArn(accountId, userName), accountId, accessKeyId, userName };
  }
  return {
    type: "AssumedRole",
    principalId: `${principalId}:${session.name}`,
    arn: `arn:aws:sts::${accountId}:assumed-role/${userName}/${session.name}`,
    accountId,
    accessKeyId,
    sessionContext: {
      sessionIssuer: { type: "Role", principalId, arn: roleArn(accountId, userName), accountId, userName },
      attributes: { creationDate: inSeconds(session.startedMs), mfaAuthenticated: "false" },
    },
  };
}

const inSeconds = (timeMs: number) => `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
const roleArn = (accountId: string, roleName: string) => `arn:aws:iam::${accountId}:role/${roleName}`;
export const userArn = (accountId: string, userName: string) => `arn:aws:iam::${accountId}:user/${userName}`;

/** Verbs of calls that change nothing; CloudTrail has no rule for it, each service says so itself. */
export const looksReadOnly = (eventName: string) =>
  /^(Get|List|Describe|Head|BatchGet|Query|Scan|Lookup)/.test(eventName);
