import { allOf, anyOf, type Expression, type ValueMatcher } from "./expression.ts";
import { ruleLimits } from "./limits.ts";
import { readModifiers } from "./modifiers.ts";
import { type Placeholders, parseValue } from "./parse-value.ts";
import { type ProblemReport, type RulePath, shown } from "./problem.ts";

/** What the reading of one rule's detection shares. */
export interface DetectionContext {
  readonly placeholders: Placeholders;
  readonly report: ProblemReport;
  /** Values that the rule may still have. */
  readonly budget: { values: number };
}

/** Reads one search identifier: a map (all of it), or a list of texts and maps (any of them). */
export function parseDetection(value: unknown, path: RulePath, context: DetectionContext): Expression | undefined {
  return readDetection(value, path, context, 0);
}

function readDetection(
  value: unknown,
  path: RulePath,
  context: DetectionContext,
  depth: number,
): Expression | undefined {
  const { report } = context;
  if (depth > ruleLimits.nestingDepth) {
    report.refuse(path, {
      found: `lists and maps ${depth} deep`,
      allowed: `${ruleLimits.nestingDepth} levels`,
      remedy: "write the fields as dotted paths",
    });
    return undefined;
  }
  if (Array.isArray(value)) return readList(value, path, context, depth);
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0) return refuseEmpty("an empty map", path, report);
    const parts = entries.map(([key, item]) => readField(key, item, [...path, key], context));
    return whole(parts, allOf);
  }
  report.refuse(path, {
    found: shown(value),
    allowed: "a map of fields, or a list of texts or maps",
    remedy: "write `field: value`, or `- text` for a search over the whole record",
  });
  return undefined;
}

function readList(
  values: readonly unknown[],
  path: RulePath,
  context: DetectionContext,
  depth: number,
): Expression | undefined {
  if (values.length === 0) return refuseEmpty("an empty list", path, context.report);
  const isText = (value: unknown): boolean => typeof value !== "object" || value === null;
  const texts = values.filter(isText);
  const parts: (Expression | undefined)[] = [];
  if (texts.length > 0) parts.push(readField("", texts, path, context));
  values.forEach((value, index) => {
    if (!isText(value)) parts.push(readDetection(value, [...path, index], context, depth + 1));
  });
  return whole(parts, anyOf);
}

function readField(key: string, value: unknown, path: RulePath, context: DetectionContext): Expression | undefined {
  const { report, placeholders, budget } = context;
  const [name = "", ...words] = key.split("|");
  const modifiers = readModifiers(words, path, report);
  if (modifiers === undefined) return undefined;
  if (name.split(".").length > ruleLimits.pathSegments) {
    report.refuse(path, {
      found: `a path of ${name.split(".").length} parts`,
      allowed: `${ruleLimits.pathSegments} parts`,
      remedy: "shorten the path",
    });
    return undefined;
  }
  const keyword = name === "";
  if (keyword && modifiers.type !== "text" && modifiers.type !== "regex") {
    report.refuse(path, {
      found: `${words.join(", ")} without a field`,
      allowed: "texts and regular expressions in a search over the whole record",
      remedy: "write the field's name before the first |",
    });
    return undefined;
  }
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (values.length === 0) return refuseEmpty("an empty list", path, report);
  if (values.length > ruleLimits.valuesPerField) return refuseLong(values.length, path, report);
  if (modifiers.linking === "all" && values.length === 1)
    report.warn(path, { found: "all with a single value", allowed: "all with a list", remedy: "remove all" });
  const readings: (readonly ValueMatcher[])[] = [];
  values.forEach((one, index) => {
    const read = parseValue(one, { modifiers, placeholders, keyword });
    if ("found" in read) report.refuse(Array.isArray(value) ? [...path, index] : path, read);
    else readings.push(read);
  });
  if (readings.length < values.length) return undefined;
  const matchers = readings.flat();
  budget.values -= matchers.length;
  if (matchers.length > ruleLimits.valuesPerField || budget.values < 0)
    return refuseLong(matchers.length, path, report);
  const { linking, negated } = modifiers;
  const field = keyword ? undefined : name;
  if (linking === "any" || readings.every((reading) => reading.length === 1))
    return { kind: "test", test: { field, matchers, linking, negated } };
  // Under `all`, a value that stands for several (a placeholder, base64offset) is met by any of those.
  const each = readings.map((reading): Expression => {
    return { kind: "test", test: { field, matchers: reading, linking: "any", negated: false } };
  });
  return negated ? { kind: "not", part: allOf(each) } : allOf(each);
}

function whole(
  parts: readonly (Expression | undefined)[],
  join: (parts: readonly Expression[]) => Expression,
): Expression | undefined {
  const sound = parts.filter((part) => part !== undefined);
  return sound.length === parts.length ? join(sound) : undefined;
}

function refuseEmpty(found: string, path: RulePath, report: ProblemReport): undefined {
  report.refuse(path, { found, allowed: "at least one value", remedy: "give it a value, or remove it" });
}

function refuseLong(found: number, path: RulePath, report: ProblemReport): undefined {
  report.refuse(path, {
    found: `${found} values`,
    allowed: `${ruleLimits.valuesPerField} for a field and ${ruleLimits.valuesPerRule} for a rule`,
    remedy: "split the rule",
  });
}
