import { printable } from "../../event/printable.ts";

/**
 * Path of the first place where two policy documents say different things, "" for the whole; undefined where they say
 * the same. What IAM may write otherwise without changing the meaning is no difference: the order of keys, a list of
 * one value for the value, the order and repetition of values in a list of strings. The order of statements is one.
 */
export function firstDifference(before: unknown, after: unknown, path = ""): string | undefined {
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return firstOf(keys, (key) => {
      const place = `${path === "" ? "" : `${path}.`}${printable(key, 80)}`;
      if (!Object.hasOwn(before, key) || !Object.hasOwn(after, key)) return place;
      return firstDifference(before[key], after[key], place);
    });
  }
  if (!isList(before) && !isList(after)) return before === after ? undefined : path;
  const [left, right] = [listOf(before), listOf(after)];
  if ([...left, ...right].every((value) => typeof value === "string")) {
    return sortedText(left) === sortedText(right) ? undefined : path;
  }
  if (left.length !== right.length) return path;
  return firstOf([...left.keys()], (place) => firstDifference(left[place], right[place], `${path}[${place}]`));
}

function firstOf<T>(values: readonly T[], find: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const found = find(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (isList(value) ? value : [value]);
const sortedText = (values: readonly unknown[]) => JSON.stringify([...new Set(values)].sort());
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
