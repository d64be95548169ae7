import type { Letters } from "./letters.ts";
import { searchFor } from "./literal-search.ts";
import { anyRun, plainText, type TextPattern } from "./text-pattern.ts";
import { compileStretches } from "./wildcard-match.ts";

export type TextTest = (text: string) => boolean;

/** How a pattern is held against a text, where it is a single literal with or without a run on either side. */
export interface SimplePattern {
  readonly shape: "exact" | "contains" | "startswith" | "endswith";
  readonly literal: string;
}

export function simplePattern(pattern: TextPattern): SimplePattern | undefined {
  const plain = plainText(pattern);
  if (plain !== undefined) return { shape: "exact", literal: plain };
  const opens = pattern[0] === anyRun;
  const closes = pattern.length > 1 && pattern.at(-1) === anyRun;
  const inner = pattern.slice(opens ? 1 : 0, closes ? -1 : undefined);
  const literal = plainText(inner);
  if (literal === undefined) return undefined;
  if (opens && (closes || inner.length === 0)) return { shape: "contains", literal };
  return { shape: opens ? "endswith" : "startswith", literal };
}

/** Compiles one pattern. */
export function compileTextPattern(pattern: TextPattern, letters: Letters): TextTest {
  const simple = simplePattern(pattern);
  if (simple === undefined) return compileStretches(pattern, letters);
  const { shape, literal } = simple;
  const wanted = letters.plain(literal);
  const { length } = wanted;
  switch (shape) {
    case "exact":
      // Alike characters are of one length, so a different length is a different text.
      return (text) => text === literal || (text.length === length && letters.plain(text) === wanted);
    case "contains":
      return searchFor([literal], letters);
    case "startswith":
      return (text) => text.length >= length && letters.plain(text.slice(0, length)) === wanted;
    case "endswith":
      return (text) => text.length >= length && letters.plain(text.slice(text.length - length)) === wanted;
  }
}
