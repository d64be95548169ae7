/** Patterns of one list, ready to be held against text. `*` stands for any run of characters, all else for itself. */
export interface Wildcards {
  readonly patterns: readonly string[];
  /** Whether any of the patterns fits the whole text. */
  fits(text: string): boolean;
}

/**
 * Whether a text fits one pattern. For a list, or a pattern that is used again and again, compile it with
 * `wildcardsOf`.
 */
export const fits = (pattern: string, text: string): boolean => wildcardsOf([pattern]).fits(text);

type TextTest = (text: string) => boolean;

/**
 * Compiles patterns. Texts without a `*` are looked up at once; the others are cut at their stars and searched piece by
 * piece from the left, which never goes back, so the cost is bounded by a pattern's pieces times the text's length.
 * `foldCase`: letters of either case fit, as in names of actions.
 */
export function wildcardsOf(patterns: readonly string[], foldCase = false): Wildcards {
  const folded = foldCase ? patterns.map((pattern) => pattern.toLowerCase()) : patterns;
  const exact = new Set(folded.filter((pattern) => !pattern.includes("*")));
  const tests = folded.filter((pattern) => pattern.includes("*")).map(testOf);
  const matches = (text: string) => exact.has(text) || tests.some((test) => test(text));
  return { patterns, fits: foldCase ? (text) => matches(text.toLowerCase()) : matches };
}

function testOf(pattern: string): TextTest {
  const pieces = pattern.split("*");
  const first = pieces[0] as string;
  const last = pieces.at(-1) as string;
  const inner = pieces.slice(1, -1).filter((piece) => piece !== "");
  const shortest = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return (text) => {
    if (text.length < shortest || !text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    for (const piece of inner) {
      const found = text.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return at <= text.length - last.length;
  };
}

/**
 * Orders patterns by how much they say, the most specific first: whole texts before patterns, then more literal
 * characters, then fewer stars, then by spelling, so that the order never depends on where a pattern was written.
 */
export function bySpecificity(a: string, b: string): number {
  const stars = (pattern: string) => pattern.split("*").length - 1;
  const [inA, inB] = [stars(a), stars(b)];
  return (
    Math.min(inA, 1) - Math.min(inB, 1) ||
    b.length - inB - (a.length - inA) ||
    inA - inB ||
    (a === b ? 0 : a < b ? -1 : 1)
  );
}
