import { BlockList, isIP } from "node:net";
import type { CloudTrailRecord } from "../../domain/event/activity.ts";
import type { ApiCall } from "./api-call.ts";
import type { AttemptOutcome } from "./attempt.ts";
import { cloudTrailUserIdentity } from "./cloudtrail-user-identity.ts";
import { exampleUuid } from "./example-identifiers.ts";
import { isoSeconds, type Response } from "./operation.ts";
import type { CallOutcome } from "./simulated-account.ts";

export interface RecordInput {
  readonly accountId: string;
  readonly call: ApiCall;
  readonly result: AttemptOutcome | CallOutcome;
  readonly nowMs: number;
  /** Tells apart calls that are otherwise alike; the event's id is made of it. */
  readonly sequence: number;
}

/** Addresses that belong to nobody: documentation (RFC 5737, RFC 3849), private (RFC 1918) and loopback ranges. */
const nobodys = new BlockList();
nobodys.addSubnet("192.0.2.0", 24, "ipv4");
nobodys.addSubnet("198.51.100.0", 24, "ipv4");
nobodys.addSubnet("203.0.113.0", 24, "ipv4");
nobodys.addSubnet("10.0.0.0", 8, "ipv4");
nobodys.addSubnet("172.16.0.0", 12, "ipv4");
nobodys.addSubnet("192.168.0.0", 16, "ipv4");
nobodys.addSubnet("127.0.0.0", 8, "ipv4");
nobodys.addSubnet("2001:db8::", 32, "ipv6");

/** Data events of the services whose data events are most often recorded. */
const dataEvents =
  /^(s3:(Get|Put|Delete|Head|Copy)Object|dynamodb:(BatchGet|BatchWrite|Get|Put|Update|Delete)Item|lambda:Invoke)/;
const readOnlyEvents = /:(Get|List|Describe|Head|Lookup|Search|Query|Scan|Simulate|BatchGet|AssumeRole|Select|View)/;

/** A credential that is refused is not recorded by CloudTrail: nobody is there to record it for. */
export function reachesCloudTrail(result: AttemptOutcome | CallOutcome): boolean {
  const attempt = "attempt" in result ? result.attempt : result;
  return attempt.caller !== undefined;
}

/**
 * What CloudTrail would write about a call (record contents, eventVersion 1.11).
 * Throws for a source address that could be somebody's: records of a simulation name nobody.
 */
export function cloudTrailRecord({ accountId, call, result, nowMs, sequence }: RecordInput): CloudTrailRecord {
  if (
    isIP(call.sourceAddress) !== 0 &&
    !nobodys.check(call.sourceAddress, isIP(call.sourceAddress) === 4 ? "ipv4" : "ipv6")
  ) {
    throw new Error(`${call.sourceAddress} may belong to somebody; use a documentation range such as 203.0.113.0/24`);
  }
  const [service = "", action = ""] = call.action.split(":");
  const data = dataEvents.test(call.action);
  const readOnly = readOnlyEvents.test(call.action);
  const seed = [accountId, nowMs, sequence, call.accessKeyId, call.action].join("|");
  const global = service === "iam";
  const byService = isIP(call.sourceAddress) === 0;
  const attempt = "attempt" in result ? result.attempt : result;
  return {
    eventVersion: "1.11",
    userIdentity: cloudTrailUserIdentity(attempt.caller, call, accountId),
    eventTime: isoSeconds(nowMs),
    eventSource: `${service}.amazonaws.com`,
    eventName: call.eventName ?? action,
    awsRegion: global ? "us-east-1" : (call.region ?? "us-east-1"),
    sourceIPAddress: call.sourceAddress,
    userAgent: call.userAgent ?? (byService ? call.sourceAddress : "aws-sdk-js/3.1162.0 os/linux#6.1 lang/js"),
    ...failure(result),
    requestParameters: requestParameters(call),
    responseElements: readOnly && service !== "sts" ? null : responseElements(result),
    requestID: exampleUuid(`request|${seed}`),
    eventID: exampleUuid(`event|${seed}`),
    readOnly,
    ...(data && call.resource ? { resources: [{ accountId, ARN: call.resource }] } : {}),
    eventType: "AwsApiCall",
    managementEvent: !data,
    recipientAccountId: accountId,
    eventCategory: data ? "Data" : "Management",
    ...(byService ? {} : { tlsDetails: tls(service, global ? undefined : (call.region ?? "us-east-1")) }),
  };
}

const tls = (service: string, region: string | undefined) => ({
  tlsVersion: "TLSv1.3",
  cipherSuite: "TLS_AES_128_GCM_SHA256",
  clientProvidedHostHeader: `${service}.${region === undefined ? "" : `${region}.`}amazonaws.com`,
});

function failure(result: AttemptOutcome | CallOutcome): object {
  if (result.outcome === "failed") return { errorCode: result.error.errorCode, errorMessage: result.error.message };
  const attempt = "attempt" in result ? result.attempt : result;
  return attempt.outcome === "denied" ? { errorCode: attempt.errorCode, errorMessage: attempt.message } : {};
}

/** IAM and STS parameters as CloudTrail writes them: first letter small, policies as their text. */
function requestParameters(call: ApiCall): unknown {
  if (call.parameters === undefined) return null;
  return camelCased(call.parameters);
}

/** Secrets never reach CloudTrail, and an empty answer is null. */
function responseElements(result: AttemptOutcome | CallOutcome): unknown {
  if (result.outcome !== "succeeded" || Object.keys(result.response).length === 0) return null;
  return camelCased(result.response);
}

const secrets = ["SecretAccessKey", "SessionToken"];

function camelCased(value: Response | unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).filter(([key]) => !secrets.includes(key));
  return Object.fromEntries(fields.map(([key, v]) => [key.charAt(0).toLowerCase() + key.slice(1), camelCased(v)]));
}
