import { printable } from "../event/printable.ts";

/** A value that an identity was seen with, and on how many days. */
export interface SeenValue {
  readonly name: string;
  readonly days: number;
  /** Seen only on days that are held back from the baseline, because trust was low on them. */
  readonly isHeldBack?: boolean;
}

/** Entries beyond which a list cannot be read back; it is then left to people. */
const mostEntries = 500;

/**
 * A list of a draft, one entry a line, most days first. What was seen only on days held back stands there as comments.
 * Where anything usual cannot be written as an entry, all of the list is comments: written without it, the clause would
 * be violated by what the identity always did. Nothing where nothing was seen.
 *
 * @param entryOf what to write for a name; undefined where it cannot be written
 */
export function draftSection(
  key: string,
  values: readonly SeenValue[],
  entryOf: (name: string) => string | undefined,
  activeDays: number,
  indent = "",
): readonly string[] {
  if (values.length === 0) return [];
  const sorted = [...values].sort((a, b) => b.days - a.days || compare(a.name, b.name));
  const usual = sorted.filter(({ isHeldBack }) => !isHeldBack);
  const entries = new Map<string, SeenValue>();
  for (const value of usual) {
    const entry = entryOf(value.name);
    if (entry === undefined)
      return remarks(key, sorted, "some of it cannot be written, so this is left to you", indent);
    if (!entries.has(entry)) entries.set(entry, value);
  }
  if (entries.size === 0) return remarks(key, sorted, "seen only on days that are held back: trust was low", indent);
  if (entries.size > mostEntries) return remarks(key, sorted, "too many to be listed, so this is left to you", indent);
  return [
    `${indent}${key}:`,
    ...[...entries].map(([entry, { days }]) => `${indent}  - ${quoted(entry)}  # ${daysText(days, activeDays)}`),
    ...sorted
      .filter(({ isHeldBack }) => isHeldBack)
      .map(({ name }) => `${indent}  # - ${printable(name, 200)}  seen only on days that are held back: trust was low`),
  ];
}

/** A name that was too long to be remembered whole ends in dots: a pattern for all that begin like it. */
export const asPattern = (name: string): string => (name.endsWith("...") ? `${name.slice(0, -3)}*` : name);

/** The same as comments, so that nobody takes what is in it for agreed. */
export function remarks(key: string, values: readonly SeenValue[], why: string, indent = ""): readonly string[] {
  return [
    `${indent}# ${key}:  ${why}`,
    ...values
      .slice(0, mostEntries)
      .map(({ name, days }) => `${indent}#   ${printable(name, 200)}  ${days} ${days === 1 ? "day" : "days"}`),
  ];
}

export const daysText = (days: number, activeDays: number): string =>
  `${days} of ${activeDays} ${activeDays === 1 ? "day" : "days"}`;

/** A YAML scalar: plain where nothing in it could mean anything else, JSON otherwise, which YAML reads the same. */
export function quoted(text: string): string {
  const isPlain = /^[A-Za-z][A-Za-z0-9_./-]*(:[A-Za-z0-9_./:*-]+)?$/.test(text) && !/[:.-]$/.test(text);
  const isWord = /^(true|false|yes|no|on|off|null|y|n)$/i.test(text);
  return isPlain && !isWord ? text : JSON.stringify(text);
}

const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);
