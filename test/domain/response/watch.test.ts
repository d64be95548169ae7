import fc from "fast-check";
import { defaultPolicy, type Policy } from "../../../lib/domain/response/policy.ts";
import { watchOf } from "../../../lib/domain/response/watch.ts";
import { fits } from "../../../lib/domain/scope/wildcards.ts";

const tiers: Policy["tiers"] = [
  {
    name: "crown",
    match: ["arn:aws:iam::*:role/deploy-*", "arn:aws:iam::*:role/admin"],
    mode: "ask",
    thresholds: { review: 90, alert: 80, contain: 60 },
    weight: 1.5,
  },
  { name: "all roles", match: ["*:role/*"], mode: undefined, thresholds: undefined, weight: 0.5 },
];
const policy: Policy = { ...defaultPolicy, mode: "enforce", tiers, protected: ["*:role/deploy-prod"] };

test("the first tier that fits says how an identity is watched", () => {
  expect(watchOf(policy, "arn:aws:iam::111122223333:role/deploy-web")).toEqual({
    tier: "crown",
    mode: "ask",
    thresholds: { review: 90, alert: 80, contain: 60 },
    weight: 1.5,
    isProtected: false,
  });
});

test("what a tier leaves open follows the policy as a whole", () => {
  expect(watchOf(policy, "arn:aws:iam::111122223333:role/web")).toEqual({
    tier: "all roles",
    mode: "enforce",
    thresholds: defaultPolicy.thresholds,
    weight: 0.5,
    isProtected: false,
  });
});

test("without a tier the policy as a whole holds", () => {
  expect(watchOf(policy, "arn:aws:iam::111122223333:user/backup")).toMatchObject({ tier: "default", weight: 1 });
});

test("protection holds whatever the tier", () => {
  expect(watchOf(policy, "arn:aws:iam::111122223333:role/deploy-prod")).toMatchObject({
    tier: "crown",
    isProtected: true,
  });
});

test("nothing set means: observe, and touch nothing", () => {
  expect(watchOf(defaultPolicy, "arn:aws:iam::111122223333:role/web").mode).toBe("observe");
});

const alphabet = fc.string({ unit: fc.constantFrom("a", "b", "/", ".", "*"), maxLength: 12 });
const asRegex = (pattern: string) =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replaceAll(/[.\\/]/g, "\\$&"))
      .join(".*")}$`,
    "s",
  );

test("a pattern fits exactly what the regular expression with .* for * fits", () => {
  fc.assert(
    fc.property(alphabet, alphabet, (pattern, text) => {
      expect(fits(pattern, text)).toBe(asRegex(pattern).test(text));
    }),
    { numRuns: 2_000 },
  );
});

test("every text fits itself and any pattern that replaces parts of it by a star; a dot is only a dot", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (a, b, c) => {
      if (`${a}${b}${c}`.includes("*")) return;
      expect(fits(`${a}*${c}`, `${a}${b}${c}`)).toBe(true);
      expect(fits(`${a}${b}`, `${a}${b}`)).toBe(true);
    }),
  );
  expect(fits("a.c", "abc")).toBe(false);
  expect(fits("", "")).toBe(true);
  expect(fits("", "a")).toBe(false);
});
