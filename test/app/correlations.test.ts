import { memoryCorrelations } from "../../lib/adapters/memory/correlations.ts";
import { compileRules } from "../../lib/domain/detection/rules.ts";
import { eventIdOf, nightOf } from "../domain/learned.ts";
import { assessorOn, backupActivity, backupKey, memoryParts, nightsOfBackup, reading } from "./organisation-batches.ts";

const now = nightOf(31);
const line = () => 1;
const failing = {
  title: "A call was refused",
  id: "5a8d3c1e-0000-4000-8000-000000000001",
  name: "refused",
  logsource: { product: "aws", service: "cloudtrail" },
  detection: { refused: { errorCode: "AccessDenied" }, condition: "refused" },
  level: "high",
};
const many = (generate: boolean) => ({
  title: "Many calls were refused",
  id: "5a8d3c1e-0000-4000-8000-000000000002",
  level: "critical",
  correlation: {
    type: "event_count",
    rules: ["refused"],
    "group-by": ["nhi.identity"],
    timespan: "10m",
    condition: { gte: 3 },
    generate,
  },
});
const rulesWith = (generate = false) => {
  const rules = compileRules([
    { file: "refused.yml", content: failing, line },
    { file: "many-refused.yml", content: many(generate), line },
  ]);
  expect(rules.problems).toEqual([]);
  return rules;
};
const refused = (minute: number) => {
  const activity = backupActivity({
    eventId: eventIdOf(0xd000 + minute),
    timeMs: nightOf(30) + minute * 60_000,
    errorCode: "AccessDenied",
  });
  return reading({ ...activity, record: { ...activity.record, errorCode: "AccessDenied" } });
};
const ruleIds = (report: { assessments: readonly { findings: readonly { ruleId: string }[] }[] }) =>
  report.assessments.flatMap(({ findings }) => findings.map(({ ruleId }) => ruleId));

async function learnedParts(generate = false) {
  const parts = { ...memoryParts(), correlations: memoryCorrelations() };
  const assess = assessorOn(parts, { rules: rulesWith(generate), correlations: parts.correlations });
  await assess(nightsOfBackup(30), now);
  return { parts, assess };
}

test("matches over several batches make one finding of the correlation; the rule that it counts is silent", async () => {
  const { parts, assess } = await learnedParts();
  const first = await assess([refused(1), refused(2)], now);
  expect(ruleIds(first)).toEqual([]);
  const second = await assess([refused(3)], now);
  expect(ruleIds(second)).toEqual(["many-refused"]);
  const finding = second.assessments.flatMap(({ findings }) => findings)[0];
  expect(finding?.observed).toContain("3 events within 10m");
  expect(finding?.observed).toContain(backupKey);
  expect(second.assessments.flatMap(({ signals }) => signals.map(({ kind }) => kind))).toContain("rule-match");
  expect(parts.notices.sent()).toHaveLength(1);
  const again = await assess([refused(3)], now);
  expect(again.alerts).toEqual([]);
});

test("what a correlation lets speak speaks as well", async () => {
  const { assess } = await learnedParts(true);
  expect(ruleIds(await assess([refused(1)], now))).toEqual(["refused"]);
});

test("without a store correlations are not followed, and nothing else changes", async () => {
  const parts = memoryParts();
  const assess = assessorOn(parts, { rules: rulesWith() });
  await assess(nightsOfBackup(30), now);
  expect(ruleIds(await assess([refused(1), refused(2), refused(3)], now))).toEqual([]);
});

test("a correlation that is switched off says nothing", async () => {
  const parts = { ...memoryParts(), correlations: memoryCorrelations() };
  const { defaultPolicy } = await import("../../lib/domain/response/policy.ts");
  const policy = { ...defaultPolicy, disabledRules: ["many-refused"] };
  const assess = assessorOn(parts, { rules: rulesWith(), correlations: parts.correlations, policy });
  await assess(nightsOfBackup(30), now);
  expect(ruleIds(await assess([refused(1), refused(2), refused(3)], now))).toEqual([]);
});
