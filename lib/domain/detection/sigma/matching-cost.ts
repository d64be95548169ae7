import type { Expression, ValueMatcher } from "./expression.ts";
import { hasFewValues } from "./field-traits.ts";

/**
 * From here on a verdict is worth remembering. What is remembered lies far off in memory, and fetching it takes as long
 * as looking a few words up in a text that has just been read; more so where values hardly repeat.
 */
const worthRemembering = { fewValues: 1, manyValues: 2 };

export function isWorthRemembering(field: string, cost: number): boolean {
  return cost >= (hasFewValues(field) ? worthRemembering.fewValues : worthRemembering.manyValues);
}

/** About what an expression costs, in searches of a short word in a text. */
export function matchingCost(expression: Expression): number {
  switch (expression.kind) {
    case "test":
      return costOfMatchers(expression.test.matchers);
    case "not":
      return matchingCost(expression.part);
    default:
      return expression.parts.reduce((sum, part) => sum + matchingCost(part), 0);
  }
}

export function costOfMatchers(matchers: readonly ValueMatcher[]): number {
  return matchers.reduce((sum, matcher) => sum + costOf(matcher), 0);
}

function costOf(matcher: ValueMatcher): number {
  switch (matcher.kind) {
    case "exists":
    case "null":
      return 0;
    case "text":
      return matcher.pattern.length > 3 || matcher.dashesAlike ? 3 : matcher.pattern.length > 1 ? 1 : 0.3;
    case "number":
    case "compare":
      return 1;
    default:
      return 4;
  }
}
