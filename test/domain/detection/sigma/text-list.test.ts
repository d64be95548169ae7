import fc from "fast-check";
import { lettersOf } from "../../../../lib/domain/detection/sigma/letters.ts";
import { searchFor } from "../../../../lib/domain/detection/sigma/literal-search.ts";
import { equalsOneOf, startsOrEndsWithOneOf } from "../../../../lib/domain/detection/sigma/text-list.ts";

const word = fc.string({ unit: fc.constantFrom("a", "b", "B"), minLength: 1, maxLength: 6 });
const words = fc.array(word, { minLength: 1, maxLength: 40 });
const text = fc.string({ unit: fc.constantFrom("a", "b", "A", "c"), maxLength: 14 });

test("a list finds what trying each of its literals in turn finds", () => {
  fc.assert(
    fc.property(words, text, fc.boolean(), (literals, subject, cased) => {
      const fold = (value: string): string => (cased ? value : value.toLowerCase());
      const letters = lettersOf({ cased, dashesAlike: false });
      const some = (test: (literal: string) => boolean): boolean => literals.map(fold).some(test);
      expect(searchFor(literals, letters)(subject)).toBe(some((literal) => fold(subject).includes(literal)));
      expect(equalsOneOf(literals, letters)(subject)).toBe(some((literal) => fold(subject) === literal));
      expect(startsOrEndsWithOneOf(literals, letters, "start")(subject)).toBe(
        some((literal) => fold(subject).startsWith(literal)),
      );
      expect(startsOrEndsWithOneOf(literals, letters, "end")(subject)).toBe(
        some((literal) => fold(subject).endsWith(literal)),
      );
    }),
    { numRuns: 1000 },
  );
});

test("a text made to nearly fit ten thousand literals is walked once", () => {
  const literals = Array.from({ length: 10_000 }, (_, index) => `${"ab".repeat(20)}${index}`);
  // Trying each literal at each place would be a billion comparisons of forty characters.
  const search = searchFor(literals, lettersOf({ cased: false, dashesAlike: false }));
  expect(search("ab".repeat(50_000))).toBe(false);
  expect(search(`${"AB".repeat(50_000)}9999`)).toBe(true);
});
