import { StateError } from "./state-error.ts";

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [key: string]: JsonValue };

/** Step Functions: input and output of a state or a task are at most 256 KiB of UTF-8. */
export const payloadBytes = 262_144;

/**
 * A clean copy of a value as JSON: no undefined, no prototypes, nothing shared.
 * Throws States.DataLimitExceeded above 256 KiB and States.Runtime for what JSON cannot hold.
 */
export function toJson(value: unknown, what: string): JsonValue {
  const text = JSON.stringify(value);
  if (text === undefined) throw new StateError("States.Runtime", `${what} is not JSON.`);
  if (text.length > payloadBytes / 4 && Buffer.byteLength(text) > payloadBytes) {
    throw new StateError("States.DataLimitExceeded", `${what} is larger than ${payloadBytes} bytes.`);
  }
  return JSON.parse(text) as JsonValue;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
