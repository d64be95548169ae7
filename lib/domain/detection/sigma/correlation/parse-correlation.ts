import { type ProblemReport, problemReport, type RuleProblem, type RuleSource, shown } from "../problem.ts";
import { readMetadata } from "../read-metadata.ts";
import { type Correlation, correlationTypes } from "./correlation.ts";
import { correlationLimits } from "./correlation-limits.ts";
import { isFieldName, isName, parseCorrelationCondition } from "./parse-correlation-condition.ts";
import { parseTimespan } from "./parse-timespan.ts";

/** A correlation rule whose references are names still. */
export interface UnjoinedCorrelation
  extends Omit<Correlation, "rules" | "reads" | "depth" | "silent" | "fingerprint" | "generate"> {
  /** Ids, names or file names of rules and other correlations, as written. */
  readonly references: readonly string[];
  /** Alias to reference to the field that the alias stands for in matches of that rule. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Undefined where the author did not say; that means false. */
  readonly generate: boolean | undefined;
}

export type ParsedCorrelation =
  | { readonly correlation: UnjoinedCorrelation; readonly warnings: readonly RuleProblem[] }
  | { readonly problems: readonly RuleProblem[] };

const sectionKeys = ["type", "rules", "group-by", "timespan", "condition", "aliases", "generate"];

/**
 * Reads one Sigma correlation rule (correlation rules specification 2.1) from a parsed YAML document with a
 * `correlation` section. Never throws: whatever is wrong with it is a problem that names its place and its remedy.
 */
export function parseCorrelation(document: Readonly<Record<string, unknown>>, source: RuleSource): ParsedCorrelation {
  const report = problemReport(source);
  const metadata = readMetadata(document, source, report);
  const section = document["correlation"];
  if (typeof section !== "object" || section === null || Array.isArray(section)) {
    report.refuse(["correlation"], {
      found: shown(section),
      allowed: `a map with ${sectionKeys.join(", ")}`,
      remedy: "write them below `correlation:`",
    });
    return { problems: report.problems };
  }
  const fields = section as Record<string, unknown>;
  for (const key of Object.keys(fields)) {
    if (sectionKeys.includes(key)) continue;
    const like = sectionKeys.find((known) => known.replace("-", "") === key.toLowerCase().replace(/[-_]/g, ""));
    report.refuse(["correlation", key], {
      found: shown(key),
      allowed: sectionKeys.join(", "),
      remedy: like === undefined ? "remove it: what it asks for is not done" : `write ${like}`,
    });
  }
  const type = correlationTypes.find((known) => known === fields["type"]);
  if (type === undefined)
    report.refuse(["correlation", "type"], {
      found: fields["type"] === undefined ? "no type" : shown(fields["type"]),
      allowed: correlationTypes.join(", "),
      remedy: "use one of those words",
    });
  const references = readNames(fields["rules"], "rules", correlationLimits.rules, report);
  if (references.length === 0 && !report.refused) refuseNames("rules", "no rules", correlationLimits.rules, report);
  const groupBy = readNames(fields["group-by"], "group-by", correlationLimits.groupFields, report);
  const timespan = parseTimespan(fields["timespan"]);
  if (typeof timespan !== "number") report.refuse(["correlation", "timespan"], timespan);
  const aliases = readAliases(fields["aliases"], references, report);
  const generate = readGenerate(document, fields, report);
  if (groupBy.length === 0 && !report.refused)
    report.warn(["correlation"], {
      found: "no group-by",
      allowed: "a correlation over all events together",
      remedy: "group by `nhi.identity` to count for each identity by itself",
    });
  const condition =
    type === undefined ? undefined : parseCorrelationCondition(fields["condition"], type, references, report);
  if (report.refused || type === undefined || typeof timespan !== "number" || condition === undefined)
    return { problems: report.problems };
  const correlation: UnjoinedCorrelation = {
    ...metadata,
    ...condition,
    type,
    references,
    groupBy,
    timespan: String(fields["timespan"]),
    spanMs: timespan,
    aliases,
    generate,
  };
  return { correlation, warnings: report.problems };
}

/** One name or a list of different ones. */
function readNames(value: unknown, key: string, most: number, report: ProblemReport): readonly string[] {
  if (value === undefined || value === null) return [];
  const names: readonly unknown[] = Array.isArray(value) ? value : [value];
  const sound = names.filter(key === "rules" ? isName : isFieldName);
  if (sound.length === names.length && names.length <= most && new Set(names).size === names.length) return sound;
  refuseNames(key, shown(value), most, report);
  return [];
}

function refuseNames(key: string, found: string, most: number, report: ProblemReport): void {
  report.refuse(["correlation", key], {
    found,
    allowed: `a list of 1 to ${most} different names`,
    remedy: key === "rules" ? "name rules by id, name or file name, each once" : "name fields, each once",
  });
}

function readAliases(
  value: unknown,
  references: readonly string[],
  report: ProblemReport,
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const aliases = new Map<string, ReadonlyMap<string, string>>();
  if (value === undefined || value === null) return aliases;
  const entries = typeof value === "object" && !Array.isArray(value) ? Object.entries(value) : undefined;
  if (entries === undefined || entries.length > correlationLimits.aliases) {
    report.refuse(["correlation", "aliases"], {
      found: entries === undefined ? shown(value) : `${entries.length} aliases`,
      allowed: `a map of up to ${correlationLimits.aliases} aliases`,
      remedy: "write each alias with the field it stands for in each rule",
    });
    return aliases;
  }
  for (const [alias, mapping] of entries) {
    const pairs = typeof mapping === "object" && mapping !== null ? Object.entries(mapping) : [];
    const sound = pairs.filter(
      (pair): pair is [string, string] => references.includes(pair[0]) && isFieldName(pair[1]),
    );
    if (sound.length === 0 || sound.length < pairs.length)
      report.refuse(["correlation", "aliases", alias], {
        found: pairs.length === 0 ? shown(mapping) : `${pairs.length - sound.length} entries that do not fit`,
        allowed: "a map from names under `rules`, written alike, to fields",
        remedy: "write for each rule the field that the alias stands for",
      });
    aliases.set(alias, new Map(sound));
  }
  return aliases;
}

/** The specification has `generate` beside `correlation`, pySigma within it; both are read. */
function readGenerate(
  document: Readonly<Record<string, unknown>>,
  section: Readonly<Record<string, unknown>>,
  report: ProblemReport,
): boolean | undefined {
  const inner = section["generate"] ?? undefined;
  const value = inner ?? document["generate"] ?? undefined;
  if (value === undefined || typeof value === "boolean") return value;
  report.refuse(inner === undefined ? ["generate"] : ["correlation", "generate"], {
    found: shown(value),
    allowed: "true or false",
    remedy: "say whether the named rules keep their own findings",
  });
  return undefined;
}
