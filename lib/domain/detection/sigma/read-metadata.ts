import { type Level, levels } from "../finding.ts";
import { ruleLimits } from "./limits.ts";
import { type ProblemReport, type RuleSource, shown } from "./problem.ts";

export const ruleStatuses = ["stable", "test", "experimental", "deprecated", "unsupported"] as const;
export type RuleStatus = (typeof ruleStatuses)[number];

/** What every Sigma document says of itself, whatever it looks for. */
export interface RuleMetadata {
  /** The file's name without its ending. */
  readonly ruleId: string;
  /** The rule's own UUID, by which filters and other rules name it. */
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly title: string;
  readonly status: RuleStatus;
  readonly description: string;
  readonly level: Level;
  readonly tags: readonly string[];
  readonly falsePositives: readonly string[];
  /** What a person should do about it, in the rule author's words. */
  readonly response: string | undefined;
  readonly source: RuleSource;
}

/** Without `level` a rule is low, without `status` experimental: what its author left out never raises it. */
export function readMetadata(
  fields: Readonly<Record<string, unknown>>,
  source: RuleSource,
  report: ProblemReport,
): RuleMetadata {
  const text = (key: string, limit: number) => readLimitedText(fields[key], key, limit, report);
  const title = text("title", ruleLimits.titleLength);
  if (title === undefined && fields["title"] === undefined)
    report.refuse(["title"], { found: "no title", allowed: "a title", remedy: "say in a few words what it detects" });
  const status = readOneOf(fields["status"], "status", ruleStatuses, report) ?? "experimental";
  if (status === "unsupported")
    report.refuse(["status"], {
      found: "the status unsupported",
      allowed: "stable, test, experimental, deprecated",
      remedy: "correct the rule, then its status",
    });
  return {
    ruleId: ruleIdOf(source.file),
    id: text("id", 64),
    name: text("name", ruleLimits.titleLength),
    title: title ?? "",
    status,
    description: text("description", ruleLimits.descriptionLength) ?? "",
    level: readOneOf(fields["level"], "level", levels, report) ?? "low",
    tags: readListOfTexts(fields["tags"], "tags", report),
    falsePositives: readListOfTexts(fields["falsepositives"], "falsepositives", report),
    response: text("response", ruleLimits.descriptionLength),
    source,
  };
}

/** `rules/cloudtrail-logging-stopped.yml` is the rule `cloudtrail-logging-stopped`. */
function ruleIdOf(file: string): string {
  const name = file.split(/[/\\]/).at(-1) ?? file;
  return name.replace(/\.ya?ml(?=#|$)/, "");
}

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
