import { parseRuleFile } from "../../../../../lib/adapters/files/rule-files.ts";
import { compileRules } from "../../../../../lib/domain/detection/rules.ts";
import {
  type CorrelationDocument,
  compileCorrelations,
} from "../../../../../lib/domain/detection/sigma/correlation/compile-correlations.ts";
import { correlate } from "../../../../../lib/domain/detection/sigma/correlation/correlate.ts";
import type { RuleMatch } from "../../../../../lib/domain/detection/sigma/correlation/correlation.ts";
import { activitiesOf } from "../../../event/cloudtrail-sets.ts";

const text = `title: Denied
name: denied
logsource: { product: aws, service: cloudtrail }
detection: { s: { errorCode: [AccessDenied, Client.UnauthorizedOperation] }, condition: s }
---
title: Many denied calls of one caller
level: high
correlation:
  type: event_count
  rules: [denied]
  group-by: [userIdentity.arn]
  timespan: 10m
  condition: { gte: 10 }
`;

test("on real records, a burst of denied calls is told of exactly the callers that had one", () => {
  const [rule, correlation] = parseRuleFile("rules/denied.yml", text).documents;
  const rules = compileRules([rule!]);
  const compiled = compileCorrelations([correlation as CorrelationDocument], rules.rules);
  expect([...rules.problems, ...compiled.problems]).toEqual([]);

  const matches = (["attacks", "traildiscover", "boogy-eks-production"] as const).flatMap((set) =>
    activitiesOf(set).flatMap((activity) =>
      rules
        .match(activity)
        .map(
          ({ ruleId, eventId, timeMs }): RuleMatch => ({ ruleId, eventId, timeMs, record: activity.record, facts: {} }),
        ),
    ),
  );
  const times = new Map<string, Map<string, number>>();
  for (const { record, eventId, timeMs } of matches) {
    const arn = (record["userIdentity"] as { arn?: string }).arn;
    if (arn !== undefined) times.set(arn, (times.get(arn) ?? new Map()).set(eventId, timeMs));
  }
  const bursts = [...times].flatMap(([arn, events]) => {
    const sorted = [...events.values()].sort((a, b) => a - b);
    return sorted.some((timeMs, index) => timeMs - (sorted[index - 9] ?? Number.NEGATIVE_INFINITY) <= 600_000)
      ? [arn]
      : [];
  });
  expect(matches.length).toBeGreaterThan(100);
  expect(bursts.length).toBeGreaterThan(0);
  const { findings } = correlate(compiled, matches, new Map(), 0);
  const told = findings.map(({ match }) => (match.record["userIdentity"] as { arn: string }).arn);
  expect([...new Set(told)].sort()).toEqual(bursts.sort());
  expect(findings.every(({ observed }) => /^\d+ events within 10m, userIdentity\.arn arn:/.test(observed))).toBe(true);
});
