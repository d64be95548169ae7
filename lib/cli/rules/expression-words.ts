import type { Comparison, Expression, FieldTest, ValueMatcher } from "../../domain/detection/sigma/expression.ts";
import { simplePattern } from "../../domain/detection/sigma/text-match.ts";
import { anyRun, type TextPattern } from "../../domain/detection/sigma/text-pattern.ts";
import { addressText } from "../../domain/event/address.ts";
import { printable } from "../../domain/event/printable.ts";

const mostValues = 8;
const longestValue = 80;

/** A condition as an indented tree of words, one line a part; every text from the rule is printable. */
export function expressionLines(expression: Expression, depth = 0): readonly string[] {
  const indent = "  ".repeat(depth);
  switch (expression.kind) {
    case "test":
      return [`${indent}${testWords(expression.test)}`];
    case "not":
      return [`${indent}not:`, ...expressionLines(expression.part, depth + 1)];
    case "and":
    case "or": {
      const head = `${indent}${expression.kind === "and" ? "all of:" : "any of:"}`;
      const parts = expression.parts.flatMap((part) => (part.kind === expression.kind ? part.parts : [part]));
      return [head, ...parts.flatMap((part) => expressionLines(part, depth + 1))];
    }
  }
}

/** One test: `eventName is one of "A", "B"`. */
export function testWords(test: FieldTest): string {
  const subject = test.field === undefined ? "some value of the record" : printable(test.field, longestValue);
  return `${subject} ${wantedWords(test)}`;
}

/** The same without its field: `is one of "A", "B"`. */
export function wantedWords({ matchers, linking, negated }: FieldTest): string {
  const joined = linking === "all" ? ", and also " : ", or ";
  const groups: { verb: string; values: string[] }[] = [];
  for (const matcher of matchers) {
    const { verb, value } = matcherWords(matcher);
    const group = groups.find((one) => one.verb === verb);
    if (group === undefined) groups.push({ verb, values: value === undefined ? [] : [value] });
    else if (value !== undefined) group.values.push(value);
  }
  const words = groups.map(({ verb, values }) => {
    if (values.length < 2) return `${verb}${values[0] === undefined ? "" : ` ${values[0]}`}`;
    const few = values.slice(0, mostValues).join(", ");
    const more = values.length > mostValues ? ` and ${values.length - mostValues} more` : "";
    return `${verb} ${linking === "all" ? "all of" : "one of"} ${few}${more}`;
  });
  return negated ? `fails this: ${words.join(joined)}` : words.join(joined);
}

function matcherWords(matcher: ValueMatcher): { readonly verb: string; readonly value: string | undefined } {
  switch (matcher.kind) {
    case "text":
      return textWords(matcher.pattern, matcher.cased);
    case "number":
      return { verb: "is", value: String(matcher.value) };
    case "null":
      return { verb: "is missing or null", value: undefined };
    case "exists":
      return { verb: matcher.expected ? "is present" : "is missing", value: undefined };
    case "regex":
      return { verb: "fits a regular expression of the rule", value: undefined };
    case "addresses":
      return { verb: "is an address in", value: `${addressText(matcher.range.first)}/${matcher.range.bits}` };
    case "compare": {
      const part = matcher.part === undefined ? "" : `(its ${matcher.part}) `;
      return { verb: `${part}is ${comparisons[matcher.comparison]}`, value: String(matcher.value) };
    }
    case "field":
      return { verb: positions[matcher.position], value: printable(matcher.path, longestValue) };
  }
}

const comparisons: Readonly<Record<Comparison, string>> = {
  lt: "below",
  lte: "at most",
  gt: "above",
  gte: "at least",
  eq: "exactly",
};

const positions = {
  exact: "is the same as the field",
  contains: "contains the value of the field",
  startswith: "starts with the value of the field",
  endswith: "ends with the value of the field",
} as const;

function textWords(pattern: TextPattern, cased: boolean) {
  const suffix = cased ? " (in this case of letters)" : "";
  const simple = simplePattern(pattern);
  if (simple === undefined) return { verb: "fits the pattern", value: quoted(patternText(pattern)) + suffix };
  if (simple.literal === "" && simple.shape !== "exact") return { verb: "is any text", value: undefined };
  const verb = { exact: "is", contains: "contains", startswith: "starts with", endswith: "ends with" }[simple.shape];
  return { verb, value: quoted(simple.literal) + suffix };
}

const patternText = (pattern: TextPattern): string =>
  pattern.map((part) => (typeof part === "string" ? part : part === anyRun ? "*" : "?")).join("");

const quoted = (text: string): string => `"${printable(text, longestValue)}"`;
