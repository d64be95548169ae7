import { compileFieldPath } from "./field-path.ts";
import { hasFewValues } from "./field-traits.ts";
import { FieldValues } from "./field-values.ts";

/** Texts that all fields together remember: some 50 MB at the very worst, and a few KB in an ordinary account. */
const mostRemembered = 50_000;

/** The fields that the rules of one set look at. */
export interface ValueMemo {
  of(path: string): FieldValues;
  /** From here on fields are read anew. */
  turnToNext(): void;
}

export function valueMemo(): ValueMemo {
  const fields = new Map<string, FieldValues>();
  const turn = { number: 0 };
  let remembered = 0;
  const makeRoom = (): void => {
    remembered += 1;
    if (remembered <= mostRemembered) return;
    for (const field of fields.values()) field.forget();
    remembered = 1;
  };
  return {
    of(path) {
      let field = fields.get(path);
      if (field === undefined) {
        field = new FieldValues(compileFieldPath(path), turn, hasFewValues(path) ? makeRoom : undefined);
        fields.set(path, field);
      }
      return field;
    },
    turnToNext() {
      turn.number += 1;
    },
  };
}
