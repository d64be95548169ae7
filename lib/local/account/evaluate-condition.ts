import { operators, type Problem } from "./condition-operators.ts";
import type { PolicyStatement } from "./policy-document.ts";
import { type RequestContext, resolveVariables } from "./policy-variables.ts";

const shape = /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$/;

/**
 * Whether a statement's conditions all hold. An operator or a value that is not understood is a Problem
 * that names it, so that nothing is ever allowed by a condition nobody judged.
 * Semantics: IAM user guide, "Condition operators" and "Multivalued context keys".
 */
export function evaluateCondition(
  condition: PolicyStatement["condition"],
  context: RequestContext,
  variables: boolean,
): boolean | Problem {
  let problem: Problem | undefined;
  for (const [name, keys] of Object.entries(condition)) {
    for (const [key, values] of Object.entries(keys)) {
      const holds = evaluateOne(name, context.get(key.toLowerCase()), values, context, variables);
      if (holds === false) return false;
      if (holds !== true) problem = { problem: `${name} ${key}: ${holds.problem}` };
    }
  }
  return problem ?? true;
}

function evaluateOne(
  name: string,
  actual: readonly string[] | undefined,
  values: readonly string[],
  context: RequestContext,
  variables: boolean,
): boolean | Problem {
  const [, quantifier, base = "", ifExists] = shape.exec(name) ?? [];
  if (base === "Null" && quantifier === undefined && ifExists === undefined) {
    return values.some((value) => (value.toLowerCase() === "true") === (actual === undefined));
  }
  const operator = operators.get(base);
  if (operator === undefined) return { problem: `the condition operator ${JSON.stringify(name)} is not known here` };
  if (actual === undefined || actual.length === 0) {
    if (quantifier !== undefined) return quantifier === "ForAllValues" || ifExists !== undefined;
    return operator.negated || ifExists !== undefined;
  }
  let problem: Problem | undefined;
  const satisfied = (one: string): boolean => {
    const matched = values.some((value) => {
      const expected = resolveVariables(value, context, variables);
      if (expected === undefined) return false;
      const result = operator.test(one, expected);
      if (typeof result === "boolean") return result;
      problem = result;
      return false;
    });
    return matched !== operator.negated;
  };
  const every = quantifier === "ForAllValues" || (quantifier === undefined && operator.negated);
  const holds = every ? actual.every(satisfied) : actual.some(satisfied);
  return problem ?? holds;
}
