import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readRuleFolder } from "../lib/adapters/files/rule-files.ts";
import { type CompiledRules, compileRules } from "../lib/domain/detection/rules.ts";
import { describeProblem } from "../lib/domain/detection/sigma/problem.ts";
import type { CloudTrailRecord } from "../lib/domain/event/activity.ts";
import { activityOf } from "./domain/detection/sigma/sample-activity.ts";

const rulesFolder = join(process.cwd(), "rules");
const samples = join(process.cwd(), "test/rules");
const ruleIds = readdirSync(rulesFolder).map((file) => file.replace(/\.yml$/, ""));

let rules: CompiledRules;

beforeAll(async () => {
  const folder = await readRuleFolder(rulesFolder);
  rules = compileRules(folder.documents);
  expect([...folder.problems, ...rules.problems].map(describeProblem)).toEqual([]);
});

function records(ruleId: string, kind: "match" | "ignore"): readonly (readonly [string, CloudTrailRecord])[] {
  const folder = join(samples, ruleId, kind);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((file) => [file, JSON.parse(readFileSync(join(folder, file), "utf8"))]);
}

function matches(ruleId: string, record: CloudTrailRecord): boolean {
  return rules.match(activityOf(record)).some((finding) => finding.ruleId === ruleId);
}

describe("the built-in rules", () => {
  test("are all loaded, each under its file's name", () => {
    expect(rules.rules.map((rule) => rule.ruleId)).toEqual(ruleIds);
    expect(rules.rules.map((rule) => rule.name)).toEqual(ruleIds);
  });

  test("have samples for no rule that does not exist", () => {
    expect(readdirSync(samples).filter((folder) => !ruleIds.includes(folder))).toEqual([]);
  });

  test("say why they matter, what to do, when they are wrong, and which technique and risk they are about", () => {
    for (const rule of rules.rules) {
      expect(rule.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(rule.description.length).toBeGreaterThan(80);
      expect(rule.response).toBeDefined();
      expect(rule.falsePositives.length).toBeGreaterThan(0);
      expect(rule.tags).toContainEqual(expect.stringMatching(/^attack\.t\d{4}(\.\d{3})?$/));
      expect(rule.tags).toContainEqual(expect.stringMatching(/^owasp\.nhi([1-9]|10)$/));
    }
  });

  test("never judge by the name of a tool", () => {
    for (const file of readdirSync(rulesFolder))
      expect(readFileSync(join(rulesFolder, file), "utf8")).not.toMatch(/userAgent/);
  });
});

describe.each(ruleIds)("%s", (ruleId) => {
  const wanted = records(ruleId, "match");
  const unwanted = records(ruleId, "ignore");

  test("has samples of what it finds and of what it leaves alone", () => {
    expect(wanted.length).toBeGreaterThan(0);
    expect(unwanted.length).toBeGreaterThan(0);
  });

  test.each(wanted)("finds %s", (_file, record) => {
    expect(matches(ruleId, record)).toBe(true);
  });

  test.each(unwanted)("leaves %s alone", (_file, record) => {
    expect(matches(ruleId, record)).toBe(false);
  });
});
