import type { CloudTrailRecord } from "../../event/activity.ts";
import { compileMatchers } from "./compile-matchers.ts";
import type { TextPosition, ValueMatcher } from "./expression.ts";
import { compileFieldPath, someScalar } from "./field-path.ts";
import type { Facts, FieldReader } from "./field-reader.ts";
import { type Letters, lettersOf, longText } from "./letters.ts";
import { isInside } from "./literal-search.ts";
import { placed } from "./text-pattern.ts";

type Reference = Extract<ValueMatcher, { kind: "field" }>;

/** Whether any value of a field stands as asked to any value of the other. */
export function compileFieldReference(
  read: FieldReader,
  { path, position, cased }: Reference,
): (record: CloudTrailRecord, facts: Facts) => boolean {
  const readOther = compileFieldPath(path);
  const letters = lettersOf({ cased, dashesAlike: false });
  return (record, facts) => {
    const value = read(record, facts);
    if (value === undefined) return false;
    const other = readOther(record, facts);
    if (other === undefined) return false;
    return typeof value === "string" && typeof other === "string"
      ? stands(value, other, position, letters)
      : someStands(value, other, position, cased);
  };
}

function stands(text: string, other: string, position: TextPosition, letters: Letters): boolean {
  if (other.length > text.length) return false;
  switch (position) {
    case "exact":
      return other.length === text.length && areAlike(text, other, letters);
    case "contains":
      return isInside(other, text, letters);
    case "startswith":
      return areAlike(text.slice(0, other.length), other, letters);
    case "endswith":
      return areAlike(text.slice(text.length - other.length), other, letters);
  }
}

/** Of two texts of one length. */
function areAlike(text: string, other: string, letters: Letters): boolean {
  if (text === other) return true;
  if (text.length <= longText) return letters.plain(text) === letters.plain(other);
  const plain = letters.units();
  if (plain === undefined) return false;
  for (let at = 0; at < text.length; at++) {
    if (plain[text.charCodeAt(at)] !== plain[other.charCodeAt(at)]) return false;
  }
  return true;
}

/** Both may be lists of any length, so that the one is made into a single test for all values of the other. */
function someStands(value: unknown, other: unknown, position: TextPosition, cased: boolean): boolean {
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
