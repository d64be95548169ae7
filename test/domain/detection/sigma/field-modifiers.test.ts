import { compileRules } from "../../../../lib/domain/detection/rules.ts";
import { detecting, lineMatches, problemsOf, ruleDocument } from "./rule-documents.ts";
import { activityOf } from "./sample-activity.ts";

type Case = readonly [line: string, value: unknown, record: Record<string, unknown>, matches: boolean];

test.each<Case>([
  ["a", "value", { a: "VALUE" }, true],
  ["a|cased", "value", { a: "VALUE" }, false],
  ["a", "v?l*", { a: "VALUES" }, true],
  ["a", "ab*ba", { a: "aba" }, false],
  ["a", "*b?d*", { a: "abcabxd" }, true],
  ["a", "*x*", { a: "" }, false],
  ["a", "*", { a: "" }, true],
  ["a", "", { a: "" }, true],
  ["a", "", {}, false],
  ["a", "50\\*", { a: "50*" }, true],
  ["a", "50\\*", { a: "501" }, false],
  ["a", "c:\\\\*", { a: "c:\\x" }, true],
  ["a", "\\\\\\*", { a: "\\*" }, true],
  ["a", "a\\b", { a: "a\\b" }, true],
  ["a", "a\\\\b", { a: "a\\b" }, true],
])("%s: %j against %j is %s", (line, value, record, matches) => {
  expect(lineMatches(line, value, record)).toBe(matches);
});

describe("numbers, truth values and null", () => {
  test.each<Case>([
    ["a", 22, { a: 22 }, true],
    ["a", 22, { a: "22" }, true],
    ["a", "22", { a: 22 }, true],
    ["account", 12345678901, { account: "012345678901" }, true],
    ["a", 22, { a: "22x" }, false],
    ["a", false, { a: false }, true],
    ["a", "TRUE", { a: true }, true],
    ["a", null, {}, true],
    ["a", null, { a: null }, true],
    ["a", null, { a: [null] }, true],
    ["a", null, { a: "" }, false],
    ["a", null, { a: {} }, false],
    ["a|exists", true, { a: null }, true],
    ["a|exists", false, { b: 1 }, true],
    ["a|exists", true, {}, false],
    ["a|lt", 5, { a: "4.5" }, true],
    ["a|gte", 5, { a: [1, 5] }, true],
    ["a|gt", 5, { a: "many" }, false],
    ["a|neq", 5, { a: 5 }, false],
    ["a|neq", [5, 6], { a: 7 }, true],
    ["a|neq", "x", {}, true],
  ])("%s: %j against %j is %s", (line, value, record, matches) => {
    expect(lineMatches(line, value, record)).toBe(matches);
  });
});

describe("paths", () => {
  test.each<Case>([
    [
      "userIdentity.sessionContext.sessionIssuer.arn",
      "arn",
      { userIdentity: { sessionContext: { sessionIssuer: { arn: "arn" } } } },
      true,
    ],
    ["resources.ARN", "b", { resources: [{ ARN: "a" }, { ARN: "b" }] }, true],
    ["resources.1.ARN", "a", { resources: [{ ARN: "a" }, { ARN: "b" }] }, false],
    ["a.b", "x", { "a.b": "x" }, true],
    ["a.b.c", "x", { a: { "b.c": "x" } }, true],
    ["a.b", "x", { a: { c: 1 }, "a.b": "x" }, true],
    ["a.b.c", "x", { a: [[{ b: { c: "x" } }]] }, true],
    ["a|contains", "0.0.0.0/0", { a: { ranges: [{ cidr: "0.0.0.0/0" }] } }, true],
    ["constructor|exists", true, {}, false],
    ["a.__proto__|exists", true, { a: {} }, false],
    ["a.length|exists", true, { a: "text" }, false],
  ])("%s: %j against %j is %s", (line, value, record, matches) => {
    expect(lineMatches(line, value, record)).toBe(matches);
  });

  test("under nhi. read the warden's facts and never the record", () => {
    expect(lineMatches("nhi.kind", "lambda", {}, { kind: "lambda" })).toBe(true);
    expect(lineMatches("nhi.kind", "lambda", { nhi: { kind: "lambda" }, "nhi.kind": "lambda" })).toBe(false);
    expect(lineMatches("nhi.signals.kind", "network", {}, { signals: [{ kind: "action" }, { kind: "network" }] })).toBe(
      true,
    );
  });
});

describe("encodings, addresses, times and references", () => {
  test.each<Case>([
    ["a|base64", "cmd", { a: "Y21k" }, true],
    ["a|base64offset|contains", "curl http", { a: Buffer.from("xx; curl http://h").toString("base64") }, true],
    ["a|base64offset|contains", "curl http", { a: Buffer.from("x; curl http://h").toString("base64") }, true],
    ["a|wide|base64offset|contains", "ping", { a: Buffer.from("run ping 1", "utf16le").toString("base64") }, true],
    ["a|utf16be", "ab", { a: "\u0000a\u0000b" }, true],
    ["a|utf16|base64", "ab", { a: Buffer.from("\ufeffab", "utf16le").toString("base64") }, true],
    ["a|base64", "\u00e9\u{1f600}", { a: Buffer.from("\u00e9\u{1f600}").toString("base64") }, true],
    ["a|windash|contains", " -enc", { a: "x /enc" }, true],
    ["a|windash|contains", " -enc", { a: "x \u2014enc" }, true],
    ["a|windash|contains", " -enc", { a: "x enc" }, false],
    ["a|cidr", "10.0.0.0/9", { a: "10.127.255.255" }, true],
    ["a|cidr", "10.0.0.0/9", { a: "10.128.0.0" }, false],
    ["a|cidr", "2001:db8::/33", { a: "2001:db8:7fff::1" }, true],
    ["a|cidr", "2001:db8::/33", { a: "2001:db8:8000::1" }, false],
    ["a|cidr", "10.0.0.0/8", { a: "::ffff:10.1.2.3" }, true],
    ["a|cidr", "::ffff:10.0.0.0/104", { a: "10.1.2.3" }, true],
    ["a|cidr", "0.0.0.0/0", { a: "AWS Internal" }, false],
    ["a|cidr", "10.0.0.0/8", { a: "010.0.0.1" }, false],
    ["t|hour|gte", 22, { t: "2026-03-02T22:14:05Z" }, true],
    ["t|minute", 14, { t: "2026-03-02T22:14:05Z" }, true],
    ["t|week", 53, { t: "2027-01-01T00:00:00Z" }, true],
    ["t|week", 1, { t: "2024-12-30T00:00:00Z" }, true],
    ["t|day", 2, { t: 1772439245 }, false],
    ["a|fieldref", "b", { a: "X", b: "x" }, true],
    ["a|fieldref|cased", "b", { a: "X", b: "x" }, false],
    ["a|fieldref|endswith", "b.c", { a: "user/deploy", b: [{ c: "nobody" }, { c: "deploy" }] }, true],
    ["a|fieldref", "b", { a: "x" }, false],
    ["a|fieldref|neq", "b", { a: "x" }, true],
    ["a|re", "^i-[0-9a-f]{8,17}$", { a: "i-0a1b2c3d4e5f60718" }, true],
    ["a|re", "FOO", { a: "foo" }, false],
    ["a|re|i", "FOO", { a: "foo" }, true],
    ["a|re|m", "^b$", { a: "a\nb\nc" }, true],
    ["a|re", "a.b", { a: "a\nb" }, false],
    ["a|re|s", "a.b", { a: "a\nb" }, true],
    ["a|contains|all", ["x", "y"], { a: "y and x" }, true],
    ["a|contains|all", ["x", "y"], { a: "no x" }, false],
    ["a|base64offset|contains|all", ["foo", "bar"], { a: Buffer.from("bar foo").toString("base64") }, true],
    ["a|base64offset|contains|all", ["foo", "baz"], { a: Buffer.from("bar foo").toString("base64") }, false],
  ])("%s: %j against %j is %s", (line, value, record, matches) => {
    expect(lineMatches(line, value, record)).toBe(matches);
  });
});

describe("keyword searches", () => {
  const search = (keywords: unknown, record: Record<string, unknown>): boolean =>
    compileRules([detecting({ k: keywords, condition: "k" })]).match(activityOf(record)).length === 1;

  test("look inside every value of the record, in either case, and never at keys", () => {
    expect(search(["EVIL"], { a: { b: ["x", "an evil thing"] } })).toBe(true);
    expect(search(["evil"], { evil: "x" })).toBe(false);
  });

  test("match if any of a list does, and under |all only if all do", () => {
    expect(search(["x1", "y2"], { a: "y2" })).toBe(true);
    expect(search({ "|all": ["x1", "y2"] }, { a: "y2" })).toBe(false);
    expect(search({ "|all": ["x1", "y2"] }, { a: "y2", b: "-x1-" })).toBe(true);
  });

  test("stand beside maps in one list", () => {
    expect(search(["evil", { a: 1, b: 2 }], { a: 1, b: 2 })).toBe(true);
    expect(search(["evil", { a: 1, b: 2 }], { a: 1, b: 3 })).toBe(false);
  });
});

describe("placeholders", () => {
  const rule = detecting({ s: { "a|expand": "%admins%-\\%x" }, condition: "s" });

  test("are replaced by each of their values, wildcards included", () => {
    const rules = compileRules([rule], { admins: ["root*", "ops"] });
    expect(rules.match(activityOf({ a: "rooty-%x" }))).toHaveLength(1);
    expect(rules.match(activityOf({ a: "ops-%x" }))).toHaveLength(1);
    expect(rules.match(activityOf({ a: "%admins%-%x" }))).toHaveLength(0);
  });

  test("refuse the rule when they have no values", () => {
    expect(problemsOf(rule)[0]?.found).toContain('the placeholder "%admins%"');
  });

  test("are plain text without expand", () => {
    expect(lineMatches("a", "%admins%", { a: "%admins%" })).toBe(true);
  });
});

describe("lists of ten thousand values", () => {
  const terms = Array.from({ length: 10_000 }, (_, index) => `term-${index}-end`);

  test.each(["", "|contains", "|startswith", "|endswith"])("are judged exactly with a%s", (modifier) => {
    const rules = compileRules([detecting({ s: { [`a${modifier}`]: terms }, condition: "s" })]);
    expect(rules.problems).toEqual([]);
    expect(rules.match(activityOf({ a: "TERM-9999-end" }))).toHaveLength(1);
    expect(rules.match(activityOf({ a: "term-10000-end" }))).toHaveLength(0);
  });

  test("are refused when they are longer", () => {
    const [problem] = problemsOf(ruleDocument({ detection: { s: { a: [...terms, "x"] }, condition: "s" } }));
    expect(problem).toMatchObject({ severity: "error", path: "detection.s.a", found: "10001 values" });
  });
});
