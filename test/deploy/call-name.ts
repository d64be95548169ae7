import type { IncomingHttpHeaders } from "node:http";
import { type Call, looksReadOnly } from "./cloudtrail-record.ts";

export interface HttpCall {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type NamedCall = Pick<Call, "service" | "eventName" | "readOnly" | "data" | "requestParameters">;

/**
 * Says which API call a request is, for the Query services (IAM, STS), the JSON services (Secrets Manager, DynamoDB,
 * CloudTrail) and S3. Throws for any other, so that no call goes unrecorded in silence.
 */
export function nameCall(call: HttpCall): NamedCall {
  const service = /Credential=[^/]+\/\d{8}\/[^/]+\/([^/]+)\//.exec(call.headers.authorization ?? "")?.[1] ?? "";
  const target = call.headers["x-amz-target"];
  if (typeof target === "string") {
    return named(service, target.slice(target.lastIndexOf(".") + 1), lowerFirstKeys(JSON.parse(call.body || "{}")));
  }
  const form = new URLSearchParams(call.body);
  const action = form.get("Action");
  if (action !== null) {
    form.delete("Action");
    form.delete("Version");
    return named(service, action, lowerFirstKeys(Object.fromEntries(form)));
  }
  if (service === "s3") return nameS3Call(call);
  throw new Error(`the proxy cannot name ${call.method} ${call.url.pathname} of ${service || "an unsigned caller"}`);
}

function named(service: string, eventName: string, parameters: Record<string, unknown>): NamedCall {
  const requestParameters = Object.keys(parameters).length === 0 ? null : parameters;
  const data = service === "dynamodb" && /(Item|Query|Scan)/.test(eventName);
  return { service, eventName, readOnly: looksReadOnly(eventName), data, requestParameters };
}

/** Buckets are in the path, because the address is an IP. CloudTrail logs ListObjectsV2 as ListObjects. */
function nameS3Call(call: HttpCall): NamedCall {
  const [bucketName = "", ...keyParts] = decodeURIComponent(call.url.pathname).slice(1).split("/");
  const key = keyParts.join("/");
  const level = bucketName === "" ? "account" : key === "" ? "bucket" : "object";
  const eventName = {
    account: { GET: "ListBuckets" },
    bucket: { GET: "ListObjects", HEAD: "HeadBucket", PUT: "CreateBucket", DELETE: "DeleteBucket" },
    object: { GET: "GetObject", HEAD: "HeadObject", PUT: "PutObject", DELETE: "DeleteObject" },
  }[level][call.method as "GET"];
  if (eventName === undefined) throw new Error(`the proxy cannot name ${call.method} ${call.url.pathname} of s3`);
  const requestParameters = level === "account" ? null : { bucketName, ...(key === "" ? {} : { key }) };
  const data = level === "object" || eventName === "ListObjects";
  return { service: "s3", eventName, readOnly: looksReadOnly(eventName), data, requestParameters };
}

/** CloudTrail writes `userName` for `UserName`, and hides the values of secrets. */
function lowerFirstKeys(parameters: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      /secret(string|binary)|password/i.test(name) ? "HIDDEN_DUE_TO_SECURITY_REASONS" : value,
    ]),
  );
}
