import type { CloudTrailRecord } from "../../event/activity.ts";
import { compileMatchers } from "./compile-matchers.ts";
import type { Expression, FieldTest, ValueMatcher } from "./expression.ts";
import { isNull, someScalar } from "./field-path.ts";
import type { Facts, FieldReader } from "./field-reader.ts";
import { compileFieldReference } from "./field-reference.ts";
import { type FieldValues, unnumbered } from "./field-values.ts";
import { costOfMatchers, isWorthRemembering } from "./matching-cost.ts";
import type { TextTest } from "./text-match.ts";
import type { ValueMemo } from "./value-memo.ts";
import { Verdicts } from "./verdicts.ts";

/** Judges one record. Total: it gives an answer for every record, and never throws. */
export type RecordTest = (record: CloudTrailRecord, facts: Facts) => boolean;

/** Compiles expressions to closures; each field test is compiled once, however often it is used. */
export interface ExpressionCompiler {
  compile(expression: Expression): RecordTest;
  compileTest(test: FieldTest): RecordTest;
}

export function expressionCompiler(memo: ValueMemo): ExpressionCompiler {
  const known = new Map<FieldTest, RecordTest>();
  const compileTest = (test: FieldTest): RecordTest => {
    let compiled = known.get(test);
    if (compiled === undefined) {
      compiled = compileFieldTest(test, memo);
      known.set(test, compiled);
    }
    return compiled;
  };
  const compile = (expression: Expression): RecordTest => {
    switch (expression.kind) {
      case "test":
        return compileTest(expression.test);
      case "not": {
        const part = compile(expression.part);
        return (record, facts) => !part(record, facts);
      }
      case "and":
        return every([...expression.parts].sort((a, b) => costOf(a) - costOf(b)).map(compile));
      case "or":
        return some(expression.parts.map(compile));
    }
  };
  return { compile, compileTest };
}

/** What is cheap to ask comes first, since the first answer that is no ends the asking. */
function costOf(expression: Expression): number {
  switch (expression.kind) {
    case "not":
      return costOf(expression.part);
    case "test": {
      const { field, matchers } = expression.test;
      if (field === undefined) return 4;
      const ofPath = field.startsWith("nhi.") ? 2 : field.includes(".") ? 1 : 0;
      return ofPath + (matchers.some(({ kind }) => kind === "regex") ? 2 : 0);
    }
    default:
      return Math.max(0, ...expression.parts.map(costOf));
  }
}

function every(tests: readonly RecordTest[]): RecordTest {
  const [first, second] = tests;
  if (tests.length === 1) return first!;
  if (tests.length === 2) return (record, facts) => first!(record, facts) && second!(record, facts);
  return (record, facts) => {
    for (const test of tests) if (!test(record, facts)) return false;
    return true;
  };
}

function some(tests: readonly RecordTest[]): RecordTest {
  const [first, second] = tests;
  if (tests.length === 1) return first!;
  if (tests.length === 2) return (record, facts) => first!(record, facts) || second!(record, facts);
  return (record, facts) => {
    for (const test of tests) if (test(record, facts)) return true;
    return false;
  };
}

function compileFieldTest(test: FieldTest, memo: ValueMemo): RecordTest {
  const one = (matchers: readonly ValueMatcher[]): RecordTest => compileAny(matchers, test.field, memo);
  const whole = test.linking === "any" ? one(test.matchers) : every(test.matchers.map((matcher) => one([matcher])));
  return test.negated ? (record, facts) => !whole(record, facts) : whole;
}

function compileAny(matchers: readonly ValueMatcher[], path: string | undefined, memo: ValueMemo): RecordTest {
  const tests: RecordTest[] = [];
  const field = path === undefined ? undefined : memo.of(path);
  const read: FieldReader = field === undefined ? (record) => record : (record, facts) => field.value(record, facts);
  const onText = matchers.filter(({ kind }) => kind !== "null" && kind !== "exists" && kind !== "field");
  if (onText.length > 0) {
    const test = compileMatchers(onText);
    const remembers = path !== undefined && isWorthRemembering(path, costOfMatchers(onText));
    tests.push(remembers ? rememberedTest(test, memo.of(path)) : plainTest(test, read));
  }
  for (const matcher of matchers) {
    if (matcher.kind === "null") tests.push((record, facts) => isNull(read(record, facts)));
    if (matcher.kind === "exists")
      tests.push((record, facts) => (read(record, facts) !== undefined) === matcher.expected);
    if (matcher.kind === "field") tests.push(compileFieldReference(read, matcher));
  }
  return some(tests);
}

function plainTest(test: TextTest, read: FieldReader): RecordTest {
  const scalar = (value: string | number | boolean): boolean => test(typeof value === "string" ? value : String(value));
  return (record, facts) => {
    const value = read(record, facts);
    if (typeof value === "string") return test(value);
    return value !== undefined && value !== null && someScalar(value, scalar);
  };
}

function rememberedTest(test: TextTest, field: FieldValues): RecordTest {
  const verdicts = new Verdicts();
  const plain = plainTest(test, (record, facts) => field.value(record, facts));
  return (record, facts) => {
    const number = field.number(record, facts);
    if (number === unnumbered) return plain(record, facts);
    let verdict = verdicts.of(number);
    if (verdict === undefined) {
      verdict = plain(record, facts);
      verdicts.keep(number, verdict);
    }
    return verdict;
  };
}
