import { allOf, type Expression } from "./expression.ts";
import { factOf, isCheap } from "./field-traits.ts";

/** What an expression demands of one field alone, and what it asks beside it. */
export interface Demand {
  readonly field: string;
  readonly guard: Expression;
  /** Nothing where the guard is all. */
  readonly rest: Expression | undefined;
}

/**
 * The demands of an expression: it is certainly false wherever the guard of any of them is. Only such as a missing
 * field cannot meet, since these are what most records fail.
 */
export function demandsOf(expression: Expression): readonly Demand[] {
  const conjuncts = conjunctsOf(expression);
  const fields = conjuncts.map(soleField);
  const demanded = new Set(conjuncts.flatMap((part, at) => (needsPresence(part) ? [fields[at]] : [])));
  const demands: Demand[] = [];
  for (const field of demanded) {
    if (field === undefined) continue;
    const rest = conjuncts.filter((_part, at) => fields[at] !== field);
    demands.push({
      field,
      guard: allOf(conjuncts.filter((_part, at) => fields[at] === field)),
      rest: rest.length === 0 ? undefined : allOf(rest),
    });
  }
  return demands;
}

/** The parts that must all be true. */
function conjunctsOf(expression: Expression): readonly Expression[] {
  return expression.kind === "and" ? expression.parts.flatMap(conjunctsOf) : [expression];
}

/**
 * The one field whose value decides the expression; a fact of the warden's own stands for all that is inside it.
 * Undefined where there are several, or where reading it for every record would cost too much.
 */
function soleField(expression: Expression): string | undefined {
  switch (expression.kind) {
    case "test": {
      const { field, matchers } = expression.test;
      if (field === undefined || !isCheap(field) || matchers.some(({ kind }) => kind === "field")) return undefined;
      const fact = factOf(field);
      return fact === undefined ? field : `nhi.${fact}`;
    }
    case "not":
      return soleField(expression.part);
    default: {
      const [first, ...others] = expression.parts.map(soleField);
      return others.every((field) => field === first) ? first : undefined;
    }
  }
}

/** Whether the expression is certainly false where its field is missing. May say no too often. */
function needsPresence(expression: Expression): boolean {
  switch (expression.kind) {
    case "test": {
      const { negated, matchers } = expression.test;
      return !negated && matchers.every((matcher) => matcher.kind !== "null" && !isAbsence(matcher));
    }
    case "not":
      return false;
    case "and":
      return expression.parts.some(needsPresence);
    case "or":
      return expression.parts.every(needsPresence);
  }
}

const isAbsence = (matcher: { kind: string; expected?: boolean }): boolean =>
  matcher.kind === "exists" && matcher.expected === false;
