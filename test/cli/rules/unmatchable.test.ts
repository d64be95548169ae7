import { whyUnmatchable } from "../../../lib/cli/rules/unmatchable.ts";
import { compileRules } from "../../../lib/domain/detection/rules.ts";
import { detecting } from "../../domain/detection/sigma/rule-documents.ts";
import { recordsOf } from "../../domain/event/cloudtrail-sets.ts";

const why = (detection: Record<string, unknown>) => {
  const { rules, problems } = compileRules([detecting(detection)]);
  if (rules[0] === undefined) throw new Error(JSON.stringify(problems));
  return whyUnmatchable(rules[0].expression);
};
const known = { eventName: "CreateUser" };
const unknown = { src_country: "NL" };

test.each<[string, Record<string, unknown>]>([
  ["a field that CloudTrail writes", { a: known, condition: "a" }],
  ["a field of the warden's own", { a: { "nhi.tier": "crown" }, condition: "a" }],
  ["a signal's band", { a: { "nhi.signal.new-actions.band": "unseen" }, condition: "a" }],
  ["the absence of an unknown field", { a: { src_country: null }, condition: "a" }],
  ["an unknown field that must not exist", { a: { "src_country|exists": false }, condition: "a" }],
  ["an unknown field under not", { a: known, b: unknown, condition: "a and not b" }],
  ["an unknown field as one of several ways", { a: known, b: unknown, condition: "a or b" }],
  ["a keyword", { a: ["anything"], condition: "a" }],
  ["one host among event sources", { a: { eventSource: ["iam", "iam.amazonaws.com"] }, condition: "a" }],
  ["a pattern for event sources", { a: { "eventSource|contains": "iam" }, condition: "a" }],
])("%s can match", (_, detection) => {
  expect(why(detection)).toEqual([]);
});

test.each<[string, Record<string, unknown>, readonly string[]]>([
  ["an unknown field", { a: { ...known, ...unknown }, condition: "a" }, ["CloudTrail writes no field src_country"]],
  [
    "an unknown field in every way",
    { a: unknown, b: { foo: 1 }, condition: "a or b" },
    ["CloudTrail writes no field src_country", "CloudTrail writes no field foo"],
  ],
  [
    "the existence of one",
    { a: { "src_country|exists": true }, condition: "a" },
    ["CloudTrail writes no field src_country"],
  ],
  [
    "an event source that is no host",
    { a: { eventSource: "iam" }, condition: "a" },
    ["CloudTrail's eventSource is a host name such as iam.amazonaws.com, never iam"],
  ],
  [
    "a field that the warden does not have",
    { a: { "nhi.tierr": "crown" }, condition: "a" },
    ["the warden has no field nhi.tierr; did you mean nhi.tier?"],
  ],
  [
    "not of the absence of an unknown field",
    { a: { src_country: null }, b: known, condition: "b and not a" },
    ["the condition contradicts itself"],
  ],
])("%s cannot match", (_, detection, reasons) => {
  expect(why(detection)).toEqual(reasons);
});

test("a rule that is said to match nothing matches no real record", () => {
  const records = [...recordsOf("boogy-eks-production"), ...recordsOf("attacks"), ...recordsOf("traildiscover")];
  const fields = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const documents = fields.map((field) =>
    detecting({ a: { [`${field}|exists`]: true }, condition: "a" }, `${field}.yml`),
  );
  const { rules } = compileRules(documents);
  const never = rules.filter(({ expression }) => whyUnmatchable(expression).length > 0).map(({ ruleId }) => ruleId);
  expect(never).toEqual([]);
});
