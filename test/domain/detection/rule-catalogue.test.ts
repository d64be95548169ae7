import { readFileSync } from "node:fs";
import { readRuleFolder } from "../../../lib/adapters/files/rule-files.ts";
import { ruleCatalogue } from "../../../lib/domain/detection/rule-catalogue.ts";
import { compileRules } from "../../../lib/domain/detection/rules.ts";
import type { SigmaRule } from "../../../lib/domain/detection/sigma/parse-rule.ts";

let rules: readonly SigmaRule[];

beforeAll(async () => {
  ({ rules } = compileRules((await readRuleFolder("rules")).documents));
});

test("the page in docs is what the rules say", () => {
  expect(readFileSync("docs/rules-catalogue.md", "utf8")).toBe(ruleCatalogue(rules));
});

test("every rule stands in it once, under its level", () => {
  const page = ruleCatalogue(rules);
  for (const { ruleId, level } of rules) {
    const parts = page.split(`[${ruleId}](`);
    expect(parts).toHaveLength(2);
    expect([...(parts[0] as string).matchAll(/^## (\w+)/gm)].at(-1)?.[1]).toBe(level);
  }
});

test("the order of the rules does not matter, and a title cannot break the table", () => {
  expect(ruleCatalogue([...rules].reverse())).toBe(ruleCatalogue(rules));
  const [first] = rules;
  const page = ruleCatalogue([{ ...(first as SigmaRule), title: "a | b\n| c" }]);
  expect(page).toContain("| a \\| b \\| c |");
});
