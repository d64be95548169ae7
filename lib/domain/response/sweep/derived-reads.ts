import type { Activity } from "../../event/activity.ts";
import { printable } from "../../event/printable.ts";
import type { Deed } from "./deed.ts";
import { mostNamed, textAt, textsAt } from "./record-paths.ts";

interface Read {
  readonly thing: string;
  readonly paths: readonly string[];
  readonly advice: string;
}

const replaceSecret = "replace what it holds, where it is used and where it is from";

/** Calls whose answers hold secrets, and where the request names them; from the services' API references. */
const reads: ReadonlyMap<string, Read> = new Map<string, Read>([
  ["secretsmanager:GetSecretValue", { thing: "secret", paths: ["q.secretId"], advice: replaceSecret }],
  ["secretsmanager:BatchGetSecretValue", { thing: "secret", paths: ["q.secretIdList"], advice: replaceSecret }],
  ["ssm:GetParameter", { thing: "parameter", paths: ["q.name"], advice: replaceSecret }],
  ["ssm:GetParameters", { thing: "parameter", paths: ["q.names"], advice: replaceSecret }],
  ["ssm:GetParameterHistory", { thing: "parameter", paths: ["q.name"], advice: replaceSecret }],
  ["ssm:GetParametersByPath", { thing: "parameters under", paths: ["q.path"], advice: replaceSecret }],
  [
    "ec2:GetPasswordData",
    { thing: "instance password", paths: ["q.instanceId"], advice: "set a new administrator's password" },
  ],
  [
    "lambda:GetFunction",
    { thing: "function", paths: ["q.functionName"], advice: "replace secrets in its environment" },
  ],
  [
    "lambda:GetFunctionConfiguration",
    { thing: "function", paths: ["q.functionName"], advice: "replace secrets in its environment" },
  ],
  [
    "codebuild:BatchGetProjects",
    { thing: "build project", paths: ["q.names"], advice: "replace secrets in its environment" },
  ],
  [
    "redshift:GetClusterCredentials",
    {
      thing: "database password",
      paths: ["q.clusterIdentifier"],
      advice: "close its sessions; it lasts an hour at most",
    },
  ],
  [
    "ecr:GetAuthorizationToken",
    { thing: "registry token", paths: [], advice: "it lasts 12 hours; check what was pushed and pulled" },
  ],
  [
    "codeartifact:GetAuthorizationToken",
    { thing: "package token", paths: ["q.domain"], advice: "it lasts up to 12 hours; check what was published" },
  ],
  [
    "sts:GetWebIdentityToken",
    {
      thing: "web identity token",
      paths: ["q.audience"],
      advice: "tell the third parties that accept it; up to an hour",
    },
  ],
  ["lightsail:DownloadDefaultKeyPair", { thing: "SSH key", paths: [], advice: "replace the default key pair" }],
]);

/** Names under which people keep credentials in buckets: conventions of tools, not of any one company. */
const credentialFile =
  /(^|[/._-])(credentials?|secrets?|passwords?|passwd|shadow|htpasswd|id_(rsa|dsa|ecdsa|ed25519)|kubeconfig|terraform\.tfstate|service-account|\.?netrc|\.?pgpass|\.?npmrc|\.?pypirc|\.?env)($|[/._-])|\.(pem|key|p12|pfx|jks|kdbx|ppk|tfstate|keystore|env)(\.\w{1,8})?$/i;

/** Systems Manager's user guide, "public parameters": the same for everybody, and no secret. */
const publicParameter = /^(arn:[\w-]+:ssm:[\w-]*::parameter)?\/aws\/service\//;

/** Whether a call of this name can read secrets. */
export const readsSecrets = (action: string): boolean =>
  reads.has(action) || action === "s3:GetObject" || action === "ec2:DescribeInstanceAttribute";

/** What this call read that has to be replaced, whatever becomes of the credential that read it. */
export function readDeeds(activity: Activity, action: string): readonly Deed[] {
  const { record, accountId } = activity;
  const deed = (thing: string, name: string, advice: string): Deed => ({
    task: "rotate",
    thing,
    name: printable(name, 200),
    key: undefined,
    accountId,
    detail: "",
    advice,
    leads: [],
  });
  if (action === "s3:GetObject") {
    const key = textAt(record, "q.key") ?? "";
    const path = `${textAt(record, "q.bucketName") ?? "?"}/${key}`;
    return credentialFile.test(key.slice(-512)) ? [deed("object", path, "replace the credentials in it")] : [];
  }
  if (action === "ec2:DescribeInstanceAttribute") {
    if (textAt(record, "q.attribute") !== "userData") return [];
    return [deed("user data of instance", textAt(record, "q.instanceId") ?? "?", "replace secrets in its user data")];
  }
  const read = reads.get(action);
  if (read === undefined) return [];
  const named = [...new Set(read.paths.flatMap((path) => textsAt(record, path)))];
  const names = named.filter((name) => !publicParameter.test(name));
  if (names.length < named.length && names.length === 0) return [];
  const all = names.map((name) => deed(read.thing, name, read.advice));
  if (named.length === mostNamed) all.push(deed(read.thing, "and more, see the event", read.advice));
  return all.length > 0 ? all : [deed(read.thing, unnamed(activity, read), read.advice)];
}

/** A batch read by filters says what was asked for, not what was given. */
function unnamed({ record, service }: Activity, { paths }: Read): string {
  if (paths.length === 0) return service;
  const filters = textsAt(record, "q.filters.values");
  return filters.length === 0 ? "unnamed, see the event" : `all that fit ${filters.join(", ")}`;
}
