import type { AddressRange } from "../../event/address.ts";
import type { TextPattern } from "./text-pattern.ts";

export type Comparison = "lt" | "lte" | "gt" | "gte" | "eq";
export const timeParts = ["minute", "hour", "day", "week", "month", "year"] as const;
export type TimePart = (typeof timeParts)[number];
export type TextPosition = "exact" | "contains" | "startswith" | "endswith";

/** What one value of a rule asks of a field. */
export type ValueMatcher =
  | { readonly kind: "text"; readonly pattern: TextPattern; readonly cased: boolean; readonly dashesAlike: boolean }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "null" }
  | { readonly kind: "exists"; readonly expected: boolean }
  | { readonly kind: "regex"; readonly test: (text: string) => boolean }
  | { readonly kind: "addresses"; readonly range: AddressRange }
  | {
      readonly kind: "compare";
      readonly comparison: Comparison;
      readonly value: number;
      readonly part: TimePart | undefined;
    }
  | { readonly kind: "field"; readonly path: string; readonly position: TextPosition; readonly cased: boolean };

/** One line of a selection: a field (or, without one, all values of the record) and what is asked of it. */
export interface FieldTest {
  readonly field: string | undefined;
  readonly matchers: readonly ValueMatcher[];
  /** Whether one matcher suffices or all are needed. */
  readonly linking: "any" | "all";
  /** Turns the whole test around (`neq`). */
  readonly negated: boolean;
}

/** A rule's condition with its search identifiers written in. */
export type Expression =
  | { readonly kind: "test"; readonly test: FieldTest }
  | { readonly kind: "and"; readonly parts: readonly Expression[] }
  | { readonly kind: "or"; readonly parts: readonly Expression[] }
  | { readonly kind: "not"; readonly part: Expression };

export function allOf(parts: readonly Expression[]): Expression {
  return parts.length === 1 ? parts[0]! : { kind: "and", parts };
}

export function anyOf(parts: readonly Expression[]): Expression {
  return parts.length === 1 ? parts[0]! : { kind: "or", parts };
}
