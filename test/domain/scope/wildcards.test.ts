import fc from "fast-check";
import { bySpecificity, wildcardsOf } from "../../../lib/domain/scope/wildcards.ts";

test.each([
  ["s3:GetObject", "s3:GetObject", true],
  ["s3:Get*", "s3:GetObject", true],
  ["s3:Get*", "s3:PutObject", false],
  ["*Object", "s3:GetObject", true],
  ["a*a", "a", false],
  ["a*a", "aa", true],
  ["a*b*c", "a-b-b-c", true],
  ["a*b*c", "a-c-b", false],
  ["**", "", true],
  ["", "", true],
  ["", "a", false],
  ["a.c", "abc", false],
])("%j on %j: %s", (pattern, text, expected) => {
  expect(wildcardsOf([pattern]).fits(text)).toBe(expected);
});

const letters = (most: number, alphabet: string) =>
  fc.array(fc.constantFrom(...alphabet), { maxLength: most }).map((list) => list.join(""));

const asRegex = (pattern: string) => new RegExp(`^${pattern.replaceAll("*", ".*")}$`, "s");

test("agrees with a regular expression with .* for * on any pattern and text", () => {
  fc.assert(
    fc.property(letters(8, "ab*"), letters(12, "abc"), (pattern, text) => {
      expect(wildcardsOf([pattern]).fits(text)).toBe(asRegex(pattern).test(text));
    }),
    { numRuns: 2_000 },
  );
});

test("more patterns never fit less, and case is told apart only where it is asked for", () => {
  fc.assert(
    fc.property(fc.array(letters(6, "aB*")), letters(6, "aB*"), letters(8, "aAbB"), (some, one, text) => {
      if (wildcardsOf(some).fits(text)) expect(wildcardsOf([...some, one]).fits(text)).toBe(true);
      expect(wildcardsOf(some, true).fits(text)).toBe(wildcardsOf(some, true).fits(text.toUpperCase()));
    }),
  );
});

test("whole texts come first, then what says more, whatever order they were in", () => {
  const sorted = ["arn:role/app", "arn:role/app-*", "*:role/app-", "arn:role/*", "arn:*", "*"];
  fc.assert(
    fc.property(fc.shuffledSubarray(sorted, { minLength: sorted.length }), (shuffled) => {
      expect(shuffled.sort(bySpecificity)).toEqual([...sorted].sort(bySpecificity));
    }),
  );
  expect(["*", "arn:*", "arn:role/app", "arn:role/app-*"].sort(bySpecificity)[0]).toBe("arn:role/app");
});
