import { isWithin, parseAddress } from "../../event/address.ts";
import type { Comparison, ValueMatcher } from "./expression.ts";
import { firstByteIn, firstBytesOf } from "./first-byte.ts";
import { type Letters, lettersOf } from "./letters.ts";
import { searchFor } from "./literal-search.ts";
import { equalsOneOf, startsOrEndsWithOneOf } from "./text-list.ts";
import { compileTextPattern, simplePattern, type TextTest } from "./text-match.ts";
import type { TextPattern } from "./text-pattern.ts";
import { timePartOf } from "./time-part.ts";

type Matcher<Kind extends ValueMatcher["kind"]> = Extract<ValueMatcher, { kind: Kind }>;

/** Whether a text passes any of the matchers; a number or truth value is judged by its text. */
export function compileMatchers(matchers: readonly ValueMatcher[]): TextTest {
  const of = <Kind extends ValueMatcher["kind"]>(kind: Kind): Matcher<Kind>[] =>
    matchers.filter((matcher): matcher is Matcher<Kind> => matcher.kind === kind);
  const tests = [
    ...compileTexts(of("text")),
    ...compileNumbers(of("number")),
    ...of("regex").map((matcher) => matcher.test),
    ...compileRanges(of("addresses")),
    ...of("compare").map(compileComparison),
  ];
  if (tests.length === 0) return () => false;
  if (tests.length === 1) return tests[0]!;
  return (text) => {
    for (const test of tests) if (test(text)) return true;
    return false;
  };
}

/** Texts that only differ in their literal become one look-up; the others stay by themselves. */
function compileTexts(matchers: readonly Matcher<"text">[]): readonly TextTest[] {
  const tests: TextTest[] = [];
  for (const cased of [false, true])
    for (const dashesAlike of [false, true]) {
      const alike = matchers.filter((matcher) => matcher.cased === cased && matcher.dashesAlike === dashesAlike);
      tests.push(
        ...compilePatterns(
          alike.map(({ pattern }) => pattern),
          lettersOf({ cased, dashesAlike }),
        ),
      );
    }
  return tests;
}

function compilePatterns(patterns: readonly TextPattern[], letters: Letters): readonly TextTest[] {
  const tests: TextTest[] = [];
  const literals = { exact: [], contains: [], startswith: [], endswith: [] } as Record<string, string[]>;
  for (const pattern of patterns) {
    const simple = patterns.length > 1 ? simplePattern(pattern) : undefined;
    if (simple === undefined) tests.push(compileTextPattern(pattern, letters));
    else literals[simple.shape]!.push(simple.literal);
  }
  const { exact = [], contains = [], startswith = [], endswith = [] } = literals;
  if (exact.length > 0) tests.push(equalsOneOf(exact, letters));
  if (contains.length > 0) tests.push(searchFor(contains, letters));
  if (startswith.length > 0) tests.push(startsOrEndsWithOneOf(startswith, letters, "start"));
  if (endswith.length > 0) tests.push(startsOrEndsWithOneOf(endswith, letters, "end"));
  return tests;
}

const decimal = /^[+-]?\d{1,20}(\.\d{1,20})?$/;

/** The number that a text is, where it is a plain decimal: the account 012345678901 is the number 12345678901. */
export function numberIn(text: string): number | undefined {
  return text.length <= 42 && decimal.test(text) ? Number(text) : undefined;
}

function compileNumbers(matchers: readonly Matcher<"number">[]): readonly TextTest[] {
  if (matchers.length === 0) return [];
  const wanted = new Set(matchers.map((matcher) => matcher.value));
  const texts = new Set(matchers.map((matcher) => String(matcher.value)));
  return [
    (text) => {
      if (texts.has(text)) return true;
      const number = numberIn(text);
      return number !== undefined && wanted.has(number);
    },
  ];
}

function compileRanges(matchers: readonly Matcher<"addresses">[]): readonly TextTest[] {
  if (matchers.length === 0) return [];
  const ranges = matchers.map((matcher) => matcher.range);
  const firstBytes = firstBytesOf(ranges);
  return [
    (text) => {
      if (firstBytes !== undefined && !firstBytes.has(firstByteIn(text))) return false;
      const address = parseAddress(text);
      if (address === undefined) return false;
      for (const range of ranges) if (isWithin(address, range)) return true;
      return false;
    },
  ];
}

function compileComparison({ comparison, value, part }: Matcher<"compare">): TextTest {
  return (text) => {
    const number = part === undefined ? numberIn(text) : timePartOf(text, part);
    return number !== undefined && compares(number, comparison, value);
  };
}

function compares(number: number, comparison: Comparison, value: number): boolean {
  switch (comparison) {
    case "lt":
      return number < value;
    case "lte":
      return number <= value;
    case "gt":
      return number > value;
    case "gte":
      return number >= value;
    case "eq":
      return number === value;
  }
}
