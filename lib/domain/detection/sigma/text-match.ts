import { searchOne } from "./literal-search.ts";
import { anyRun, plainText, type TextPattern } from "./text-pattern.ts";
import { compileStretches } from "./wildcard-match.ts";

export type TextTest = (text: string) => boolean;

/** How a pattern is held against a text, where it is a single literal with or without a run on either side. */
export interface SimplePattern {
  readonly shape: "exact" | "contains" | "startswith" | "endswith";
  readonly literal: string;
}

/** Folds case the way all of the engine does: JavaScript's locale-free lower case. */
export function foldCase(text: string): string {
  return text.toLowerCase();
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

/** Compiles one pattern. Without `cased`, letters match in either case. */
export function compileTextPattern(pattern: TextPattern, cased: boolean): TextTest {
  const simple = simplePattern(pattern);
  if (simple === undefined) {
    const match = compileStretches(
      cased ? pattern : pattern.map((part) => (typeof part === "string" ? foldCase(part) : part)),
    );
    return cased ? match : (text) => match(foldCase(text));
  }
  const { shape, literal } = simple;
  const folded = foldCase(literal);
  switch (shape) {
    case "exact":
      if (cased) return (text) => text === literal;
      // Folding keeps the length of every text that folds into ASCII, so a different length is a different text.
      return isAscii(literal)
        ? (text) => text === literal || (text.length === literal.length && foldCase(text) === folded)
        : (text) => foldCase(text) === folded;
    case "contains": {
      const search = searchOne(cased ? literal : folded);
      return cased ? search : (text) => search(foldCase(text));
    }
    case "startswith":
      if (cased) return (text) => text.startsWith(literal);
      return (text) => mayBegin(text, folded) && (text.startsWith(literal) || foldCase(text).startsWith(folded));
    case "endswith":
      if (cased) return (text) => text.endsWith(literal);
      return (text) => mayEnd(text, folded) && (text.endsWith(literal) || foldCase(text).endsWith(folded));
  }
}

/** False where the first character alone shows that the folded text does not begin with `folded`; one look, no copy. */
export function mayBegin(text: string, folded: string): boolean {
  return folded === "" || (text !== "" && mayFoldTo(text.charCodeAt(0), folded.charCodeAt(0)));
}

/** The same for the last character. */
export function mayEnd(text: string, folded: string): boolean {
  return (
    folded === "" || (text !== "" && mayFoldTo(text.charCodeAt(text.length - 1), folded.charCodeAt(folded.length - 1)))
  );
}

/** Of two ASCII letters this is exact; characters beyond fold to anything. */
function mayFoldTo(unit: number, wanted: number): boolean {
  return unit > 127 || wanted > 127 || unit === wanted || (unit | 32) === wanted;
}

export function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) return false;
  return true;
}
