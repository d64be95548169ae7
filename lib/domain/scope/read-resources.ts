import type { ResourceScope } from "./contract.ts";
import { readTexts, resourceEntries } from "./contract-fields.ts";
import type { ContractReport } from "./contract-problem.ts";
import { type ResourcePatterns, resourcePatternsOf } from "./resource-patterns.ts";
import { type ResourceClass, resourceClasses } from "./touched-resource.ts";

/**
 * A list, which speaks of everything that is touched, or a mapping of classes to lists, which speaks of these alone.
 */
export function readResources(value: unknown, report: ContractReport): ResourceScope | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { any: resourcePatternsOf(readTexts(value, ["resources"], resourceEntries, report) ?? []) };
  }
  const scope = new Map<ResourceClass, ResourcePatterns>();
  for (const [name, patterns] of Object.entries(value)) {
    const keys = ["resources", name];
    const ofClass = resourceClasses.find((known) => known === name);
    if (ofClass === undefined) {
      const meant = report.nearest(name, resourceClasses);
      report.refuse(keys, {
        found: "is no class of resources",
        allowed: `one of ${resourceClasses.join(", ")}`,
        remedy: meant === undefined ? "Choose one of them, or write a list for all." : `Did you mean ${meant}?`,
      });
      continue;
    }
    const texts = readTexts(patterns, keys, { ...resourceEntries, mayBeEmpty: true }, report);
    scope.set(ofClass, resourcePatternsOf(texts ?? []));
  }
  return scope;
}
