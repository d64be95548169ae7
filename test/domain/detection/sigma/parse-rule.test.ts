import fc from "fast-check";
import { parseRule } from "../../../../lib/domain/detection/sigma/parse-rule.ts";
import { describeProblem } from "../../../../lib/domain/detection/sigma/problem.ts";
import { detecting, problemsOf, ruleDocument } from "./rule-documents.ts";

function errorOf(changes: Record<string, unknown>): { path: string; found: string; allowed: string } | undefined {
  return problemsOf(ruleDocument(changes)).find((problem) => problem.severity === "error");
}

test("a sound rule is read whole", () => {
  const document = ruleDocument({
    id: "929a690e-bef0-4204-a928-ef5e620d6fcc",
    name: "sample",
    status: "stable",
    description: "Why.",
    tags: ["attack.t1562.008"],
    falsepositives: ["Tests"],
    response: "Do this.",
    author: "custom fields are allowed",
  });
  const parsed = parseRule(document.content, document);
  expect(parsed).toMatchObject({
    rule: {
      ruleId: "sample",
      id: "929a690e-bef0-4204-a928-ef5e620d6fcc",
      title: "Sample",
      status: "stable",
      level: "medium",
      tags: ["attack.t1562.008"],
      falsePositives: ["Tests"],
      response: "Do this.",
    },
    warnings: [],
  });
});

test("what an author leaves out makes a rule low and experimental, never more", () => {
  const document = ruleDocument({ level: undefined });
  expect(parseRule(document.content, document)).toMatchObject({ rule: { level: "low", status: "experimental" } });
});

test.each<readonly [string, Record<string, unknown>, string, string]>([
  ["no title", { title: undefined }, "title", "no title"],
  ["a title that is no text", { title: 7 }, "title", "7"],
  ["a title that is too long", { title: "x".repeat(257) }, "title", "257 characters"],
  ["an unknown level", { level: "severe" }, "level", '"severe"'],
  ["an unknown status", { status: "new" }, "status", '"new"'],
  ["the status unsupported", { status: "unsupported" }, "status", "unsupported"],
  ["tags that are no texts", { tags: [1] }, "tags", "a list of 1"],
  ["no logsource", { logsource: undefined }, "logsource", "no logsource"],
  ["another product", { logsource: { product: "windows" } }, "logsource", "cannot match CloudTrail"],
  ["another service", { logsource: { product: "aws", service: "guardduty" } }, "logsource", "cannot match CloudTrail"],
  ["a category", { logsource: { category: "process_creation" } }, "logsource", "cannot match CloudTrail"],
  ["no detection", { detection: undefined }, "detection", "no detection"],
  ["a detection that is a list", { detection: [] }, "detection", "a list of 0"],
  [
    "a timeframe",
    { detection: { s: { a: 1 }, timeframe: "5m", condition: "s" } },
    "detection.timeframe",
    "a timeframe",
  ],
])("%s is a problem at its place", (_name, changes, path, found) => {
  const error = errorOf(changes);
  expect(error?.path).toBe(path);
  expect(error?.found).toContain(found);
});

test.each<readonly [string, unknown, string]>([
  ["a|containz", "x", 'the modifier "containz"'],
  ["a|not", "x", 'the modifier "not"'],
  ["a|contains|startswith", "x", "contains and startswith"],
  ["a|re|contains", "x", "contains with re"],
  ["a|re|cased", "x", "cased with re"],
  ["a|i", "x", "the flag i without re"],
  ["a|cidr|gt", "x", "cidr with a comparison"],
  ["a|base64|re", "x", "base64 on a value that is not text"],
  ["a|exists", "yes", '"yes"'],
  ["a|gt", "many", '"many"'],
  ["a|hour", null, "null"],
  ["a|cidr", "10.0.0.0/33", '"10.0.0.0/33"'],
  ["a|cidr", "10.0.0.0/08", '"10.0.0.0/08"'],
  ["a|cidr", "2001::db8::/32", '"2001::db8::/32"'],
  ["a|cidr", 10, "10"],
  ["a|fieldref", 1, "1"],
  ["a|re", 1, "1"],
  ["a|re", "(a)\\1", "back reference"],
  ["a|base64", "a*", "a wildcard in a value to encode"],
  ["a|base64|wide", "a", "wide behind another encoding"],
  ["a|windash|base64", "-a-b-c-d-e-f", "over five dashes"],
  ["a|contains", null, "null"],
  ["a", { b: 1 }, "a map"],
  ["a", [], "an empty list"],
  ["a", "x".repeat(5000), "a text of 5000 characters"],
  ["|exists", true, "exists without a field"],
  ["a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q", 1, "a path of 17 parts"],
])("%s: %j is refused with a reason", (line, value, found) => {
  const [error] = problemsOf(detecting({ s: { [line]: value }, condition: "s" }));
  expect(error?.severity).toBe("error");
  expect(error?.found).toContain(found);
  expect(error?.remedy).not.toBe("");
});

test("a selection that is nested without end is refused", () => {
  let nested: unknown = { a: 1 };
  for (let depth = 0; depth < 5_000; depth++) nested = [nested];
  expect(problemsOf(detecting({ s: nested, condition: "s" }))[0]?.found).toMatch(/^lists and maps 17 deep$/);
});

test("all with one value only warns", () => {
  expect(
    problemsOf(detecting({ s: { "a|contains|all": "x" }, condition: "s" })).map((problem) => problem.severity),
  ).toEqual(["warning"]);
});

test("every problem of a rule is told at once, and shown on one printable line each", () => {
  const problems = problemsOf(
    ruleDocument({ level: "\u001b[31mhot\n", status: 3, detection: { s: { "a|x": 1 }, condition: "s" } }),
  );
  expect(problems.map((problem) => problem.path)).toEqual(["status", "level", "detection.s.a|x"]);
  expect(problems.map(describeProblem).join("")).toMatch(/^[ -~]*$/);
  expect(describeProblem(problems[1]!)).toBe(
    'rules/sample.yml:2: level: error: found "\\u001b[31mhot\\n"; allowed: informational, low, medium, high, critical; use one of those words',
  );
});

test("no document whatever makes the reading throw, and each is either a rule or has an error", () => {
  const source = { file: "x.yml", line: () => undefined };
  const anything = fc.anything({ maxDepth: 4 });
  const near = fc.record(
    {
      title: fc.constant("t"),
      logsource: fc.constant({ product: "aws" }),
      detection: fc.dictionary(fc.string(), anything),
      level: anything,
    },
    { requiredKeys: ["title", "logsource"] },
  );
  fc.assert(
    fc.property(fc.oneof(anything, near), (document) => {
      const parsed = parseRule(document, source);
      expect("rule" in parsed || parsed.problems.some((problem) => problem.severity === "error")).toBe(true);
    }),
    { numRuns: 500 },
  );
});
