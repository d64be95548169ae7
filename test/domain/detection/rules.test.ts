import fc from "fast-check";
import { compileRules } from "../../../lib/domain/detection/rules.ts";
import { detecting, ruleDocument, ruleIdsMatching } from "./sigma/rule-documents.ts";
import { activityOf } from "./sigma/sample-activity.ts";

const stop = { eventSource: "cloudtrail.amazonaws.com", eventName: "StopLogging", eventID: "e-1" };

test("a match is a finding with the rule's and the event's names", () => {
  const rules = compileRules([
    ruleDocument({ level: "high", tags: ["attack.t1562.008"] }, "rules/logging-stopped.yml"),
  ]);
  expect(rules.match(activityOf({ ...stop, eventTime: "2026-03-02T08:14:05Z" }))).toEqual([
    {
      ruleId: "logging-stopped",
      title: "Sample",
      level: "high",
      tags: ["attack.t1562.008"],
      eventId: "e-1",
      timeMs: Date.UTC(2026, 2, 2, 8, 14, 5),
    },
  ]);
});

test("findings come in the order of the rules", () => {
  const rules = compileRules(["c", "a", "b"].map((name) => ruleDocument({}, `rules/${name}.yml`)));
  expect(ruleIdsMatching(rules, stop)).toEqual(["c", "a", "b"]);
});

test("a record that no rule can match gets the same frozen empty list every time", () => {
  const rules = compileRules([ruleDocument()]);
  const first = rules.match(activityOf({ eventSource: "s3.amazonaws.com", eventName: "GetObject" }));
  expect(first).toEqual([]);
  expect(Object.isFrozen(first)).toBe(true);
  expect(rules.match(activityOf({ eventSource: "s3.amazonaws.com", eventName: "PutObject" }))).toBe(first);
});

test("one bad rule keeps out only itself", () => {
  const rules = compileRules([
    ruleDocument({ level: "worst" }, "rules/bad.yml"),
    ruleDocument({}, "rules/good.yml"),
    { file: "rules/odd.yml", content: ["no rule"], line: () => undefined },
  ]);
  expect(rules.rules.map((rule) => rule.ruleId)).toEqual(["good"]);
  expect(rules.problems.map((problem) => problem.file)).toEqual(["rules/bad.yml", "rules/odd.yml"]);
});

test("of rules that share a file name or an id, the first stays and the others are told", () => {
  const rules = compileRules([
    ruleDocument({ id: "one" }, "rules/a.yml"),
    ruleDocument({ id: "two" }, "more/a.yaml"),
    ruleDocument({ id: "one" }, "rules/b.yml"),
  ]);
  expect(rules.rules.map((rule) => rule.source.file)).toEqual(["rules/a.yml"]);
  expect(rules.problems.map((problem) => [problem.file, problem.path])).toEqual([
    ["more/a.yaml", ""],
    ["rules/b.yml", "id"],
  ]);
});

test("a correlation rule that cannot be followed is told, never passed over in silence", () => {
  const rules = compileRules([
    { file: "rules/many.yml", content: { title: "Many", correlation: { type: "event_count" } }, line: () => 2 },
  ]);
  expect(rules.problems.length).toBeGreaterThan(0);
  expect(rules.problems.every(({ file, severity }) => file === "rules/many.yml" && severity === "error")).toBe(true);
  expect(rules.correlations.correlations).toEqual([]);
});

test("a rule collection of Sigma 1 is told", () => {
  const rules = compileRules([ruleDocument({ action: "global" })]);
  expect(rules.problems[0]?.found).toContain("a rule collection");
});

describe("a filter", () => {
  const filter = (rules: unknown, condition = "not selection", selection: unknown = { region: "eu-west-1" }) => ({
    file: "rules/filter.yml",
    content: {
      title: "Quiet region",
      logsource: { product: "aws", service: "cloudtrail" },
      filter: { rules, selection, condition },
    },
    line: () => undefined,
  });
  const documents = [
    ruleDocument({ id: "id-a" }, "rules/a.yml"),
    ruleDocument({ name: "name-b" }, "rules/b.yml"),
    ruleDocument({}, "rules/c.yml"),
  ];

  test("narrows the rules that it names by id, by name or by file", () => {
    const rules = compileRules([...documents, filter(["id-a", "name-b"])]);
    expect(rules.problems).toEqual([]);
    expect(ruleIdsMatching(rules, { ...stop, region: "eu-west-1" })).toEqual(["c"]);
    expect(ruleIdsMatching(rules, { ...stop, region: "us-east-1" })).toEqual(["a", "b", "c"]);
  });

  test("narrows all of them under any, wherever it stands among the documents", () => {
    const rules = compileRules([filter("any"), ...documents]);
    expect(ruleIdsMatching(rules, { ...stop, region: "eu-west-1" })).toEqual([]);
  });

  test("adds its condition as written", () => {
    const rules = compileRules([...documents, filter(["c"], "selection")]);
    expect(ruleIdsMatching(rules, { ...stop, region: "us-east-1" })).toEqual(["a", "b"]);
  });

  test.each([
    [filter(["nobody"]), "a filter for no loaded rule"],
    [filter(undefined), "no rules"],
    [filter(["id-a"], "selection and other"), "which the detection does not define"],
  ])("that cannot be applied is a problem, and the rules stay whole", (document, found) => {
    const rules = compileRules([...documents, document]);
    expect(rules.problems[0]?.found).toContain(found);
    expect(ruleIdsMatching(rules, { ...stop, region: "eu-west-1" })).toEqual(["a", "b", "c"]);
  });
});

describe("the index by source and name", () => {
  const rules = compileRules([
    detecting({ s: { eventName: "PutObject" }, condition: "not s" }, "rules/not.yml"),
    detecting({ s: { eventName: ["putobject", "GetObject"] }, t: { a: 1 }, condition: "s or t" }, "rules/or.yml"),
    detecting(
      { s: { "eventName|startswith": "Put" }, t: { eventSource: "S3.amazonaws.com" }, condition: "s and t" },
      "rules/and.yml",
    ),
    detecting({ s: { "eventName|neq": "PutObject" }, condition: "s" }, "rules/neq.yml"),
    detecting({ s: { "eventName|fieldref": "a" }, condition: "s" }, "rules/reference.yml"),
    detecting({ s: { eventName: null }, condition: "s" }, "rules/nameless.yml"),
  ]);

  test.each<readonly [Record<string, unknown>, string[]]>([
    [{ eventSource: "s3.amazonaws.com", eventName: "PutObject" }, ["or", "and"]],
    [{ eventSource: "s3.amazonaws.com", eventName: "PUTOBJECT", a: "putobject" }, ["or", "and", "reference"]],
    [{ eventSource: "s3.amazonaws.com", eventName: "ListBuckets", a: 1 }, ["not", "or", "neq"]],
    [{ eventName: ["PutObject"] }, ["or"]],
    [{ eventSource: 7 }, ["not", "neq", "nameless"]],
  ])("leaves the verdicts on %j as they are", (record, expected) => {
    expect(ruleIdsMatching(rules, record)).toEqual(expected);
    expect(ruleIdsMatching(rules, record)).toEqual(expected);
  });

  test("forgets no rule when an attacker floods it with names", () => {
    for (let index = 0; index < 5_000; index++) rules.match(activityOf({ eventSource: "x", eventName: `n${index}` }));
    expect(ruleIdsMatching(rules, { eventSource: "s3.amazonaws.com", eventName: "PutObject" })).toEqual(["or", "and"]);
    expect(ruleIdsMatching(rules, { eventSource: "s".repeat(9_999), eventName: "PutObject" })).toEqual(["or"]);
  });
});

test("remembered verdicts stay right when an attacker floods a field with values", () => {
  const rules = compileRules([detecting({ s: { "userAgent|contains": ["evil", "worse"] }, condition: "s" })]);
  for (let index = 0; index < 60_000; index++) rules.match(activityOf({ userAgent: `agent-${index}` }));
  expect(ruleIdsMatching(rules, { userAgent: "an Evil agent" })).toEqual(["sample"]);
  expect(ruleIdsMatching(rules, { userAgent: `${"x".repeat(2_000)}worse` })).toEqual(["sample"]);
  expect(ruleIdsMatching(rules, { userAgent: "agent-1" })).toEqual([]);
});

test("rules read who acted under nhi.", () => {
  const rules = compileRules([detecting({ s: { "nhi.kind": "lambda", "nhi.human": false }, condition: "s" })]);
  expect(rules.match(activityOf(stop), { kind: "lambda", workload: "f", human: false })).toHaveLength(1);
  expect(rules.match(activityOf(stop), { kind: "human", human: true })).toEqual([]);
  expect(rules.match(activityOf(stop))).toEqual([]);
});

test("no record whatever makes matching throw", () => {
  const rules = compileRules([
    detecting({ k: ["x1"], condition: "k" }, "rules/k.yml"),
    detecting(
      { s: { "a.b|contains": "x", "c|cidr": "10.0.0.0/8", "d|fieldref": "a", "e|hour": 3 }, condition: "not s" },
      "rules/s.yml",
    ),
    detecting({ s: { "a.a.a": null }, condition: "s" }, "rules/n.yml"),
  ]);
  fc.assert(
    fc.property(fc.object({ key: fc.constantFrom("a", "b", "c", "__proto__", "eventName"), maxDepth: 5 }), (record) => {
      expect(rules.match(activityOf(JSON.parse(JSON.stringify(record))))).toBeInstanceOf(Array);
    }),
  );
  let deep: unknown = "x1";
  for (let depth = 0; depth < 100_000; depth++) deep = depth % 2 === 0 ? [deep] : { a: deep };
  expect(ruleIdsMatching(rules, { a: deep })).toContain("k");
});
