import type { Letters } from "./letters.ts";
import type { TextTest } from "./text-match.ts";

/** True where the text equals one of the literals. A text as long as none of them is not even looked at. */
export function equalsOneOf(literals: readonly string[], letters: Letters): TextTest {
  const wanted = new Set(literals.map(letters.plain));
  const lengths = new Set(literals.map(({ length }) => length));
  return (text) => lengths.has(text.length) && (wanted.has(text) || wanted.has(letters.plain(text)));
}

/** True where the text starts (or ends) with one of the literals: one look-up for each different length. */
export function startsOrEndsWithOneOf(literals: readonly string[], letters: Letters, end: "start" | "end"): TextTest {
  const wanted = literals.map(letters.plain);
  const byLength = new Map<number, Set<string>>();
  for (const literal of wanted) {
    const sameLength = byLength.get(literal.length);
    if (sameLength === undefined) byLength.set(literal.length, new Set([literal]));
    else sameLength.add(literal);
  }
  const groups = [...byLength];
  const longest = Math.max(0, ...byLength.keys());
  const isLast = end === "end";
  return (text) => {
    const cut = Math.min(longest, text.length);
    // No longer a text than the longest literal is ever copied.
    const plain = letters.plain(isLast ? text.slice(text.length - cut) : text.slice(0, cut));
    for (const [length, sameLength] of groups) {
      if (length > cut) continue;
      if (sameLength.has(isLast ? plain.slice(cut - length) : plain.slice(0, length))) return true;
    }
    return false;
  };
}
