import { expressionCompiler } from "../../domain/detection/sigma/compile-expression.ts";
import type { Expression, FieldTest } from "../../domain/detection/sigma/expression.ts";
import { compileFieldPath } from "../../domain/detection/sigma/field-path.ts";
import type { Facts } from "../../domain/detection/sigma/field-reader.ts";
import { valueMemo } from "../../domain/detection/sigma/value-memo.ts";
import type { CloudTrailRecord } from "../../domain/event/activity.ts";
import { excerpt } from "../../domain/event/excerpt.ts";
import { printable } from "../../domain/event/printable.ts";
import { testWords } from "./expression-words.ts";

/**
 * The first field that keeps a record from being judged as wanted, in words; of several ways to match, the nearest one.
 * Only for a record that is not judged as wanted.
 */
export function firstMisfit(expression: Expression, wanted: boolean, record: CloudTrailRecord, facts: Facts): string {
  const compiler = expressionCompiler(valueMemo());
  const holds = (test: FieldTest): boolean => compiler.compileTest(test)(record, facts);
  const { test, wanted: wantedOfTest } = findMisfit(expression, wanted, holds);
  const value = test.field === undefined ? undefined : compileFieldPath(test.field)(record, facts);
  const words = `${wantedOfTest ? "wanted" : "not wanted"}: ${testWords(test)}`;
  if (test.field === undefined) return `${words}; the record has ${wantedOfTest ? "none" : "one"}`;
  const shown = typeof value === "string" ? `"${printable(value, 120)}"` : excerpt(value, 120);
  return `${words}; ${value === undefined ? "it is missing" : `it is ${shown}`}`;
}

interface Misfit {
  readonly test: FieldTest;
  readonly wanted: boolean;
}

type Holds = (test: FieldTest) => boolean;

function findMisfit(expression: Expression, wanted: boolean, holds: Holds): Misfit {
  switch (expression.kind) {
    case "test":
      return { test: expression.test, wanted };
    case "not":
      return findMisfit(expression.part, !wanted, holds);
    case "and":
    case "or": {
      const misfits = expression.parts.map((part) => ({ part, count: misfitCount(part, wanted, holds) }));
      const wrong = misfits.filter(({ count }) => count > 0);
      // Every part has to be as wanted, or one is enough: then the nearest is shown. Of parts that should not all hold
      // it is the last, because rules begin with the call and end with what narrows it.
      const needsAll = (expression.kind === "and") === wanted;
      const fewest = Math.min(...misfits.map(({ count }) => count));
      const nearest = misfits.filter(({ count }) => count === fewest);
      const shown = needsAll ? wrong[0] : nearest.at(wanted ? 0 : -1);
      return findMisfit((shown ?? misfits[0]!).part, wanted, holds);
    }
  }
}

/** How many tests would have to come out the other way, at the least. */
function misfitCount(expression: Expression, wanted: boolean, holds: Holds): number {
  switch (expression.kind) {
    case "test":
      return holds(expression.test) === wanted ? 0 : 1;
    case "not":
      return misfitCount(expression.part, !wanted, holds);
    case "and":
    case "or": {
      const counts = expression.parts.map((part) => misfitCount(part, wanted, holds));
      const needsAll = (expression.kind === "and") === wanted;
      return needsAll ? counts.reduce((sum, count) => sum + count, 0) : Math.min(...counts);
    }
  }
}
