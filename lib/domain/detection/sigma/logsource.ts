import { type ProblemReport, type RulePath, shown } from "./problem.ts";

/** What a rule or filter says it is for. */
export interface LogSource {
  readonly category: string | undefined;
  readonly product: string | undefined;
  readonly service: string | undefined;
}

/** Reads a `logsource`. Refuses what is no log source, and what could never match a CloudTrail record. */
export function readLogSource(value: unknown, report: ProblemReport): LogSource | undefined {
  const path: RulePath = ["logsource"];
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    report.refuse(path, {
      found: value === undefined ? "no logsource" : shown(value),
      allowed: "a map with product and service",
      remedy: "write `product: aws` and `service: cloudtrail`",
    });
    return undefined;
  }
  const read = (key: string): string | undefined => {
    const part = (value as Record<string, unknown>)[key];
    if (part === undefined || part === null) return undefined;
    if (typeof part === "string") return part.toLowerCase();
    report.refuse([...path, key], { found: shown(part), allowed: "a text", remedy: "write the name as text" });
    return undefined;
  };
  const source = { category: read("category"), product: read("product"), service: read("service") };
  const fits =
    (source.product === "aws" || source.product === undefined) &&
    (source.service === "cloudtrail" || source.service === undefined) &&
    source.category === undefined &&
    (source.product !== undefined || source.service !== undefined);
  if (fits) return source;
  const named = Object.entries(source).filter(([, name]) => name !== undefined);
  report.refuse(path, {
    found: `a log source that cannot match CloudTrail: ${named.map(([key, name]) => `${key} ${shown(name)}`).join(", ") || "an empty one"}`,
    allowed: "product aws with service cloudtrail",
    remedy: "leave this rule to another tool, or correct its logsource",
  });
  return undefined;
}
