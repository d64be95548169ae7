import fc from "fast-check";

const surrogates = { from: 0xd800, to: 0xdfff } as const;
const surrogateCount = surrogates.to - surrogates.from + 1;

/**
 * Any code point but half a pair: what fast-check's unit "binary" draws, character for character and with the same
 * shrinking. That one fills a table of all of them first, which takes the better part of a second in each test file.
 */
export const anyCharacter: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 0x10ffff - surrogateCount })
  .map(characterOf, numberOf);

function characterOf(number: number): string {
  return String.fromCodePoint(number < surrogates.from ? number : number + surrogateCount);
}

/** Throws for what is not one character, as fast-check asks of the way back. */
function numberOf(value: unknown): number {
  const point = typeof value === "string" ? value.codePointAt(0) : undefined;
  if (point === undefined || String.fromCodePoint(point) !== value) throw new Error("is not one character");
  if (point < surrogates.from) return point;
  if (point <= surrogates.to) throw new Error("is half a pair");
  return point - surrogateCount;
}
