import type { CloudTrailRecord } from "../../event/activity.ts";
import type { ExpressionCompiler } from "./compile-expression.ts";
import { demandsOf } from "./conjuncts.ts";
import { allOf, anyOf, type Expression, type FieldTest } from "./expression.ts";
import type { Facts } from "./field-reader.ts";

/** The fields that the index knows before it looks at a record, and what the warden knows by these names alone. */
const witnessFields: ReadonlySet<string | undefined> = new Set([
  "eventSource",
  "eventName",
  "nhi.actionClass",
  "nhi.sensitive",
]);

const asItIs = (text: string): string => text;

/** A record's eventSource and eventName, and the facts that follow from them. */
export interface Witness {
  readonly record: CloudTrailRecord;
  readonly facts: Facts;
}

/**
 * What is left of an expression once a record's eventSource and eventName are known: true, false, or the part that
 * still depends on the record. Three-valued, so it is sound under `not`, `or` and lists: only what is certain goes.
 */
export function specialise(
  expression: Expression,
  witness: Witness,
  compiler: ExpressionCompiler,
): Expression | boolean {
  switch (expression.kind) {
    case "test":
      return isWitnessed(expression.test)
        ? compiler.compileTest(expression.test)(witness.record, witness.facts)
        : expression;
    case "not": {
      const part = specialise(expression.part, witness, compiler);
      return typeof part === "boolean" ? !part : { kind: "not", part };
    }
    case "and":
    case "or": {
      const decisive = expression.kind === "or";
      const open: Expression[] = [];
      for (const part of expression.parts) {
        const left = specialise(part, witness, compiler);
        if (left === decisive) return decisive;
        if (typeof left !== "boolean") open.push(left);
      }
      if (open.length === 0) return !decisive;
      return decisive ? anyOf(open) : allOf(open);
    }
  }
}

/**
 * Whether a record's eventSource and eventName say little about the expression: nothing at all, or nothing that it
 * demands, while it demands something of another field. What is true for some event names only has to do with names.
 */
export function isNameless(expression: Expression): boolean {
  if (possibleEventNames(expression, asItIs) !== undefined) return false;
  const demands = demandsOf(expression);
  if (demands.length === 0) return isIndependent(expression);
  return demands.every(({ field }) => !witnessFields.has(field));
}

function isIndependent(expression: Expression): boolean {
  switch (expression.kind) {
    case "test":
      return !isWitnessed(expression.test);
    case "not":
      return isIndependent(expression.part);
    default:
      return expression.parts.every(isIndependent);
  }
}

function isWitnessed(test: FieldTest): boolean {
  return witnessFields.has(test.field) && test.matchers.every((matcher) => matcher.kind !== "field");
}

/**
 * The event names, folded to lower case, outside which the expression is certainly false; undefined where it may be
 * true for any name. May name too many, never too few.
 */
export function possibleEventNames(
  expression: Expression,
  fold: (text: string) => string,
): ReadonlySet<string> | undefined {
  switch (expression.kind) {
    case "test":
      return namesIn(expression.test, fold);
    case "not":
      return undefined;
    case "and": {
      const sets = expression.parts.map((part) => possibleEventNames(part, fold)).filter((set) => set !== undefined);
      return sets.reduce<ReadonlySet<string> | undefined>(
        (least, set) => (least === undefined || set.size < least.size ? set : least),
        undefined,
      );
    }
    case "or": {
      const names = new Set<string>();
      for (const part of expression.parts) {
        const set = possibleEventNames(part, fold);
        if (set === undefined) return undefined;
        for (const name of set) names.add(name);
      }
      return names;
    }
  }
}

function namesIn(test: FieldTest, fold: (text: string) => string): ReadonlySet<string> | undefined {
  if (test.field !== "eventName" || test.negated || test.linking === "all") return undefined;
  const names = new Set<string>();
  for (const matcher of test.matchers) {
    if (matcher.kind !== "text" || matcher.dashesAlike || matcher.pattern.length > 1) return undefined;
    const [literal = ""] = matcher.pattern;
    if (typeof literal !== "string") return undefined;
    names.add(fold(literal));
  }
  return names;
}
