import { expressionLines } from "../../../lib/cli/rules/expression-words.ts";
import { compileRules } from "../../../lib/domain/detection/rules.ts";
import { detecting } from "../../domain/detection/sigma/rule-documents.ts";
import { rulesFolder, ruleText } from "./rules-folder.ts";

const { write, call, json } = rulesFolder();

const words = (line: string, value: unknown) => {
  const { rules, problems } = compileRules([detecting({ a: { [line]: value }, condition: "a" })]);
  if (rules[0] === undefined) throw new Error(JSON.stringify(problems));
  return expressionLines(rules[0].expression).join("\n");
};

test.each<[string, unknown, string]>([
  ["eventName", "CreateUser", 'eventName is "CreateUser"'],
  ["eventName", ["A", "B"], 'eventName is one of "A", "B"'],
  ["eventName|contains|all", ["A", "B"], 'eventName contains all of "A", "B"'],
  ["eventName|startswith", "Get", 'eventName starts with "Get"'],
  ["eventName", ["*User", "a*b?"], 'eventName ends with "User", or fits the pattern "a*b?"'],
  ["eventName", "*", "eventName is any text"],
  ["eventName|cased", "A", 'eventName is "A" (in this case of letters)'],
  ["errorCode", null, "errorCode is missing or null"],
  ["errorCode|exists", true, "errorCode is present"],
  ["errorCode|exists", false, "errorCode is missing"],
  ["sourceIPAddress|cidr", "10.1.0.0/16", "sourceIPAddress is an address in 10.1.0.0/16"],
  ["nhi.callsFactor|gte", 5, "nhi.callsFactor is at least 5"],
  ["eventTime|hour", 3, "eventTime (its hour) is exactly 3"],
  ["userName|fieldref", "other", "userName is the same as the field other"],
  ["eventName|re", "^A", "eventName fits a regular expression of the rule"],
  ["eventName|neq", "A", 'eventName fails this: is "A"'],
  ["eventName", "a\u202eb", 'eventName is "a\\u{202e}b"'],
  [
    "eventName",
    ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"],
    'eventName is one of "A", "B", "C", "D", "E", "F", "G", "H" and 2 more',
  ],
])("%s: %j is said in words", (line, value, said) => {
  expect(words(line, value)).toBe(said);
});

test("a condition is a tree, with what belongs together on one level", () => {
  const detection = { a: { x: 1, y: 2 }, b: { z: 3 }, c: { v: 4 }, condition: "a and (b or not c)" };
  const { rules } = compileRules([detecting(detection)]);
  expect(expressionLines(rules[0]!.expression)).toEqual([
    "all of:",
    "  x is 1",
    "  y is 2",
    "  any of:",
    "    z is 3",
    "    not:",
    "      v is 4",
  ]);
});

test("a built-in rule is explained by name: what it looks for, what it takes, when it is wrong, what to do", async () => {
  const { code, out, err } = await call(["explain", "root-used"]);
  expect([code, err]).toEqual([0, ""]);
  for (const text of [
    "Root user used",
    "level high",
    "It looks for",
    "userIdentity.type is",
    "Trust: a match takes 27 to 34 of 100",
  ])
    expect(out).toContain(text);
  for (const text of ["When it is wrong", "What to do", "owasp.nhi10"]) expect(out).toContain(text);
  expect(out.split("\n").every((line) => line.length <= 200)).toBe(true);
});

test("every built-in rule can be explained, with its regular expressions as written", async () => {
  const { rules } = await json(["list"]);
  expect(rules.length).toBeGreaterThan(30);
  expect((await call(["explain", "role-trust-opened-outside"])).out).toContain("Its regular expressions\n");
});

test("hostile text of a rule file is escaped, and a rule that cannot match says so", async () => {
  const text = ruleText("CreateUser", 'description: "a\\u001b[31m\\nb"\ntags: ["x\\u202e"]\n');
  write("odd.yml", text.replace("    eventName", "    status: x\n    eventName"));
  const { out } = await call(["explain", "odd.yml"]);
  expect(out).toContain("a\\u{1b}[31m b");
  expect(out).toContain("Tags: x\\u{202e}");
  expect(out).toContain("No record of CloudTrail can match it: CloudTrail writes no field status");
});

test("an unknown name gets a hint, and a broken file its problems", async () => {
  expect(await call(["explain", "root-usd"])).toMatchObject({
    code: 2,
    err: "nhi: no rule is named root-usd; did you mean root-used?\n",
  });
  write("bad.yml", "title: bad\n");
  expect((await call(["explain", "bad.yml"])).code).toBe(2);
});

test("list names every rule with its state; the policy's disabled ones are marked", async () => {
  write("warden.yaml", "disabledRules: [root-used]\n");
  const { rules } = await json(["list"]);
  const stateOf = (wanted: string) => rules.find(({ id }: { id: string }) => id === wanted).state;
  expect([stateOf("root-used"), stateOf("guardduty-disabled")]).toEqual(["disabled", "built-in"]);
  write("own/mine.yml", ruleText("CreateUser"));
  const { out } = await call(["list", "--rules", "own"]);
  expect(out).toBe("mine  high  built-in  CreateUser seen\n1 rule\n");
});
