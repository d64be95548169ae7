import { compileRules } from "../../../../lib/domain/detection/rules.ts";
import { detecting, ruleDocument } from "./rule-documents.ts";

const fieldsOf = (detection: Record<string, unknown>) => [...compileRules([detecting(detection)]).ownFields].sort();

test("fields of the warden's own are found wherever a condition holds them, and no others", () => {
  expect(
    fieldsOf({
      a: { eventName: "GetObject", "nhi.keyAgeDays|gte": 365 },
      b: [{ "nhi.kind": "ec2" }, { "nhi.signal.network.band": "unseen" }],
      c: { "requestParameters.userName|fieldref": "nhi.workload" },
      words: ["nhi.tier"],
      condition: "a and not (1 of b* or (c and not words))",
    }),
  ).toEqual(["nhi.keyAgeDays", "nhi.kind", "nhi.signal.network.band", "nhi.workload"]);
  expect(fieldsOf({ a: { eventName: "nhi.keyAgeDays", "x.nhi.kind": "y" }, condition: "a" })).toEqual([]);
});

test("a filter's fields are among those of the rules that it narrows; a broken rule has none", () => {
  const rule = ruleDocument({ id: "5f3f4ad4-9c4f-4c1e-8f0e-0d1f2a3b4c5d" });
  const filter = {
    ...ruleDocument(),
    file: "rules/filter.yml",
    content: {
      title: "Old keys alone",
      logsource: { product: "aws", service: "cloudtrail" },
      filter: {
        rules: ["5f3f4ad4-9c4f-4c1e-8f0e-0d1f2a3b4c5d"],
        selection: { "nhi.keyAgeDays|gte": 90 },
        condition: "selection",
      },
    },
  };
  expect([...compileRules([rule]).ownFields]).toEqual([]);
  const narrowed = compileRules([rule, filter]);
  expect(narrowed.problems).toEqual([]);
  expect([...narrowed.ownFields]).toEqual(["nhi.keyAgeDays"]);
  const broken = detecting({ a: { "nhi.keyAgeDays|nonsense": 1 }, condition: "a" });
  expect([...compileRules([broken]).ownFields]).toEqual([]);
});

test("a correlation says which paths it reads, those behind aliases among them", () => {
  const rule = ruleDocument({ name: "sample" });
  const correlation = {
    ...ruleDocument(),
    file: "rules/old-keys.yml",
    content: {
      title: "Many old keys",
      correlation: {
        type: "value_count",
        rules: ["sample"],
        "group-by": ["nhi.account", "age"],
        timespan: "1h",
        condition: { field: "nhi.identity", gte: 3 },
        aliases: { age: { sample: "nhi.keyAgeDays" } },
      },
      level: "medium",
    },
  };
  const { correlations, problems } = compileRules([rule, correlation]);
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(new Set(correlations.correlations[0]?.reads)).toEqual(
    new Set(["nhi.account", "age", "nhi.identity", "nhi.keyAgeDays"]),
  );
});
