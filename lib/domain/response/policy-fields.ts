import { nearestName } from "./nearest-name.ts";
import type { Problems } from "./policy-problem.ts";

export type Keys = readonly (string | number)[];
export type Fields = Readonly<Record<string, unknown>>;

/** The mapping under `keys`, an empty one where nothing stands there or something else does (which is a problem). */
export function readFields(value: unknown, keys: Keys, known: readonly string[], problems: Problems): Fields {
  if (value === undefined || value === null) return {};
  const allowed = `a mapping with the keys ${known.join(", ")}`;
  if (typeof value !== "object" || Array.isArray(value)) {
    problems.add({ keys, given: value, allowed, remedy: "Write it as `key: value` lines." });
    return {};
  }
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    const meant = nearestName(name, known);
    const remedy = meant === undefined ? "Remove it." : `Did you mean ${meant}?`;
    problems.add({ keys: [...keys, name], about: "key", given: name, allowed: `one of ${known.join(", ")}`, remedy });
  }
  return value as Fields;
}

/** The list under `keys`; empty where nothing stands there, or no list, or an over-long one (which are problems). */
export function readList(value: unknown, keys: Keys, most: number, problems: Problems): readonly unknown[] {
  if (value === undefined || value === null) return [];
  const allowed = `a list of at most ${most} entries`;
  if (!Array.isArray(value)) {
    problems.add({ keys, given: value, allowed, remedy: "Write one entry a line, each after a hyphen." });
    return [];
  }
  if (value.length > most) {
    problems.add({ keys, given: value, allowed, remedy: "Join entries with `*`, or remove some." });
    return [];
  }
  return value;
}

/** One of the names under `keys`; undefined where nothing stands there, or something else does (a problem). */
export function readName<Name extends string>(
  value: unknown,
  keys: Keys,
  names: readonly Name[],
  problems: Problems,
): Name | undefined {
  if (value === undefined || value === null) return undefined;
  const name = names.find((known) => known === value);
  if (name !== undefined) return name;
  const meant = typeof value === "string" ? nearestName(value, names) : undefined;
  const remedy = meant === undefined ? "Choose one of them." : `Did you mean ${meant}?`;
  problems.add({ keys, given: value, allowed: `one of ${names.join(", ")}`, remedy });
  return undefined;
}

export interface NumberRange {
  readonly least: number;
  readonly most: number;
  readonly whole?: boolean;
}

/** The number under `keys`; undefined where nothing stands there, or no number in range (a problem). */
export function readNumber(value: unknown, keys: Keys, range: NumberRange, problems: Problems): number | undefined {
  if (value === undefined || value === null) return undefined;
  const { least, most, whole = false } = range;
  const isNumber = typeof value === "number" && value >= least && value <= most;
  if (isNumber && (!whole || Number.isInteger(value))) return value;
  const isQuoted = typeof value === "string" && /^\s*-?\d+(\.\d+)?\s*$/.test(value);
  problems.add({
    keys,
    given: value,
    allowed: `a ${whole ? "whole " : ""}number from ${least} to ${most}`,
    remedy: isQuoted ? "Write the number without quotes." : "Choose one in that range.",
  });
  return undefined;
}

/** The texts in the list under `keys` that `isAllowed`; each other one is a problem. Repeated ones count once. */
export function readTexts(
  value: unknown,
  keys: Keys,
  rule: {
    readonly most: number;
    readonly isAllowed: (text: string) => boolean;
    readonly allowed: string;
    readonly remedy: string;
  },
  problems: Problems,
): readonly string[] {
  const texts = new Set<string>();
  readList(value, keys, rule.most, problems).forEach((entry, at) => {
    if (typeof entry === "string" && rule.isAllowed(entry)) texts.add(entry);
    else problems.add({ keys: [...keys, at], given: entry, allowed: rule.allowed, remedy: rule.remedy });
  });
  return [...texts];
}
