import { createHash, createHmac } from "node:crypto";
import { request } from "node:http";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials. */
  readonly sessionToken?: string;
}

/** One AWS API call as it goes over the wire. */
export interface WireCall {
  /** `http://127.0.0.1:4566` */
  readonly endpoint: string;
  /** The signing name: `iam`, `sts`, `s3`, `secretsmanager`, `dynamodb`. */
  readonly service: string;
  readonly region: string;
  readonly method: "GET" | "POST" | "PUT" | "HEAD" | "DELETE";
  /** Path without query; only unreserved characters and slashes. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface WireAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Signs one call and sends it once, without the retries, clocks and caches of an SDK: the intruder's own tool.
 * Signature version 4, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function sendSigned(credentials: Credentials, call: WireCall, nowMs: number): Promise<WireAnswer> {
  const url = new URL(call.path, call.endpoint);
  const headers = signatureHeaders(credentials, call, url.host, nowMs);
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: call.method, headers, agent: false, timeout: 30_000 }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }));
      answer.on("error", reject);
    });
    sent.on("timeout", () => sent.destroy(new Error(`${call.method} ${url} had no answer in 30 s`)));
    sent.on("error", reject);
    sent.end(call.body);
  });
}

function signatureHeaders(credentials: Credentials, call: WireCall, host: string, nowMs: number) {
  const time = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
  const day = time.slice(0, 8);
  const headers: Record<string, string> = {
    ...call.headers,
    ...(credentials.sessionToken === undefined ? {} : { "x-amz-security-token": credentials.sessionToken }),
    host,
    "x-amz-date": time,
    "x-amz-content-sha256": sha256(call.body),
  };
  const names = Object.keys(headers)
    .map((name) => name.toLowerCase())
    .filter((name) => name !== "user-agent")
    .sort();
  const signedNames = names.join(";");
  const canonical = [
    call.method,
    call.path,
    "",
    ...names.map((name) => `${name}:${headers[name]?.trim()}`),
    "",
    signedNames,
    sha256(call.body),
  ].join("\n");
  const scope = `${day}/${call.region}/${call.service}/aws4_request`;
  const key = [day, call.region, call.service, "aws4_request"].reduce<Buffer | string>(
    (secret, part) => hmac(secret, part),
    `AWS4${credentials.secretAccessKey}`,
  );
  const signature = hmac(key, ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n")).toString("hex");
  return {
    ...headers,
    "content-length": String(Buffer.byteLength(call.body)),
    authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signedNames}, Signature=${signature}`,
  };
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: Buffer | string, text: string) => createHmac("sha256", key).update(text).digest();
