import type { ContainmentTarget } from "../../domain/response/decision.ts";
import { readTarget } from "../../domain/response/read-target.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** Parses text that this store wrote. Anything else than one JSON object is an error that names `what`. */
export function parseObject(text: string, what: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${what} is not JSON. Repair or delete the item.`, { cause });
  }
  if (!isObject(value)) throw new Error(`${what} is not a JSON object. Repair or delete the item.`);
  return value;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isString(value: unknown): value is string {
  return typeof value === "string";
}

export function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isString);
}

export function isTarget(value: unknown): value is ContainmentTarget {
  return readTarget(value) !== undefined;
}
