import { compileRules } from "../../../../lib/domain/detection/rules.ts";
import { detecting, problemsOf } from "./rule-documents.ts";
import { activityOf } from "./sample-activity.ts";

const searches = { sel_a: { a: 1 }, sel_b: { b: 1 }, filter_c: { c: 1 }, _d: { d: 1 } };

/** The names among a, b, c, d that are set in a record, and whether the condition holds. */
function holds(condition: unknown, set: string): boolean {
  const record = Object.fromEntries([...set].map((name) => [name, 1]));
  return compileRules([detecting({ ...searches, condition })]).match(activityOf(record)).length === 1;
}

test.each([
  ["sel_a or sel_b and filter_c", "a", true],
  ["sel_a or sel_b and filter_c", "b", false],
  ["(sel_a or sel_b) and filter_c", "a", false],
  ["not sel_a and sel_b", "b", true],
  ["not (sel_a and sel_b)", "a", true],
  ["not not sel_a", "a", true],
  ["1 of sel_*", "b", true],
  ["all of sel_*", "b", false],
  ["all of sel_*", "ab", true],
  ["any of *_c", "c", true],
  ["1 of them", "d", false],
  ["all of them", "abc", true],
  ["1 of sel_* and not 1 of filter_*", "ac", false],
  ["1 of sel_* and not 1 of filter_*", "a", true],
  ["sel_a AND NOT sel_b", "a", true],
  [["sel_a and sel_b", "filter_c"], "c", true],
])("%j with %s set is %s", (condition, set, verdict) => {
  expect(holds(condition, set)).toBe(verdict);
});

test.each([
  ["sel_a sel_b", '"sel_b"'],
  ["sel_a and", "the end of the condition"],
  ["(sel_a", "a ( without its )"],
  ["sel_a)", '")"'],
  ["sel_x", "which the detection does not define"],
  ["1 of x*", "which fits no search identifier"],
  ["2 of sel_*", '"2" of'],
  ["1 of", "1 of nothing"],
  ["sel_a | count() > 5", "an aggregation behind |"],
  ["", "the end of the condition"],
  [`${"(".repeat(40)}sel_a${")".repeat(40)}`, "levels of brackets"],
  ["not ".repeat(40).concat("sel_a"), "levels of brackets"],
  ["sel_a or ".repeat(600).concat("sel_a"), "characters"],
  [7, "7"],
  [undefined, "no condition"],
  [[], "an empty list"],
])("%j is refused", (condition, found) => {
  const problems = problemsOf(detecting({ ...searches, condition }));
  expect(
    problems
      .filter((problem) => problem.severity === "error")
      .map((problem) => problem.found)
      .join(),
  ).toContain(found);
});

test("a search identifier that the condition leaves out is warned of, and the rule still works", () => {
  const rules = compileRules([detecting({ ...searches, condition: "sel_a" })]);
  expect(rules.problems.map((problem) => [problem.severity, problem.path])).toEqual([
    ["warning", "detection.sel_b"],
    ["warning", "detection.filter_c"],
  ]);
  expect(rules.match(activityOf({ a: 1 }))).toHaveLength(1);
});
