import type { Activity } from "../event/activity.ts";
import { partitionOf } from "../identity/arn.ts";
import { type RequestField, requestFieldsOf } from "./request-fields.ts";
import { boundedName, resourceOfArn } from "./resource-arn.ts";
import type { ResourceClass, TouchedResource } from "./touched-resource.ts";

/** Resources that an activity is told of. Batch calls of a hundred keys say nothing new by the hundredth. */
export const mostResources = 16;

/** Where it matters that nothing hides behind allowed names: more than any call of AWS's takes in one batch. */
export const everyResource = 256;

type Fields = Readonly<Record<string, unknown>>;

const none: readonly TouchedResource[] = [];

/**
 * The things that an activity touches, at most `most` and each once: what CloudTrail lists under `resources`, then what
 * the request's parameters name. An object also brings its bucket. Cheap where there is nothing, and never throws.
 */
export function resourcesOf(activity: Activity, most: number = mostResources): readonly TouchedResource[] {
  const { record } = activity;
  const listed = record["resources"];
  const request = record["requestParameters"];
  const hasRequest = typeof request === "object" && request !== null && !Array.isArray(request);
  if (!Array.isArray(listed) && !hasRequest) return none;
  const found: Found = { list: [], most };
  if (Array.isArray(listed)) addListed(found, listed);
  if (hasRequest) addRequested(found, activity, request as Fields);
  return found.list.length === 0 ? none : found.list;
}

interface Found {
  readonly list: TouchedResource[];
  readonly most: number;
}

function add({ list, most }: Found, resource: TouchedResource): void {
  for (const other of list) if (other.name === resource.name && other.class === resource.class) return;
  if (list.length < most && resource.name !== "") list.push(resource);
}

function addListed(found: Found, listed: readonly unknown[]): void {
  for (let at = 0; at < listed.length && at < found.most; at++) {
    const entry = listed[at] as Fields | null | undefined;
    const arn = entry?.["ARN"];
    if (typeof arn === "string" && arn.startsWith("arn:")) add(found, resourceOfArn(arn));
  }
}

function addRequested(found: Found, activity: Activity, request: Fields): void {
  for (const field of requestFieldsOf(activity.service)) {
    const value = request[field.name];
    if (value !== undefined && value !== null) addValue(found, activity, field, value);
  }
  switch (activity.service) {
    case "s3":
      addObjects(found, `arn:${partitionOf(activity.region)}:s3:::`, request);
      break;
    case "ssm":
      addDocumentOrParameter(found, activity, request["name"]);
      break;
    case "dynamodb":
      addTables(found, activity, request["requestItems"]);
  }
}

function addValue(found: Found, activity: Activity, { class: ofClass, item }: RequestField, value: unknown) {
  if (typeof value === "string") {
    if (item === undefined) addName(found, activity, ofClass, value);
    return;
  }
  const list = item === undefined ? value : (value as Fields)["items"];
  if (!Array.isArray(list)) return;
  for (let at = 0; at < list.length && at < found.most; at++) {
    const name = item === undefined ? list[at] : (list[at] as Fields | null)?.[item];
    if (typeof name === "string") addName(found, activity, ofClass, name);
  }
}

function addName(found: Found, activity: Activity, ofClass: ResourceClass, given: string): void {
  if (given === "") return;
  const text = given.startsWith("arn%3A") ? given.replaceAll("%3A", ":").replaceAll("%2F", "/") : given;
  if (text.startsWith("arn:")) {
    const named = resourceOfArn(text);
    add(found, named.class === "other" ? { ...named, class: ofClass } : named);
  } else if (ofClass !== "other") add(found, resourceNamed(activity, ofClass, boundedName(text)));
}

/** A thing that a request names by its name alone: one of the record's own account and region. */
function resourceNamed(activity: Activity, ofClass: ResourceClass, name: string): TouchedResource {
  const { service, region, accountId } = activity;
  const place = accountId === "" || region === "" ? undefined : `${region}:${accountId}`;
  if (ofClass === "s3-bucket" && service === "s3") {
    return { name, arn: `arn:${partitionOf(region)}:s3:::${name}`, class: ofClass };
  }
  if (ofClass === "lambda-function") return functionNamed(name, place, region);
  if (ofClass === "sqs-queue") return queueAt(name, place, region);
  if (service === "ec2") return { name, class: ec2Class(name) ?? ofClass };
  const rest = place === undefined ? undefined : arnRest(ofClass, place, name);
  return rest === undefined
    ? { name, class: ofClass }
    : { name, arn: `arn:${partitionOf(region)}:${rest}`, class: ofClass };
}

/** What follows the partition in the ARN of a thing whose name, account and region say all of it. */
function arnRest(ofClass: ResourceClass, place: string, name: string): string | undefined {
  switch (ofClass) {
    case "dynamodb-table":
      return `dynamodb:${place}:table/${name}`;
    case "parameter":
      return `ssm:${place}:parameter${name.startsWith("/") ? "" : "/"}${name}`;
    case "kms-key":
      return `kms:${place}:${name.startsWith("alias/") ? "" : "key/"}${name}`;
    case "log-group":
      return `logs:${place}:log-group:${name}`;
    default:
      return undefined;
  }
}

/** `name`, `name:version` or `account:function:name`, as Lambda takes them. */
function functionNamed(text: string, place: string | undefined, region: string): TouchedResource {
  const at = text.indexOf(":function:");
  const account = at < 0 ? undefined : text.slice(text.lastIndexOf(":", at - 1) + 1, at);
  const name = (at < 0 ? text : text.slice(at + ":function:".length)).split(":", 1)[0] as string;
  const where = account === undefined ? place : `${region}:${account}`;
  if (where === undefined) return { name, class: "lambda-function" };
  return { name, arn: `arn:${partitionOf(region)}:lambda:${where}:function:${name}`, class: "lambda-function" };
}

/** `https://sqs.eu-west-1.amazonaws.com/111122223333/orders`, or a name. */
function queueAt(text: string, place: string | undefined, region: string): TouchedResource {
  const [name = "", account] = text.split("/").reverse();
  const where = account === undefined ? place : `${region}:${account}`;
  if (where === undefined) return { name, class: "sqs-queue" };
  return { name, arn: `arn:${partitionOf(region)}:sqs:${where}:${name}`, class: "sqs-queue" };
}

const ec2Classes: ReadonlyMap<string, ResourceClass> = new Map<string, ResourceClass>([
  ["i", "ec2-instance"],
  ["vol", "ec2-volume"],
  ["snap", "ec2-snapshot"],
  ["ami", "ec2-image"],
  ["sg", "ec2-security-group"],
  ["lt", "ec2-launch-template"],
  ["vpc", "vpc"],
  ["subnet", "subnet"],
]);

const ec2Class = (id: string): ResourceClass | undefined => {
  const hyphen = id.indexOf("-");
  return hyphen > 0 && hyphen <= 6 ? ec2Classes.get(id.slice(0, hyphen)) : undefined;
};

/** The object of a request, and the one that it is copied from. */
function addObjects(found: Found, arnHead: string, request: Fields): void {
  const { bucketName, key } = request;
  if (typeof bucketName === "string" && typeof key === "string" && bucketName !== "" && key !== "") {
    addObject(found, arnHead, `${bucketName}/${key}`);
  }
  const source = request["x-amz-copy-source"];
  if (typeof source === "string")
    addObject(found, arnHead, decoded(source.replace(/^\//, "").split("?", 1)[0] as string));
}

function addObject(found: Found, arnHead: string, path: string): void {
  const slash = path.indexOf("/");
  if (slash <= 0 || path.startsWith("arn:")) return;
  const name = boundedName(path);
  const bucket = name.slice(0, slash);
  add(found, { name: bucket, arn: `${arnHead}${bucket}`, class: "s3-bucket" });
  add(found, { name, arn: boundedName(`${arnHead}${name}`), class: "s3-object" });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.slice(0, 4_096));
  } catch {
    return text;
  }
}

/** Parameter and document calls of Systems Manager both say `name`. */
function addDocumentOrParameter(found: Found, activity: Activity, name: unknown): void {
  if (typeof name !== "string") return;
  if (activity.eventName.includes("Parameter")) addName(found, activity, "parameter", name);
  else if (activity.eventName.includes("Document")) addName(found, activity, "ssm-document", name);
}

/** Batch calls name their tables by the keys of `requestItems`. */
function addTables(found: Found, activity: Activity, items: unknown): void {
  if (typeof items !== "object" || items === null || Array.isArray(items)) return;
  for (const name in items) {
    if (found.list.length >= found.most) return;
    addName(found, activity, "dynamodb-table", name);
  }
}
