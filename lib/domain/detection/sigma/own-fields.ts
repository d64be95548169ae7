import type { Expression, FieldTest } from "./expression.ts";
import { ownFieldPrefix } from "./field-path.ts";

/** The warden's own fields that any of the expressions reads, in its tests and in what these compare with. */
export function ownFieldsIn(expressions: readonly Expression[]): ReadonlySet<string> {
  const found = new Set<string>();
  const take = (field: string | undefined) => {
    if (field?.startsWith(ownFieldPrefix)) found.add(field);
  };
  const takeTest = ({ field, matchers }: FieldTest) => {
    take(field);
    for (const matcher of matchers) if (matcher.kind === "field") take(matcher.path);
  };
  const open = [...expressions];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === "test") takeTest(next.test);
    else if (next.kind === "not") open.push(next.part);
    else open.push(...next.parts);
  }
  return found;
}
