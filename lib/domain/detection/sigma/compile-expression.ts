import type { CloudTrailRecord } from "../../event/activity.ts";
import { compileMatchers } from "./compile-matchers.ts";
import type { Expression, FieldTest, ValueMatcher } from "./expression.ts";
import { compileFieldPath, type Facts, type FieldReader, isNull, someScalar } from "./field-path.ts";
import { foldCase } from "./text-match.ts";
import { hasFewValues, type ValueMemo } from "./value-memo.ts";

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
  const read: FieldReader = test.field === undefined ? (record) => record : compileFieldPath(test.field);
  const remember = test.field !== undefined && hasFewValues(test.field);
  const one = (matchers: readonly ValueMatcher[]): RecordTest =>
    compileAny(matchers, read, remember ? memo : undefined);
  const whole = test.linking === "any" ? one(test.matchers) : every(test.matchers.map((matcher) => one([matcher])));
  return test.negated ? (record, facts) => !whole(record, facts) : whole;
}

function compileAny(matchers: readonly ValueMatcher[], read: FieldReader, memo: ValueMemo | undefined): RecordTest {
  const tests: RecordTest[] = [];
  const onText = matchers.filter(({ kind }) => kind !== "null" && kind !== "exists" && kind !== "field");
  if (onText.length > 0) {
    const plain = compileMatchers(onText);
    const worthRemembering = onText.length > 1 || isCostly(onText[0]!);
    const test = memo !== undefined && worthRemembering ? memo.remember(plain) : plain;
    const scalar = (value: string | number | boolean): boolean =>
      test(typeof value === "string" ? value : String(value));
    tests.push((record, facts) => {
      const value = read(record, facts);
      if (typeof value === "string") return test(value);
      return value !== undefined && value !== null && someScalar(value, scalar);
    });
  }
  for (const matcher of matchers) {
    if (matcher.kind === "null") tests.push((record, facts) => isNull(read(record, facts)));
    if (matcher.kind === "exists")
      tests.push((record, facts) => (read(record, facts) !== undefined) === matcher.expected);
    if (matcher.kind === "field") tests.push(compileFieldReference(read, matcher));
  }
  return some(tests);
}

/** One exact literal is compared faster than it is remembered. */
function isCostly(matcher: ValueMatcher): boolean {
  return matcher.kind !== "text" || matcher.dashesAlike || matcher.pattern.length !== 1;
}

/** Whether any value of this field stands as asked to any value of the other. */
function compileFieldReference(read: FieldReader, matcher: Extract<ValueMatcher, { kind: "field" }>): RecordTest {
  const readOther = compileFieldPath(matcher.path);
  const prepare = (value: string | number | boolean): string =>
    matcher.cased ? String(value) : foldCase(String(value));
  const compare = {
    exact: (text: string, other: string) => text === other,
    contains: (text: string, other: string) => text.includes(other),
    startswith: (text: string, other: string) => text.startsWith(other),
    endswith: (text: string, other: string) => text.endsWith(other),
  }[matcher.position];
  return (record, facts) => {
    const others: string[] = [];
    someScalar(readOther(record, facts), (other) => {
      others.push(prepare(other));
      return false;
    });
    if (others.length === 0) return false;
    return someScalar(read(record, facts), (value) => {
      const text = prepare(value);
      return others.some((other) => compare(text, other));
    });
  };
}
