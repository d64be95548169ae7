import { compileRules, type RuleDocument } from "../lib/domain/detection/rules.ts";
import { expressionCompiler } from "../lib/domain/detection/sigma/compile-expression.ts";
import type { Expression, FieldTest } from "../lib/domain/detection/sigma/expression.ts";
import type { SigmaRule } from "../lib/domain/detection/sigma/parse-rule.ts";
import { valueMemo } from "../lib/domain/detection/sigma/value-memo.ts";
import { adversarialFields } from "./adversarial-fields.ts";

export interface SlowRule {
  readonly ruleId: string;
  readonly milliseconds: number;
}

const repetitions = 5;

/**
 * What each rule takes at the worst for one of the texts made for it, in every field that it looks at, and for a call
 * that it is about; slowest rule first. The fastest of some repetitions.
 */
export function timeOnAdversarialFields(documents: readonly RuleDocument[]): readonly SlowRule[] {
  return documents
    .flatMap((document) => compileRules([document]).rules.map((rule) => timeOf(rule, adversarialFields(document))))
    .sort((one, other) => other.milliseconds - one.milliseconds);
}

function timeOf({ ruleId, expression }: SigmaRule, texts: readonly string[]): SlowRule {
  const fields = new Set(testsIn(expression).map(({ field }) => field ?? "a"));
  const times = namesIn(expression).flatMap((name) => {
    const memo = valueMemo();
    const test = expressionCompiler(memo).compile(ofCall(expression, name));
    return texts.map((text) => {
      const record = recordWith(fields, text);
      return fastestOf(() => {
        memo.turnToNext();
        test(record, record);
      });
    });
  });
  return { ruleId, milliseconds: Math.max(0, ...times) };
}

/** Repeats what seems slow more often: V8 may have been compiling. */
function fastestOf(work: () => void): number {
  let fastest = Number.POSITIVE_INFINITY;
  for (let repetition = 0; repetition < (fastest > 0.4 ? 10 * repetitions : repetitions); repetition++) {
    const start = performance.now();
    work();
    fastest = Math.min(fastest, performance.now() - start);
  }
  return fastest;
}

/** The names of calls that a rule asks for; one that nobody asks for where it asks for none. */
function namesIn(expression: Expression): readonly string[] {
  const patterns = testsIn(expression)
    .filter(({ field }) => field === "eventName")
    .flatMap(({ matchers }) => matchers.map((matcher) => (matcher.kind === "text" ? matcher.pattern[0] : undefined)));
  return ["AnyOther", ...new Set(patterns.filter((part) => typeof part === "string"))];
}

/** What is left of the expression for a call of that name, of whatever service. */
function ofCall(expression: Expression, eventName: string): Expression {
  switch (expression.kind) {
    case "test": {
      const { field } = expression.test;
      if (field === "eventSource") return always;
      if (field !== "eventName") return expression;
      return expressionCompiler(valueMemo()).compileTest(expression.test)({ eventName }, {}) ? always : never;
    }
    case "not":
      return { kind: "not", part: ofCall(expression.part, eventName) };
    default:
      return { kind: expression.kind, parts: expression.parts.map((part) => ofCall(part, eventName)) };
  }
}

const always: Expression = { kind: "and", parts: [] };
const never: Expression = { kind: "or", parts: [] };

function testsIn(expression: Expression): readonly FieldTest[] {
  if (expression.kind === "test") return [expression.test];
  return (expression.kind === "not" ? [expression.part] : expression.parts).flatMap(testsIn);
}

/** The text in the fields, and a piece of it in another that a reference may name. */
function recordWith(fields: ReadonlySet<string>, text: string): Readonly<Record<string, unknown>> {
  const record: Record<string, unknown> = { b: text.slice(1, 1_000) };
  for (const field of fields) record[field.replace(/^nhi\./, "")] = text;
  return record;
}
