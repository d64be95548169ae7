import { type ProblemReport, shown } from "./problem.ts";

/** A text of at most `limit` characters; undefined where the key is absent or was refused. */
export function readLimitedText(value: unknown, key: string, limit: number, report: ProblemReport): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string" && value !== "" && value.length <= limit) return value;
  report.refuse([key], {
    found: typeof value === "string" ? `${value.length} characters` : shown(value),
    allowed: `a text of 1 to ${limit} characters`,
    remedy: "write it as text, in quotes where it could be read as something else",
  });
  return undefined;
}

export function readOneOf<Word extends string>(
  value: unknown,
  key: string,
  words: readonly Word[],
  report: ProblemReport,
): Word | undefined {
  if (value === undefined || value === null) return undefined;
  const word = words.find((candidate) => candidate === value);
  if (word === undefined)
    report.refuse([key], { found: shown(value), allowed: words.join(", "), remedy: "use one of those words" });
  return word;
}

/** At most a hundred texts of at most a thousand characters. */
export function readListOfTexts(value: unknown, key: string, report: ProblemReport): readonly string[] {
  if (value === undefined || value === null) return [];
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  const sound = texts.filter((text): text is string => typeof text === "string" && text.length <= 1_000);
  if (sound.length === texts.length && texts.length <= 100) return sound;
  report.refuse([key], {
    found: shown(value),
    allowed: "up to 100 texts of up to 1000 characters",
    remedy: "write a list of texts",
  });
  return [];
}
