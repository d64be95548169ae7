import { parseRuleFile } from "../../lib/adapters/files/rule-files.ts";
import { memoryCorrelations } from "../../lib/adapters/memory/correlations.ts";
import { memoryRules } from "../../lib/adapters/memory/rules.ts";
import { type Author, pushRules, setRuleState } from "../../lib/app/change-rules.ts";
import { correlateMatches, type IdentityMatch } from "../../lib/app/correlate-matches.ts";
import type { CorrelationStore } from "../../lib/app/correlation-store.ts";
import { createLiveRules, type LiveRules } from "../../lib/app/live-rules.ts";
import type { RuleStore } from "../../lib/app/rule-store.ts";
import type { Finding } from "../../lib/domain/detection/finding.ts";
import { activityOf } from "../domain/detection/sigma/sample-activity.ts";

const ana: Author = { by: "Ana", atMs: 1 };

const rule = (eventName: string) =>
  `title: ${eventName} seen\nlogsource: { product: aws, service: cloudtrail }\n` +
  `detection: { s: { eventName: ${eventName} }, condition: s }\nlevel: high\n`;
const named = (file: string, eventName: string) => ({ file, text: rule(eventName) });

const open = (store: Pick<RuleStore, "load">) => {
  const shadowed: Finding[] = [];
  const problems: string[] = [];
  const rules = createLiveRules({
    builtIn: parseRuleFile("rules/built-in.yml", rule("BuiltIn")).documents,
    store,
    parse: parseRuleFile,
    onShadow: (finding) => shadowed.push(finding),
    onProblem: (line) => problems.push(line),
  });
  return { rules, shadowed, problems };
};

describe("correlations in shadow", () => {
  const correlation = (rules: string, more = "generate: false") =>
    `title: Often\nid: 5a8d3c1e-0000-4000-8000-00000000000a\nlevel: critical\ncorrelation:\n  type: event_count\n  rules: [${rules}]\n` +
    `  group-by: [recipientAccountId]\n  timespan: 10m\n  condition: { gte: 3 }\n  ${more}\n`;
  const happened = (eventName: string, index: number) =>
    activityOf({
      eventSource: "iam.amazonaws.com",
      eventName,
      eventID: `e-${index}`,
      recipientAccountId: "111122223333",
      eventTime: new Date(Date.UTC(2026, 2, 2, 3, index)).toISOString(),
    });
  /** Hands matches on as the assessor does, and correlates them. */
  const seen = async (rules: LiveRules, store: CorrelationStore, names: readonly string[]) => {
    const found: string[] = [];
    const matches: IdentityMatch[] = [];
    for (const [index, name] of names.entries()) {
      const activity = happened(name, index);
      const { eventId, timeMs, record } = activity;
      for (const { ruleId } of rules.match(activity)) {
        if (!rules.correlations.silent.has(ruleId)) found.push(ruleId);
        if (rules.correlations.wanted.has(ruleId))
          matches.push({ ruleId, eventId, timeMs, record, facts: {}, identityKey: "me" });
      }
    }
    const report = await correlateMatches({ correlations: rules.correlations, store }, matches, 0);
    return [...found, ...[...report.findings.values()].flat().map(({ ruleId }) => ruleId)];
  };

  test("one over a built-in rule is judged over batches and only counted, until it is promoted", async () => {
    const [store, groups] = [memoryRules(), memoryCorrelations()];
    const { rules, shadowed, problems } = open(store);
    await pushRules(store, [{ file: "often.yml", text: correlation("built-in", "generate: true") }], ana);
    await rules.refresh(0);
    expect(problems).toEqual([]);
    expect(await seen(rules, groups, ["BuiltIn", "BuiltIn"])).toEqual(["built-in", "built-in"]);
    expect([...rules.shadowCounts()]).toEqual([]);
    expect(await seen(rules, groups, ["BuiltIn", "BuiltIn", "BuiltIn"])).toEqual(["built-in", "built-in", "built-in"]);
    expect([...rules.shadowCounts()]).toEqual([["often", 1]]);
    expect(shadowed).toMatchObject([{ ruleId: "often", shadow: true, level: "critical" }]);
    expect(rules.status()).toMatchObject({ rules: 1, shadowRules: 1 });

    await setRuleState(store, ["often"], "live", ana);
    await rules.refresh(30_000);
    expect([...rules.shadowCounts()]).toEqual([]);
    expect(await seen(rules, memoryCorrelations(), ["BuiltIn", "BuiltIn", "BuiltIn"])).toContain("often");
    expect([...rules.shadowCounts()]).toEqual([]);
  });

  test("one over a rule that is in shadow itself, and live under another text, counts the shadow's matches alone", async () => {
    const store = memoryRules();
    const { rules, problems } = open(store);
    await pushRules(store, [named("mine.yml", "Mine")], ana);
    await setRuleState(store, ["mine"], "live", ana);
    await pushRules(store, [named("mine.yml", "Next"), { file: "often.yml", text: correlation("mine") }], ana);
    await rules.refresh(0);
    expect(problems).toEqual([]);
    expect(await seen(rules, memoryCorrelations(), ["Mine", "Mine", "Mine"])).toEqual(["mine", "mine", "mine"]);
    expect([...rules.shadowCounts()]).toEqual([]);
    expect(await seen(rules, memoryCorrelations(), ["Next", "Next", "Next"])).toEqual([]);
    expect([...rules.shadowCounts()]).toEqual([
      ["mine", 3],
      ["often", 1],
    ]);
  });

  test("the next text of a live correlation is counted beside it, each in groups of its own", async () => {
    const [store, groups] = [memoryRules(), memoryCorrelations()];
    const { rules } = open(store);
    await pushRules(store, [{ file: "often.yml", text: correlation("built-in", "generate: true") }], ana);
    await setRuleState(store, ["often"], "live", ana);
    const stricter = correlation("built-in", "generate: true").replace("gte: 3", "gte: 4");
    await pushRules(store, [{ file: "often.yml", text: stricter }], ana);
    await rules.refresh(0);
    expect(await seen(rules, groups, ["BuiltIn", "BuiltIn", "BuiltIn"])).toContain("often");
    expect([...rules.shadowCounts()]).toEqual([]);
    await seen(rules, groups, ["BuiltIn", "BuiltIn", "BuiltIn", "BuiltIn"]);
    expect([...rules.shadowCounts()]).toEqual([["often", 1]]);
  });

  test("one that names what is not there is told, and keeps out no other", async () => {
    const store = memoryRules();
    const { rules, problems } = open(store);
    await pushRules(store, [{ file: "often.yml", text: correlation("nobody") }, named("mine.yml", "Mine")], ana);
    await rules.refresh(0);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^pushed\/often\.yml:\d+: correlation\.rules.*nobody/);
    expect(rules.match(happened("Mine", 0))).toEqual([]);
    expect([...rules.shadowCounts()]).toEqual([["mine", 1]]);
  });
});
