import fc from "fast-check";
import { compileRegex } from "../../../../../lib/domain/detection/sigma/regex/compile-regex.ts";

const noFlags = { ignoreCase: false, multiLine: false, dotAll: false };

function compiled(source: string, flags = noFlags): (text: string) => boolean {
  const regex = compileRegex(source, flags);
  if (regex.kind === "refused") throw new Error(`${source}: ${regex.found}`);
  return regex.test;
}

function refusal(source: string): string {
  const regex = compileRegex(source, noFlags);
  return regex.kind === "refused" ? regex.found : "taken";
}

/** Expressions that mean the same in JavaScript and in the flavour that Sigma names. */
const expression = fc.letrec<{ any: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    { depthSize: "small", maxDepth: 3 },
    fc.constantFrom(
      "a",
      "b",
      "B",
      "1",
      "_",
      " ",
      ".",
      "\\d",
      "\\w",
      "\\W",
      "[ab]",
      "[^a]",
      "[a-c1]",
      "\\n",
      "\\.",
      "[\\d_]",
    ),
    fc.constantFrom("^", "$", "\\b", "\\B"),
    tie("any").map((inner) => `(${inner})`),
    tie("any").map((inner) => `(?:${inner})`),
  ),
  any: fc.oneof(
    { depthSize: "small", maxDepth: 4 },
    tie("atom"),
    fc.tuple(tie("any"), tie("any")).map(([left, right]) => left + right),
    fc.tuple(tie("any"), tie("any")).map(([left, right]) => `(?:${left}|${right})`),
    fc
      .tuple(tie("atom"), fc.constantFrom("*", "+", "?", "{2}", "{1,3}", "{2,}", "*?"))
      .map(([atom, count]) => `(?:${atom})${count}`),
  ),
})).any;
const subject = fc.string({
  unit: fc.constantFrom("a", "b", "B", "c", "1", "_", " ", "\n", ".", "\u00e9", "\u4e2d"),
  maxLength: 12,
});

test("finds in every text exactly what JavaScript finds", () => {
  fc.assert(
    fc.property(
      expression,
      fc.constantFrom("", "i", "m", "s", "im"),
      fc.array(subject, { minLength: 5, maxLength: 5 }),
      (source, flags, texts) => {
        const test = compiled(source, {
          ignoreCase: flags.includes("i"),
          multiLine: flags.includes("m"),
          dotAll: flags.includes("s"),
        });
        const reference = new RegExp(source, flags);
        const found = texts.map((text) => [text, test(text)]);
        expect([source, flags, found]).toEqual([source, flags, texts.map((text) => [text, reference.test(text)])]);
      },
    ),
    { numRuns: 3000 },
  );
});

test.each([
  ["(?i)evil", "EVIL", true],
  ["a(?i:B)c", "abc", true],
  ["a(?i:B)c", "abC", false],
  ["(?i)[^a]", "A", false],
  ["(?i)\u00c9", "\u00e9", true],
  ["(?<name>x)y", "xy", true],
  ["[[:xdigit:]]{4}", "zBe3f", true],
  ["[]a]", "]", true],
  ["\\x41\\u0042\\x{43}", "ABC", true],
  ["a{,2}", "a{,2}", true],
  ["x{2}{", "xx{", true],
  ["\\Aab\\z", "ab", true],
  [".*\\.exe", "run.EXE.exe", true],
  ["", "", true],
])("%s on %j is %s", (source, text, verdict) => {
  expect(compiled(source)(text)).toBe(verdict);
});

test.each([
  ["(a)\\1", "back reference"],
  ["a(?=b)", "look-around"],
  ["a(?<!b)", "look-around"],
  ["(?>a)", "the group"],
  ["a++", "possessive"],
  ["\\p{L}", "the escape"],
  ["*a", "nothing before it"],
  ["a**", "behind a quantifier"],
  ["(a", "without its )"],
  ["a)", "without its ("],
  ["[a", "without its ]"],
  ["[z-a]", "the range"],
  ["a{3,1}", "the count"],
  ["a{5000}", "the count"],
  ["\\", "at the very end"],
  ["(a{1000}){1000}", "parts"],
  ["x.{20}y", "states"],
  [`${"(".repeat(41)}${")".repeat(41)}`, "deep"],
  ["a".repeat(1001), "1001 characters"],
])("%s is refused", (source, reason) => {
  expect(refusal(source)).toContain(reason);
});

test.each([
  ["(a+)+$", "a", "b"],
  ["(x+x+)+y", "x", "z"],
  ["(.*)*:assumed-role/aws:(.*)*", "assumed-role/aw", ""],
  ["^(([a-z])+.)+[A-Z]([a-z])+$", "a", "!"],
  [".+:assumed-role/aws:.+", ":", ""],
])("%s walks a hostile text of 100 KB once, without backtracking", (source, unit, end) => {
  const text = unit.repeat(Math.floor(100_000 / unit.length)) + end;
  // A backtracking engine needs minutes to years for each of these.
  expect(compiled(source)(text)).toBe(false);
});
