import fc from "fast-check";
import {
  literalPattern,
  matchesArn,
  matchesPattern,
  wildcardPattern,
} from "../../../lib/local/account/wildcard-pattern.ts";

const small = fc.string({ unit: fc.constantFrom("a", "b", ":", "*", "?"), maxLength: 12 });

test("a pattern matches exactly what the same pattern as a regular expression matches", () => {
  fc.assert(
    fc.property(small, small, (pattern, text) => {
      const source = pattern.replaceAll("*", "[^]*").replaceAll("?", "[^]");
      expect(matchesPattern(wildcardPattern(pattern), text)).toBe(new RegExp(`^${source}$`, "u").test(text));
    }),
  );
});

test("a literal pattern matches itself and nothing else", () => {
  fc.assert(
    fc.property(small, small, (pattern, text) => {
      expect(matchesPattern(literalPattern(pattern), text)).toBe(pattern === text);
    }),
  );
});

test("a pattern made to be slow is decided at once", () => {
  expect(matchesPattern(wildcardPattern(`${"*a".repeat(200)}b`), "a".repeat(2_000))).toBe(false);
});

test("an ARN's wildcard crosses no colon before the resource, and any in it", () => {
  const like = (pattern: string, arn: string) => matchesArn(wildcardPattern(pattern), arn);
  expect(like("arn:aws:iam::*:role/app/*", "arn:aws:iam::111122223333:role/app/x")).toBe(true);
  expect(like("arn:*:role/app/x", "arn:aws:iam::111122223333:role/app/x")).toBe(false);
  expect(like("arn:aws:logs:*:*:log-group:*", "arn:aws:logs:eu-west-1:111122223333:log-group:a:b")).toBe(true);
  expect(like("*", "arn:aws:iam::111122223333:root")).toBe(true);
});
