import type { CloudTrailRecord } from "../../event/activity.ts";
import { compileMatchers } from "./compile-matchers.ts";
import type { ValueMatcher } from "./expression.ts";
import { compileFieldPath, type Facts, type FieldReader, someScalar } from "./field-path.ts";
import { directWork } from "./literal-search.ts";
import { foldCase } from "./text-match.ts";
import { placed } from "./text-pattern.ts";

type Reference = Extract<ValueMatcher, { kind: "field" }>;

/** Whether any value of a field stands as asked to any value of the other. */
export function compileFieldReference(
  read: FieldReader,
  { path, position, cased }: Reference,
): (record: CloudTrailRecord, facts: Facts) => boolean {
  const readOther = compileFieldPath(path);
  const fold = (text: string): string => (cased ? text : foldCase(text));
  const compare = {
    exact: (text: string, other: string) => text === other,
    contains: (text: string, other: string) => text.includes(other),
    startswith: (text: string, other: string) => text.startsWith(other),
    endswith: (text: string, other: string) => text.endsWith(other),
  }[position];
  return (record, facts) => {
    const value = read(record, facts);
    if (value === undefined) return false;
    const other = readOther(record, facts);
    if (other === undefined) return false;
    if (typeof value === "string" && typeof other === "string" && value.length * other.length <= directWork) {
      return compare(fold(value), fold(other));
    }
    return compareAll(value, other, position, cased);
  };
}

/** Both may be lists of any length, so that the one is made into a single test for all values of the other. */
function compareAll(value: unknown, other: unknown, position: Reference["position"], cased: boolean): boolean {
  const others = new Set<string>();
  someScalar(other, (scalar) => {
    others.add(String(scalar));
    return false;
  });
  if (others.size === 0) return false;
  const test = compileMatchers(
    [...others].map((text) => ({ kind: "text", pattern: placed([text], position), cased, dashesAlike: false })),
  );
  return someScalar(value, (scalar) => test(String(scalar)));
}
