import fc from "fast-check";
import { parseRuleFile } from "../../lib/adapters/files/rule-files.ts";
import { memoryRules } from "../../lib/adapters/memory/rules.ts";
import { type Author, pushRules, retireRules, setRuleState } from "../../lib/app/change-rules.ts";
import { createLiveRules, type LiveRulesParts } from "../../lib/app/live-rules.ts";
import type { RuleStore } from "../../lib/app/rule-store.ts";
import type { Finding } from "../../lib/domain/detection/finding.ts";
import { activityOf } from "../domain/detection/sigma/sample-activity.ts";

const ana: Author = { by: "Ana", atMs: 1 };

const rule = (eventName: string, rest = "") =>
  `title: ${eventName} seen\nlogsource: { product: aws, service: cloudtrail }\n` +
  `detection: { s: { eventName: ${eventName} }, condition: s }\nlevel: high\n${rest}`;
const named = (file: string, eventName: string) => ({ file, text: rule(eventName) });
const broken = (file: string) => ({ file, text: rule("Broken").replace("condition: s", "condition: nothing") });
const event = (eventName: string) => activityOf({ eventSource: "iam.amazonaws.com", eventName, eventID: "e-1" });

const open = (store: Pick<RuleStore, "load">, more: Partial<LiveRulesParts> = {}) => {
  const shadowed: Finding[] = [];
  const problems: string[] = [];
  const rules = createLiveRules({
    builtIn: parseRuleFile("rules/built-in.yml", rule("BuiltIn")).documents,
    store,
    parse: parseRuleFile,
    onShadow: (finding) => shadowed.push(finding),
    onProblem: (line) => problems.push(line),
    ...more,
  });
  return { rules, shadowed, problems, ids: (name: string) => rules.match(event(name)).map(({ ruleId }) => ruleId) };
};

test("built-in rules are in force before anything was loaded, and whatever is pushed", async () => {
  const store = memoryRules();
  const { rules, ids } = open(store);
  expect(ids("BuiltIn")).toEqual(["built-in"]);
  await pushRules(store, [named("mine.yml", "Mine")], ana);
  await rules.refresh(0);
  expect(ids("BuiltIn")).toEqual(["built-in"]);
  expect(rules.inForce().rules.map(({ ruleId }) => ruleId)).toEqual(["built-in"]);
});

test("a pushed rule is only counted and told while it is in shadow, and a finding once it is promoted", async () => {
  const store = memoryRules();
  const { rules, ids, shadowed } = open(store);
  await pushRules(store, [named("mine.yml", "Mine")], ana);
  expect(ids("Mine")).toEqual([]);
  await rules.refresh(0);
  expect([ids("Mine"), ids("Mine"), ids("Other")]).toEqual([[], [], []]);
  expect(shadowed).toHaveLength(2);
  expect(shadowed[0]).toMatchObject({
    ruleId: "mine",
    title: "Mine seen",
    level: "high",
    eventId: "e-1",
    shadow: true,
  });
  expect([...rules.shadowCounts()]).toEqual([["mine", 2]]);
  expect(rules.status()).toEqual({ version: 1, rules: 1, shadowRules: 1, problems: [], notInForce: [] });

  await setRuleState(store, ["mine"], "live", ana);
  await rules.refresh(30_000);
  expect(rules.match(event("Mine"))).toEqual([expect.not.objectContaining({ shadow: true })]);
  expect(shadowed).toHaveLength(2);
  expect([...rules.shadowCounts()]).toEqual([]);

  await pushRules(store, [named("mine.yml", "Next")], ana);
  await rules.refresh(60_000);
  expect([ids("Mine"), ids("Next"), [...rules.shadowCounts()]]).toEqual([["mine"], [], [["mine", 1]]]);

  await retireRules(store, ["mine"], ana);
  await rules.refresh(90_000);
  expect(ids("Mine")).toEqual([]);
});

test("what was pushed is live within 30 s: the store is asked at most that often, and once at a time", async () => {
  const memory = memoryRules();
  let loads = 0;
  const { rules } = open({
    load: () => {
      loads++;
      return memory.load();
    },
  });
  await Promise.all([rules.refresh(1_000), rules.refresh(1_000), rules.refresh(40_000)]);
  expect(loads).toBe(1);
  await rules.refresh(30_999);
  expect(loads).toBe(1);
  await rules.refresh(31_000);
  expect(loads).toBe(2);
});

test("where the store cannot be read the last good set stays in force, and it is told", async () => {
  const memory = memoryRules();
  let fails = false;
  const { rules, ids, problems } = open({
    load: async () => {
      if (fails) throw new Error("throttled\u0007");
      return memory.load();
    },
  });
  await pushRules(memory, [named("mine.yml", "Mine")], ana);
  await setRuleState(memory, ["mine"], "live", ana);
  await rules.refresh(0);
  fails = true;
  await rules.refresh(30_000);
  expect([ids("Mine"), ids("BuiltIn")]).toEqual([["mine"], ["built-in"]]);
  expect(problems).toEqual([
    "the pushed rules cannot be loaded; version 2 stays in force until they can: throttled\\u{7}",
  ]);
  expect([rules.status().problems, rules.status().notInForce]).toEqual([[], problems]);
  fails = false;
  await retireRules(memory, ["mine"], ana);
  await rules.refresh(60_000);
  expect(ids("Mine")).toEqual([]);
  expect(rules.status().notInForce).toEqual([]);
});

test("a broken pushed rule keeps out no other, and is told once with its file and line", async () => {
  const store = memoryRules();
  const { rules, ids, problems } = open(store);
  const notYaml = { file: "not-yaml.yml", text: "title: [" };
  await pushRules(store, [named("good.yml", "Good"), broken("broken.yml"), notYaml], ana);
  await setRuleState(store, ["good", "broken", "not-yaml"], "live", ana);
  await rules.refresh(0);
  await rules.refresh(30_000);
  expect([ids("Good"), ids("BuiltIn"), ids("Broken")]).toEqual([["good"], ["built-in"], []]);
  expect(problems).toHaveLength(2);
  expect(problems[0]).toContain("pushed/not-yaml.yml:1: error: found");
  expect(problems[1]).toMatch(/^pushed\/broken\.yml:\d+: detection\.condition: error: found/);
  expect(rules.status().problems).toEqual(problems);
  expect(rules.status().notInForce).toEqual(problems);
});

test("a live rule whose new text is broken goes on with its last good text", async () => {
  const store = memoryRules();
  const { rules, ids } = open(store);
  await pushRules(store, [named("mine.yml", "Mine"), named("other.yml", "Other")], ana);
  await setRuleState(store, ["mine", "other"], "live", ana);
  await rules.refresh(0);
  await pushRules(store, [broken("mine.yml")], ana);
  await setRuleState(store, ["mine"], "live", ana);
  await rules.refresh(30_000);
  expect([ids("Mine"), ids("Other"), rules.status().problems.length]).toEqual([["mine"], ["other"], 1]);
  await pushRules(store, [named("third.yml", "Third")], ana);
  await rules.refresh(60_000);
  expect(ids("Mine")).toEqual(["mine"]);
  await pushRules(store, [named("mine.yml", "Mended")], ana);
  await setRuleState(store, ["mine"], "live", ana);
  await rules.refresh(90_000);
  expect([ids("Mine"), ids("Mended"), rules.status().problems]).toEqual([[], ["mine"], []]);
  expect(rules.status().notInForce).toEqual([]);
});

test("a pushed rule never takes the place of a built-in one, whatever its name", async () => {
  const store = memoryRules();
  const { rules, ids } = open(store);
  await pushRules(store, [named("built-in.yml", "Nothing")], ana);
  await setRuleState(store, ["built-in"], "live", ana);
  await rules.refresh(0);
  expect([ids("BuiltIn"), ids("Nothing")]).toEqual([["built-in"], []]);
  expect(rules.status().problems).toHaveLength(1);
});

test("a filter narrows nothing while it is in shadow, and its rule once it is promoted", async () => {
  const store = memoryRules();
  const { rules, ids, problems } = open(store);
  const filter = [
    "title: not ours",
    "logsource: { product: aws, service: cloudtrail }",
    "filter: { rules: [built-in], s: { eventID: e-1 }, condition: not s }",
  ].join("\n");
  await pushRules(store, [{ file: "filter.yml", text: filter }], ana);
  await rules.refresh(0);
  expect([ids("BuiltIn"), problems]).toEqual([["built-in"], []]);
  await setRuleState(store, ["filter"], "live", ana);
  await rules.refresh(30_000);
  expect([ids("BuiltIn"), problems]).toEqual([[], []]);
});

test("whatever texts are pushed, the built-in rules match as before and nothing throws", async () => {
  const texts = fc.oneof(
    fc.string(),
    fc.constantFrom(rule("Any"), broken("x.yml").text, "- [", "a: &a [*a]", "---\n---"),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(texts, fc.boolean()), { maxLength: 5 }), async (pushed) => {
      const store = memoryRules();
      const { rules, ids } = open(store);
      const files = pushed.map(([text], at) => ({ file: `r${at}.yml`, text }));
      await pushRules(store, files, ana);
      const live = files.filter((_, at) => pushed[at]?.[1]).map(({ file }) => file);
      await setRuleState(store, live, "live", ana);
      await rules.refresh(0);
      expect(ids("BuiltIn")).toEqual(["built-in"]);
      expect(rules.status().version).toBe((await store.load()).version);
    }),
    { numRuns: 60 },
  );
});

test("the warden's own fields that rules read are those of rules in force and in shadow, until they are retired", async () => {
  const store = memoryRules();
  const { rules } = open(store);
  const reading = { file: "mine.yml", text: rule("Mine").replace("s: {", 's: { "nhi.keyAgeDays|gte": 365,') };
  expect([...rules.ownFields]).toEqual([]);
  await pushRules(store, [reading], ana);
  await rules.refresh(0);
  expect([...rules.ownFields]).toEqual(["nhi.keyAgeDays"]);
  await setRuleState(store, ["mine"], "live", ana);
  await rules.refresh(30_000);
  expect([...rules.ownFields]).toEqual(["nhi.keyAgeDays"]);
  await retireRules(store, ["mine"], ana);
  await rules.refresh(60_000);
  expect([...rules.ownFields]).toEqual([]);
});
