import type { CloudTrailRecord } from "../../lib/domain/event/activity.ts";
import { isoSecond } from "../../lib/local/organisation/time-text.ts";

export type Fields = Readonly<Record<string, unknown>>;

/**
 * Texts that stand for others: inside longer texts where they cannot be mistaken, else only where they are all of it.
 */
export interface Replacements {
  /** Account numbers, ARNs, access keys. */
  readonly inside: readonly (readonly [from: string, to: string])[];
  /** Names: `christophe` is also a word. */
  readonly whole: ReadonlyMap<string, string>;
}

/** The value with texts replaced, everywhere in it; keys stay. */
export function replaceTexts(value: unknown, replacements: Replacements): unknown {
  if (typeof value === "string") {
    const whole = replacements.whole.get(value);
    if (whole !== undefined) return whole;
    return replacements.inside.reduce((text, [from, to]) => text.replaceAll(from, to), value);
  }
  if (Array.isArray(value)) return value.map((item) => replaceTexts(item, replacements));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceTexts(item, replacements)]));
}

/** The record at another time, its session begun as much earlier or later. */
export function shifted(record: CloudTrailRecord, byMs: number): CloudTrailRecord {
  const user = record["userIdentity"] as Fields;
  return {
    ...record,
    eventTime: isoSecond(Date.parse(String(record["eventTime"])) + byMs),
    userIdentity: typeof user === "object" && user !== null ? shiftedSession(user, byMs) : user,
  };
}

function shiftedSession(user: Fields, byMs: number): Fields {
  const context = user["sessionContext"] as Fields | undefined;
  const attributes = context?.["attributes"] as Fields | undefined;
  const begun = Date.parse(String(attributes?.["creationDate"]));
  if (Number.isNaN(begun)) return user;
  return {
    ...user,
    sessionContext: { ...context, attributes: { ...attributes, creationDate: isoSecond(begun + byMs) } },
  };
}
