import fc from "fast-check";
import { compileCorrelations } from "../../../../../lib/domain/detection/sigma/correlation/compile-correlations.ts";
import { describeProblem } from "../../../../../lib/domain/detection/sigma/problem.ts";
import { correlating, loaded, ruleText, withSection } from "./correlation-rules.ts";

const sound = "type: event_count\nrules: [a]\ngroup-by: [user]\ntimespan: 10m\ncondition: { gte: 3 }";

test("a correlation is read with its metadata and the rules that it names by name, id or file", () => {
  const { it, problems } = correlating(sound.replace("[a]", "[rule_a, id-b, c]"), "id: id-it\nstatus: test");
  expect(problems.map(({ severity }) => severity)).toEqual(["warning", "warning", "warning"]);
  expect(it).toMatchObject({
    ruleId: "it",
    id: "id-it",
    title: "It",
    level: "high",
    status: "test",
    tags: ["attack.t1110"],
    type: "event_count",
    groupBy: ["user"],
    spanMs: 600_000,
    condition: { kind: "bounds", bounds: [{ comparison: "gte", value: 3 }] },
    generate: false,
    depth: 0,
    silent: false,
  });
  expect(it.rules.map(({ ruleId }) => ruleId)).toEqual(["a", "b", "c"]);
});

test.each([
  ["30s", 30_000],
  ["15m", 900_000],
  ["2h", 7_200_000],
  ["7d", 604_800_000],
  ["2w", 1_209_600_000],
  ["1M", 2_592_000_000],
])("a timespan of %s is %d ms", (timespan, spanMs) => {
  expect(correlating(sound.replace("10m", timespan)).it.spanMs).toBe(spanMs);
});

test.each([
  ["type: event_count", "type: event_counts", "correlation.type", "event_count, value_count"],
  ["type: event_count", "type: value_count", "correlation.condition.field", "the names of up to 4 fields"],
  ["type: event_count", "type: value_sum", "correlation.condition.field", "the name of one field"],
  ["rules: [a]", "rules: []", "correlation.rules", "a list of 1 to 50 different names"],
  ["rules: [a]", "rules: [a, a]", "correlation.rules", "different"],
  ["rules: [a]", "rules: [nobody]", "correlation.rules.0", "the name or the file name"],
  ["rules: [a]", "rules: [{ a: 1 }]", "correlation.rules", "different names"],
  ["group-by: [user]", "group_by: [user]", "correlation.group_by", "group-by"],
  ["group-by: [user]", "group-by: [7]", "correlation.group-by", "names"],
  ["timespan: 10m", "timespan: 10", "correlation.timespan", "15m"],
  ["timespan: 10m", "timespan: 0m", "correlation.timespan", "15m"],
  ["timespan: 10m", "timespan: 91d", "correlation.timespan", "up to 90d"],
  ["timespan: 10m", "other: 10m", "correlation.timespan", "15m"],
  ["{ gte: 3 }", "{ gte: three }", "correlation.condition.gte", "a whole number"],
  ["{ gte: 3 }", "{ gte: 401 }", "correlation.condition.gte", "up to 400 events"],
  ["{ gte: 3 }", "{ gte: 3, field: x }", "correlation.condition.field", "gt, gte"],
  ["{ gte: 3 }", "{}", "correlation.condition", "gt, gte"],
  ["{ gte: 3 }", "a and b", "correlation.condition", "a map"],
  ["group-by: [user]", "aliases: { user: { b: x } }", "correlation.aliases.user", "under `rules`"],
  ["group-by: [user]", "aliases: 7", "correlation.aliases", "up to 16 aliases"],
  ["group-by: [user]", "generate: 1", "correlation.generate", "true or false"],
])("where %j is %j, the problem names its place and what is allowed", (from, to, path, allowed) => {
  const { correlations, problems } = withSection(sound.replace(from, to));
  expect(correlations).toEqual([]);
  const problem = problems.find((one) => one.path === path);
  expect(problem).toMatchObject({ severity: "error", file: "rules/it.yml", line: expect.any(Number) });
  expect(problem?.allowed).toContain(allowed);
});

test("a problem says its line and what to do", () => {
  const { problems } = withSection(sound.replace("timespan: 10m", "timespan: 10 minutes"));
  expect(problems.map(describeProblem)).toEqual([
    'rules/it.yml:9: correlation.timespan: error: found "10 minutes"; allowed: a whole number and s, m, h, d, w or M, ' +
      "such as 15m, up to 90d; write for example `timespan: 90m` for an hour and a half",
  ]);
});

test.each([
  ["{ lt: 5 }", "an upper bound alone"],
  ["{ neq: 5, lte: 9 }", "an upper bound alone"],
])("a condition of %s is in force with a warning", (condition, found) => {
  const { correlations, problems } = withSection(`${sound.replace("{ gte: 3 }", condition)}\ngenerate: true`);
  expect(correlations).toHaveLength(1);
  expect(problems.map((problem) => [problem.severity, problem.found])).toEqual([["warning", found]]);
});

describe("a percentile", () => {
  const section = sound.replace("event_count", "value_percentile");
  test("is read", () => {
    expect(correlating(section.replace("gte: 3", "field: n, percentile: 95, gt: 1.5")).it).toMatchObject({
      percentile: 95,
      fields: ["n"],
    });
  });
  test.each(["field: n, gt: 1", "field: n, percentile: 101, gt: 1"])("is needed: %s", (condition) => {
    const { problems } = withSection(section.replace("gte: 3", condition));
    expect(problems.map(({ path }) => path)).toContain("correlation.condition.percentile");
  });
});

describe("temporal correlations", () => {
  const section = "type: temporal\nrules: [rule_a, b]\ngroup-by: [user]\ntimespan: 5m\ngenerate: true";
  test.each(["temporal", "temporal_ordered"])("of type %s ask for all their rules by themselves", (type) => {
    const { condition } = correlating(section.replace("temporal", type)).it;
    expect(condition).toEqual({ kind: "bounds", bounds: [{ comparison: "gte", value: 2 }] });
  });
  test("may ask for a combination of them", () => {
    const { condition } = correlating(`${section}\ncondition: rule_a and not b`).it;
    if (condition.kind !== "rules") throw new Error("expected an expression");
    expect([[0], [1], [0, 1]].map((matched) => condition.holds((rule) => matched.includes(rule)))).toEqual([
      true,
      false,
      false,
    ]);
  });
  test.each([
    ["condition: rule_a and c", "which the detection does not define"],
    ["condition: { gte: 3 }", "3"],
    ["condition: { gt: 2 }", "2"],
  ])("cannot ask for %s", (condition, found) => {
    const { problems } = withSection(`${section}\n${condition}`);
    expect(problems[0]?.found).toContain(found);
  });
  test("in order take no combination", () => {
    expect(withSection(`${section.replace("temporal", "temporal_ordered")}\ncondition: rule_a`).correlations).toEqual(
      [],
    );
  });
});

const chain = `title: Guessed, then in
level: high
correlation: { type: temporal_ordered, rules: [guesses, in], group-by: [user], timespan: 10m }
---
title: Many guesses
name: guesses
correlation: { type: event_count, rules: [guess], group-by: [user], timespan: 10m, condition: { gte: 3 } }
---
${ruleText("name: guess")}
---
${ruleText("name: in")}
`;

test("one file holds rules and correlations of correlations; only the outermost has findings of its own", () => {
  const { correlations, silent, wanted, problems } = loaded({ chain });
  expect(problems).toEqual([]);
  expect(correlations.map(({ ruleId, depth, silent: quiet }) => [ruleId, depth, quiet])).toEqual([
    ["chain#2", 0, true],
    ["chain", 1, false],
  ]);
  expect([...silent].sort()).toEqual(["chain#2", "chain#3", "chain#4"]);
  expect([...wanted].sort()).toEqual(["chain#2", "chain#3", "chain#4"]);
});

describe("generate", () => {
  const over = (generate: string) => `title: T\ncorrelation:\n${sound.replace(/^/gm, "  ")}\n${generate}\n`;
  test.each([
    ["", ["a"], 1],
    ["  generate: false", ["a"], 0],
    ["generate: false", ["a"], 0],
    ["  generate: true", [], 0],
    ["generate: true", [], 0],
  ])("%j silences %j of another file, and %d of them with a warning", (generate, silenced, warnings) => {
    const { silent, problems } = loaded({ a: ruleText(), it: over(generate) });
    expect([...silent]).toEqual(silenced);
    expect(problems.map(({ severity, path }) => [severity, path])).toEqual(
      Array.from({ length: warnings }, () => ["warning", "correlation.rules.0"]),
    );
  });
  test("one correlation that keeps a rule's findings is enough", () => {
    expect([...loaded({ a: ruleText(), x: over(""), y: over("generate: true") }).silent]).toEqual([]);
  });
  test("a correlation that is refused silences nothing", () => {
    expect([...loaded({ a: ruleText(), it: over("").replace("10m", "soon") }).silent]).toEqual([]);
  });
});

describe("one bad correlation keeps out only itself and what names it", () => {
  const over = (rule: string) =>
    `title: T\nname: over_${rule}\ncorrelation: { type: event_count, rules: [${rule}], group-by: [u], timespan: 1h, condition: { gte: 2 }, generate: true }`;
  const inForce = (files: Record<string, string>) => loaded(files).correlations.map(({ ruleId }) => ruleId);
  const foundIn = (files: Record<string, string>) =>
    loaded(files).problems.map(({ file, found }) => `${file}: ${found}`);

  test("a circle is told with its way, and what stands beside it is in force", () => {
    const files = { a: ruleText(), x: over("y"), y: over("z"), z: over("x"), good: over("a"), self: over("self") };
    expect(inForce(files)).toEqual(["good"]);
    expect(foundIn(files)).toEqual([
      'rules/z.yml: a circle: "x" names "y" names "z" names "x"',
      'rules/y.yml: "z", which is not in force',
      'rules/x.yml: "y", which is not in force',
      'rules/self.yml: a circle: "self" names "self"',
    ]);
  });
  test("a file name or id that is taken", () => {
    const other = loaded({ a: ruleText("id: one"), it: `${over("a")}\nid: one` });
    expect(other.correlations).toEqual([]);
    expect(other.problems[0]).toMatchObject({ path: "id", severity: "error" });
  });
  test("a name that two rules have", () => {
    const files = { a: ruleText("name: twice"), b: ruleText("name: twice"), it: over("twice"), good: over("b") };
    expect(inForce(files)).toEqual(["good"]);
    expect(foundIn(files)).toEqual(['rules/it.yml: "twice", the name of several rules']);
  });
  test("a chain may be eight high, and what is higher is refused", () => {
    const names = Array.from({ length: 120 }, (_, at) => `link-${String(at).padStart(3, "0")}`);
    const files = Object.fromEntries(names.map((name, at) => [name, over(names[at + 1] ?? "a")]));
    expect(inForce({ a: ruleText(), ...files })).toEqual(names.slice(-8).reverse());
  });
});

test("no document whatever makes reading throw, and each is in force or told of", () => {
  const keys = fc.constantFrom(
    "type",
    "rules",
    "group-by",
    "timespan",
    "condition",
    "aliases",
    "generate",
    "__proto__",
  );
  const value = fc.oneof(
    fc.constantFrom("event_count", "temporal", "a", "10m", "a and a", "user"),
    fc.object({ key: fc.constantFrom("gte", "lt", "field", "a", "percentile"), maxDepth: 2 }),
    fc.array(fc.constantFrom("a", "b", 7, null)),
    fc.anything(),
  );
  const section = fc.oneof(fc.dictionary(keys, value), fc.anything());
  const rule = { ruleId: "a", id: undefined, name: undefined, title: "A", source: { file: "a.yml", line: () => 1 } };
  fc.assert(
    fc.property(section, fc.anything(), (correlation, title) => {
      const document = { file: "it.yml", line: () => 1, content: { title, correlation } };
      const { correlations, problems } = compileCorrelations([document], [rule]);
      expect(correlations.length === 1 || problems.some(({ severity }) => severity === "error")).toBe(true);
    }),
    { numRuns: 500 },
  );
});
