import type { Activity } from "../../lib/domain/event/activity.ts";
import type { Actor } from "../../lib/domain/identity/identity.ts";
import type { Assessment } from "../../lib/domain/response/assessment.ts";

export const account = "123456789012";
export const roleKey = `arn:aws:iam::${account}:role/app`;

export const activityAt = (timeMs: number, changes: Partial<Activity> = {}): Activity => ({
  eventId: `event-${timeMs}`,
  timeMs,
  accountId: account,
  region: "eu-west-1",
  eventSource: "s3.amazonaws.com",
  eventName: "GetObject",
  service: "s3",
  action: "s3:GetObject",
  readOnly: true,
  category: "management",
  user: {},
  sourceAddress: undefined,
  userAgent: undefined,
  errorCode: undefined,
  vpcEndpointId: undefined,
  record: {},
  ...changes,
});

export const actorOf = (changes: Partial<Actor> = {}): Actor => ({
  identity: { key: roleKey, kind: "role", accountId: account, name: "app", reason: "" },
  workload: undefined,
  sessionName: undefined,
  principalId: undefined,
  sessionStartedMs: undefined,
  accessKeyId: undefined,
  sourceIdentity: undefined,
  invokedBy: undefined,
  ...changes,
});

export const assessmentOf = (timeMs: number, changes: Partial<Assessment> = {}): Assessment => ({
  activity: activityAt(timeMs),
  actor: actorOf(),
  findings: [],
  signals: [],
  losses: [],
  trust: 30,
  decision: { action: "alert", reasons: ["trust is 30"], target: undefined },
  ...changes,
});
