/** One JSON object as CloudTrail wrote it. Every value in it may have been chosen by an attacker. */
export type CloudTrailRecord = Readonly<Record<string, unknown>>;

/** CloudTrail's `userIdentity`, as far as the warden reads it. Absent fields are simply absent. */
export interface UserIdentity {
  readonly type?: string;
  readonly principalId?: string;
  readonly arn?: string;
  readonly accountId?: string;
  readonly accessKeyId?: string;
  readonly userName?: string;
  readonly invokedBy?: string;
  readonly identityProvider?: string;
  readonly sessionContext?: SessionContext;
  readonly inScopeOf?: { readonly issuerType?: string; readonly credentialsIssuedTo?: string };
  readonly onBehalfOf?: { readonly userId?: string; readonly identityStoreArn?: string };
}

export interface SessionContext {
  readonly sessionIssuer?: {
    readonly type?: string;
    readonly principalId?: string;
    readonly arn?: string;
    readonly accountId?: string;
    readonly userName?: string;
  };
  readonly webIdFederationData?: { readonly federatedProvider?: string; readonly attributes?: object };
  readonly attributes?: { readonly creationDate?: string; readonly mfaAuthenticated?: string };
  readonly sourceIdentity?: string;
  readonly ec2RoleDelivery?: string;
  readonly sessionCredentialFromConsole?: string;
}

export type ActivityCategory = "management" | "data" | "network" | "insight" | "service";

/**
 * One observed action: who did what, from where, with which credential, and how it ended.
 * Built by `readRecord`; the raw record stays attached, because rules may ask for any of its fields.
 */
export interface Activity {
  /** CloudTrail's eventID; where a record has none, `none-` and a hash of the record, so that duplicates still meet. */
  readonly eventId: string;
  /** When the action happened, in milliseconds since 1970 (CloudTrail's resolution is one second). */
  readonly timeMs: number;
  /** Account that the record was delivered to (`recipientAccountId`), else the caller's; "" when neither is known. */
  readonly accountId: string;
  readonly region: string;
  /** `s3.amazonaws.com` */
  readonly eventSource: string;
  /** `GetObject` */
  readonly eventName: string;
  /** `s3` */
  readonly service: string;
  /** `s3:GetObject`: the service and the event's name. It names the API call, not the IAM permission. */
  readonly action: string;
  readonly readOnly: boolean;
  readonly category: ActivityCategory;
  readonly user: UserIdentity;
  /** Text of the caller's address: IPv4, IPv6, an AWS service's name, "AWS Internal", or nothing. */
  readonly sourceAddress: string | undefined;
  readonly userAgent: string | undefined;
  readonly errorCode: string | undefined;
  readonly vpcEndpointId: string | undefined;
  readonly record: CloudTrailRecord;
}

/**
 * What another service says about a principal: a finding of GuardDuty or Access Analyzer, an exposed key of AWS Health.
 */
export interface Notice {
  readonly noticeId: string;
  readonly timeMs: number;
  readonly accountId: string;
  readonly region: string;
  readonly source: "guardduty" | "health" | "access-analyzer";
  /** GuardDuty's finding type, or Health's `eventTypeCode`. */
  readonly type: string;
  /** 0 to 10, on GuardDuty's scale; an exposed credential counts as 10. */
  readonly severity: number;
  readonly accessKeyId: string | undefined;
  readonly principalId: string | undefined;
  readonly userName: string | undefined;
  /** GuardDuty's `accessKeyDetails.userType`: IAMUser, Role, AssumedRole, Root … */
  readonly userType: string | undefined;
  /** The principal's own ARN, where the service names it. */
  readonly principalArn?: string;
}

/** Why a piece of input could not be read. Closed, so that it can be counted and alarmed on. */
export type UnreadableReason =
  | "not-json"
  | "not-an-object"
  | "not-an-event"
  | "no-event-name"
  | "no-event-source"
  | "bad-event-time"
  | "too-large"
  | "truncated-gzip"
  | "unsupported-wrapper";

/** A piece of input that could not be read, kept whole enough to be looked at by a person. */
export interface Unreadable {
  readonly reason: UnreadableReason;
  /** One sentence: what was found, and what would have been read. */
  readonly detail: string;
  /** At most 2,000 characters of the input. */
  readonly excerpt: string;
}

export type Reading =
  | { readonly kind: "activity"; readonly activity: Activity }
  | { readonly kind: "notice"; readonly notice: Notice }
  | { readonly kind: "unreadable"; readonly unreadable: Unreadable };
