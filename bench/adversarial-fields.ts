import type { RuleDocument } from "../lib/domain/detection/rules.ts";

/** As long as CloudTrail lets a record's parameters be (user guide, "CloudTrail record contents": 100 KB). */
const longestField = 100_000;
const wordsOfRule = 6;

/** Texts of one length that come as close as they can to what a rule looks for, without ever being it. */
export function adversarialFields({ content }: RuleDocument, length = longestField): readonly string[] {
  const { detection } = content as { readonly detection: unknown };
  const words = [...new Set(textsIn(detection))].filter((word) => word.length > 1);
  const step = Math.max(1, Math.ceil(words.length / wordsOfRule));
  const chosen = words.filter((_word, at) => at % step === 0).map((word) => word.replaceAll(/[*?\\^$()[\]|]/g, ""));
  const parts = chosen.flatMap((word) => [word.slice(0, -1), word.slice(1), word.slice(0, -1).toUpperCase()]);
  return ["a", "ab", "Aa", "-/", "0.", "\u0130", ...parts]
    .filter((part) => part !== "")
    .map((part) => filled(part, length));
}

/** In one piece, as it comes out of JSON. */
function filled(part: string, length: number): string {
  const text = part.repeat(Math.ceil(length / part.length)).slice(0, length);
  return Buffer.from(text, "utf16le").toString("utf16le");
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

const many = (count: number, make: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, at) => make(at));

/** Rules that are slow for engines that backtrack, or that try one value after another. */
export const adversarialRules: readonly RuleDocument[] = Object.entries({
  "nested-quantifiers": { "a|re": "(a+)+$" },
  "nested-choices": { "a|re": "^(a|aa|ab?)*c$" },
  "quantified-classes": { "a|re": "([a-zA-Z]+)*[0-9]{2,40}x" },
  "many-dots": { "a|re": ".*a.*b.*a.*b.*c" },
  "published-quadratic": { "a|re": String.raw`.*(\/|\\)+.*(aws|azure).*(\/|\\)+.*key` },
  "counted-letters": { "a|re|i": "(ab){1,200}c" },
  "many-needles": { "a|contains": many(500, (at) => `${"ab".repeat(8)}${at}`) },
  "ten-thousand-needles": { "a|contains": many(9_999, (at) => `ab${at}`) },
  "needles-of-one-letter": { "a|contains": many(8, (at) => `${"a".repeat(60 + at)}b`) },
  "long-needle": { "a|contains": `b${"a".repeat(4_000)}` },
  "all-needles": { "a|contains|all": many(4, (at) => `${"ab".repeat(30)}${at}`) },
  "many-ends": { "a|endswith": many(400, (at) => `${"b".repeat(at)}c`) },
  wildcards: { a: `*${many(20, () => "a?b").join("*")}*c` },
  "long-stretch": { a: `*a${"?".repeat(30)}b*` },
  dashes: { "a|windash|contains": ["-a/b-c", "/ab -"] },
  "base64-offsets": { "a|base64offset|contains": ["aaaaaaaaaaaa", "abababab"] },
  "wide-base64-offsets": { "a|wide|base64offset|contains": ["aaaa", "password"] },
  networks: { "a|cidr": many(200, (at) => `10.${at}.0.0/16`) },
  reference: { "a|fieldref|contains": "b" },
}).map(([name, selection]) => ({
  file: `adversarial/${name}.yml`,
  content: {
    title: name,
    logsource: { product: "aws", service: "cloudtrail" },
    detection: { selection, condition: "selection" },
  },
  line: () => undefined,
}));
