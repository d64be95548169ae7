import { join } from "node:path";
import { adversarialFields, adversarialRules } from "../../../../bench/adversarial-fields.ts";
import { readRuleFolder } from "../../../../lib/adapters/files/rule-files.ts";
import { compileRules, type RuleDocument } from "../../../../lib/domain/detection/rules.ts";
import { compileMatchers } from "../../../../lib/domain/detection/sigma/compile-matchers.ts";
import type { Expression, FieldTest } from "../../../../lib/domain/detection/sigma/expression.ts";
import { ruleLimits } from "../../../../lib/domain/detection/sigma/limits.ts";
import { compileRegex } from "../../../../lib/domain/detection/sigma/regex/compile-regex.ts";
import { anyRun } from "../../../../lib/domain/detection/sigma/text-pattern.ts";

const fieldLength = 20_000;
/** What a look at the ends of a field may cost beside: the longest text that a rule may name. */
const ends = ruleLimits.valueLength;

/** A text that counts how often one of its characters is looked at. Whatever it cannot count is not there. */
class CountedText {
  looks = 0;
  readonly length: number;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    this.length = text.length;
  }

  charCodeAt(at: number): number {
    this.looks += 1;
    return this.#text.charCodeAt(at);
  }

  /** A short copy costs its length; a long one would cost the text's. */
  slice(from?: number, to?: number): string {
    const copy = this.#text.slice(from, to);
    this.looks += copy.length;
    return copy;
  }
}

/** How often the matchers of a test look at a character of the text. */
function looksOf({ matchers }: FieldTest, text: string): number {
  const onText = matchers.filter(({ kind }) => kind !== "null" && kind !== "exists" && kind !== "field");
  const counted = new CountedText(text);
  compileMatchers(onText)(counted as unknown as string);
  return counted.looks;
}

function testsIn(expression: Expression): readonly FieldTest[] {
  if (expression.kind === "test") return [expression.test];
  return (expression.kind === "not" ? [expression.part] : expression.parts).flatMap(testsIn);
}

/**
 * Tests of a rule that look at any character of the worst of its fields more often than once for each of their
 * searches.
 */
function tooMany(document: RuleDocument): readonly string[] {
  const [rule] = compileRules([document]).rules;
  return testsIn(rule!.expression).flatMap((test) => {
    // One walk for all plain texts, however many, and one for each expression and each text with wildcards.
    const walks = 1 + test.matchers.filter(({ kind }) => kind === "regex").length + wildcards(test);
    return adversarialFields(document, fieldLength)
      .map((text) => ({ looks: looksOf(test, text), text: text.slice(0, 40) }))
      .filter(({ looks }) => looks > walks * (fieldLength + ends))
      .map(({ looks, text }) => `${rule!.ruleId} ${test.field} ${text}: ${looks}`);
  });
}

const wildcards = ({ matchers }: FieldTest): number =>
  matchers.filter((matcher) => matcher.kind === "text" && matcher.pattern.length > 1).length;

test("every built-in rule looks at each character of a long field once for each of its searches", async () => {
  const { documents } = await readRuleFolder(join(process.cwd(), "rules"));
  const plain = documents.filter(({ content }) => !Object.hasOwn(content as object, "correlation"));
  expect(plain.length).toBeGreaterThan(100);
  expect(plain.flatMap(tooMany)).toEqual([]);
});

test("rules that are slow elsewhere do so too", () => {
  expect(adversarialRules.flatMap((document) => compileRules([document]).problems)).toEqual([]);
  expect(adversarialRules.flatMap(tooMany)).toEqual([]);
});

test.each(["(a+)+$", "(a|a)*b", "([a-z]+)*\\d", "(.*,){11}P", "^(a?){25}a{25}$", "(x+x+)+y", ".*.*=.*"])(
  "the expression %s takes one step a character",
  (source) => {
    const compiled = compileRegex(source, { ignoreCase: true, multiLine: false, dotAll: false });
    if (compiled.kind === "refused") throw new Error(compiled.found);
    for (const part of ["a", "x", "a,", "aA=", ",P", "\u0130"]) {
      const counted = new CountedText(part.repeat(20_000));
      compiled.test(counted as unknown as string);
      expect(counted.looks).toBeLessThanOrEqual(counted.length);
    }
  },
);

test("twice the field costs twice the looks, for a needle of a thousand characters that nearly fits everywhere", () => {
  const test: FieldTest = {
    field: "a",
    matchers: [
      {
        kind: "text",
        pattern: [anyRun, `b${"a".repeat(999)}`, anyRun],
        cased: false,
        dashesAlike: true,
      },
    ],
    linking: "any",
    negated: false,
  };
  expect(looksOf(test, "a".repeat(50_000))).toBe(50_000);
  expect(looksOf(test, "a".repeat(100_000))).toBe(100_000);
});
