import fc from "fast-check";
import { foldCase, lettersOf } from "../../../../lib/domain/detection/sigma/letters.ts";
import { isInside, searchFor } from "../../../../lib/domain/detection/sigma/literal-search.ts";
import { compileTextPattern } from "../../../../lib/domain/detection/sigma/text-match.ts";
import { parseTextPattern } from "../../../../lib/domain/detection/sigma/text-pattern.ts";
import { lineMatches } from "./rule-documents.ts";

const letters = lettersOf({ cased: false, dashesAlike: false });
const word = fc.string({ unit: fc.constantFrom("a", "b", "B"), minLength: 1, maxLength: 60 });
/** Longer than what is searched directly. */
const longText = fc
  .tuple(word, fc.string({ unit: fc.constantFrom("a", "b", "A", "-"), minLength: 1, maxLength: 80 }), fc.nat(100))
  .map(([start, repeated, tail]) => start + repeated.repeat(Math.ceil(6_000 / repeated.length)) + start.slice(tail));

test("a long text is found to contain what a short one is", () => {
  fc.assert(
    fc.property(longText, fc.array(word, { minLength: 1, maxLength: 12 }), (text, literals) => {
      const lower = text.toLowerCase();
      const contained = literals.filter((literal) => lower.includes(literal.toLowerCase()));
      expect(searchFor(literals, letters)(text)).toBe(contained.length > 0);
      expect(literals.filter((literal) => isInside(literal, text, letters))).toEqual(contained);
    }),
    { numRuns: 300 },
  );
});

/** The usual way with two places to go back to, which takes text times pattern. */
function fitsSlowly(pattern: string, text: string): boolean {
  let [at, place, run, held] = [0, 0, -1, 0];
  while (at < text.length) {
    if (pattern[place] === "*") [run, held, place] = [place, at, place + 1];
    else if (place < pattern.length && (pattern[place] === "?" || pattern[place] === text[at]))
      [at, place] = [at + 1, place + 1];
    else if (run >= 0) [held, at, place] = [held + 1, held + 1, run + 1];
    else return false;
  }
  return /^\**$/.test(pattern.slice(place));
}

test("wildcards fit a long text as a slow reading says that they do", () => {
  const part = fc.oneof(fc.constantFrom("*", "?"), fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 40 }));
  fc.assert(
    fc.property(longText, fc.array(part, { minLength: 2, maxLength: 6 }), (text, parts) => {
      const pattern = `*${parts.join("")}`;
      const fits = compileTextPattern(parseTextPattern(pattern), letters)(text);
      expect([pattern, fits]).toEqual([pattern, fitsSlowly(pattern, text.toLowerCase())]);
    }),
    { numRuns: 200 },
  );
});

test("wildcards longer than a machine word are found in a long text", () => {
  const stretch = `a${"?".repeat(40)}b${"?".repeat(30)}c`;
  const fitting = `a${"x".repeat(40)}B${"y".repeat(30)}c`;
  const test = compileTextPattern(parseTextPattern(`*${stretch}*`), letters);
  expect(test("a".repeat(9_000) + fitting + "z".repeat(9_000))).toBe(true);
  expect(test("a".repeat(9_000) + fitting.slice(0, -1) + "z".repeat(9_000))).toBe(false);
});

test("case is folded letter by letter, so that the length stays", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const folded = foldCase(text);
      expect(folded).toHaveLength(text.length);
      expect(foldCase(folded)).toBe(folded);
    }),
  );
  expect(foldCase("\u03a3\u0130\u0041\u212a")).toBe("\u03c3\u0130ak");
});

test("a field refers to another of any length, and lists to lists", () => {
  const long = "Ab".repeat(60_000);
  expect(lineMatches("a|fieldref", "b", { a: long, b: long.toUpperCase() })).toBe(true);
  expect(lineMatches("a|fieldref", "b", { a: long, b: `${long.slice(1)}x` })).toBe(false);
  expect(lineMatches("a|fieldref|cased", "b", { a: long, b: long.toUpperCase() })).toBe(false);
  expect(lineMatches("a|fieldref|contains", "b", { a: `${long}C`, b: "ababc" })).toBe(true);
  expect(lineMatches("a|fieldref|contains", "b", { a: long, b: long.slice(0, 70_000) })).toBe(true);
  expect(lineMatches("a|fieldref|endswith", "b", { a: `x${long}`, b: long })).toBe(true);
  const numbers = Array.from({ length: 20_000 }, (_, index) => index);
  expect(lineMatches("a|fieldref", "b", { a: numbers, b: numbers.map((number) => `n${number}`) })).toBe(false);
  expect(lineMatches("a|fieldref|startswith", "b", { a: [...numbers.map((one) => `n${one}`), "x7"], b: ["x"] })).toBe(
    true,
  );
});
