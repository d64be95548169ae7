import type { CloudTrailRecord } from "../../event/activity.ts";

/** Things of one record that are named at most; a call that names more says nothing new by then. */
export const mostNamed = 64;
const longestText = 2_048;

/**
 * The texts at a path of a record, such as `q.userName` or `r.instancesSet.items.instanceId`: `q` is the request's
 * parameters, `r` the answer's elements, and a list on the way means each of its entries. Empty where there is none;
 * numbers count as text, what is longer than 2,048 characters is cut, and at most 64 are returned.
 */
export function textsAt(record: CloudTrailRecord, path: string): readonly string[] {
  let values: readonly unknown[] = valuesAt(record, path);
  values = values.flatMap((value) => (Array.isArray(value) ? value.slice(0, mostNamed) : [value]));
  const found: string[] = [];
  for (const value of values) {
    if (found.length >= mostNamed) break;
    if (typeof value === "string" && value !== "") found.push(value.slice(0, longestText));
    else if (typeof value === "number") found.push(String(value));
  }
  return found;
}

/** The first text at the first of the paths that has one. */
export function textAt(record: CloudTrailRecord, ...paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const [first] = textsAt(record, path);
    if (first !== undefined) return first;
  }
  return undefined;
}

/** Whatever stands at a path, lists on the way taken apart. */
export function valuesAt(record: CloudTrailRecord, path: string): readonly unknown[] {
  const [head, ...rest] = path.split(".");
  let values: readonly unknown[] = [record[head === "q" ? "requestParameters" : "responseElements"]];
  for (const name of rest) {
    values = values
      .flatMap((value) => (Array.isArray(value) ? value.slice(0, mostNamed) : [value]))
      .flatMap((value) => {
        if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return [];
        return [(value as Readonly<Record<string, unknown>>)[name]];
      })
      .slice(0, mostNamed);
  }
  return values;
}
