import type { Activity } from "../../lib/domain/event/activity.ts";
import type { Actor, IdentityKind } from "../../lib/domain/identity/identity.ts";

/** An activity like any other of a nightly backup's key; tests bend one field at a time. */
export function madeActivity(bent: Partial<Activity> = {}): Activity {
  const eventName = bent.eventName ?? "PutObject";
  const service = bent.service ?? "s3";
  return {
    eventId: "11111111-2222-4333-8444-555555555555",
    timeMs: Date.UTC(2026, 2, 2, 3, 0, 0),
    accountId: "111122223333",
    region: "eu-west-1",
    eventSource: `${service}.amazonaws.com`,
    eventName,
    service,
    action: `${service}:${eventName}`,
    readOnly: false,
    category: "management",
    user: {},
    sourceAddress: "192.0.2.10",
    userAgent: "Boto3/1.34.0 md/Botocore#1.34.0",
    errorCode: undefined,
    vpcEndpointId: undefined,
    record: {},
    ...bent,
  };
}

export function madeActor(kind: IdentityKind = "access-key-user", bent: Partial<Actor> = {}): Actor {
  const isUser = kind === "access-key-user";
  return {
    identity: {
      key: isUser ? "arn:aws:iam::111122223333:user/backup" : "arn:aws:iam::111122223333:role/worker",
      kind,
      accountId: "111122223333",
      name: isUser ? "backup" : "worker",
      reason: "made for a test",
    },
    workload: undefined,
    sessionName: undefined,
    principalId: undefined,
    sessionStartedMs: undefined,
    accessKeyId: isUser ? "AKIAIOSFODNN7EXAMPLE" : undefined,
    sourceIdentity: undefined,
    invokedBy: undefined,
    ...bent,
  };
}
