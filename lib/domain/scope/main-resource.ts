import { type RequestField, requestFieldsOf } from "./request-fields.ts";
import { boundedName, resourceOfArn } from "./resource-arn.ts";
import type { ResourceClass, TouchedResource } from "./touched-resource.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Of a service's parameters, so many are looked at, in their fixed order: this runs for every record. */
const mostFields = 4;

const fieldsByService = new Map<string, readonly RequestField[]>();

/**
 * Parameters of one text that name a thing people gave a name to. EC2 numbers its things; those are told by other
 * means.
 */
export function mainFieldsOf(service: string): readonly RequestField[] {
  const known = fieldsByService.get(service);
  if (known !== undefined) return known;
  const named = service === "ec2" ? [] : requestFieldsOf(service);
  const fields = named.filter((field) => field.item === undefined && field.class !== "other").slice(0, mostFields);
  if (fieldsByService.size < 1_000) fieldsByService.set(service, fields);
  return fields;
}

/**
 * The first of the fields that the request holds as a text; undefined where it holds none.
 */
export function mainField(request: Fields, fields: readonly RequestField[]): RequestField | undefined {
  for (let at = 0; at < fields.length; at++) {
    const field = fields[at] as RequestField;
    const value = request[field.name];
    if (typeof value === "string" && value !== "") return field;
  }
  return undefined;
}

/**
 * The thing that a field's text names, as `resourcesOf` calls it: the ARN of a table, the URL of a queue, a bare name.
 */
export function thingNamed(ofClass: ResourceClass, text: string): Pick<TouchedResource, "class" | "name"> {
  if (text.startsWith("arn:")) {
    const { class: found, name } = resourceOfArn(text);
    return { class: found === "other" ? ofClass : found, name };
  }
  return { class: ofClass, name: bareName(ofClass, boundedName(text)) };
}

function bareName(ofClass: ResourceClass, text: string): string {
  if (ofClass === "sqs-queue") return text.slice(text.lastIndexOf("/") + 1);
  if (ofClass !== "lambda-function") return text;
  const at = text.indexOf(":function:");
  return (at < 0 ? text : text.slice(at + ":function:".length)).split(":", 1)[0] as string;
}
