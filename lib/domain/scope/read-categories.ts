import { readFields, readTexts, resourceEntries } from "./contract-fields.ts";
import { type ContractDocument, type ContractReport, givenText } from "./contract-problem.ts";
import type { DataCategory } from "./data-categories.ts";
import { resourcePatternsOf } from "./resource-patterns.ts";

/** More categories than these nobody tells apart. */
const mostCategories = 200;

/** Whether a document defines data categories: it has a mapping of them and is about no identity. */
export function isDefinitions({ content }: ContractDocument): boolean {
  if (typeof content !== "object" || content === null || Array.isArray(content) || "identity" in content) return false;
  const { dataCategories } = content as { dataCategories?: unknown };
  return typeof dataCategories === "object" && dataCategories !== null && !Array.isArray(dataCategories);
}

/**
 * Reads the definitions of a document into `known`. A category whose patterns are wrong is known by its name and fits
 * nothing, so that the contracts that name it are not wrong for it.
 */
export function readCategories(
  { content }: ContractDocument,
  known: Map<string, DataCategory>,
  report: ContractReport,
): void {
  const fields = readFields(content, [], ["dataCategories"], report);
  const named = Object.entries((fields?.["dataCategories"] ?? {}) as Readonly<Record<string, unknown>>);
  if (named.length > mostCategories) {
    report.refuse(["dataCategories"], {
      found: `has ${named.length} categories`,
      allowed: `at most ${mostCategories}`,
      remedy: "Join some of them.",
    });
  }
  for (const [name, value] of named.slice(0, mostCategories)) {
    const keys = ["dataCategories", name];
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) {
      report.refuse(keys, {
        found: "is no name",
        allowed: "1 to 64 letters, digits, dots, hyphens or underscores",
        remedy: "Rename the category.",
      });
      continue;
    }
    if (known.has(name)) {
      report.refuse(keys, {
        found: "is defined twice",
        allowed: "one definition",
        remedy: "Join the two, or rename one.",
      });
      continue;
    }
    if (value === null)
      report.refuse(keys, { found: givenText(value), allowed: "a list of patterns", remedy: "Write at least one." });
    const patterns = value === null ? [] : (readTexts(value, keys, resourceEntries, report) ?? []);
    known.set(name, { name, resources: resourcePatternsOf(patterns) });
  }
}
