import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseRuleFile, readRuleFolder } from "../../../lib/adapters/files/rule-files.ts";
import { compileRules } from "../../../lib/domain/detection/rules.ts";
import { describeProblem } from "../../../lib/domain/detection/sigma/problem.ts";

const sound = `title: Sample
logsource:
  product: aws
  service: cloudtrail
detection:
  selection:
    eventName: StopLogging
  condition: selection
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rules-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

test("reads .yml and .yaml files in folders within folders, in the order of their names, and nothing else", async () => {
  mkdirSync(join(folder, "b"));
  write("c.yml", sound);
  write("b/one.yaml", sound);
  write("a.YML", sound);
  write("notes.txt", "not a rule");
  const read = await readRuleFolder(folder);
  expect(read.problems).toEqual([]);
  expect(read.documents.map((document) => document.file)).toEqual(
    ["a.YML", "b/one.yaml", "c.yml"].map((name) => join(folder, name)),
  );
});

test("throws for a folder that is not there", async () => {
  await expect(readRuleFolder(join(folder, "missing"))).rejects.toThrow("ENOENT");
});

test("one file that cannot be read leaves the others in force", async () => {
  write("bad.yml", "title: [unclosed\nlevel: high\n");
  write("good.yml", sound);
  write("huge.yml", `# ${"x".repeat(2_100_000)}`);
  write("empty.yml", "");
  symlinkSync(join(folder, "good.yml"), join(folder, "link.yml"));
  const read = await readRuleFolder(folder);
  expect(compileRules(read.documents).rules.map((rule) => rule.ruleId)).toEqual(["good"]);
  expect(read.problems.map((problem) => [problem.file.slice(folder.length + 1), problem.severity]).sort()).toEqual([
    ["bad.yml", "error"],
    ["empty.yml", "error"],
    ["huge.yml", "error"],
    ["link.yml", "error"],
  ]);
});

test("a problem names the line that it stands on", () => {
  const text = `${sound.replace("eventName: StopLogging", "eventName|contians:\n      - a\n      - b")}level: worst\n`;
  const { documents } = parseRuleFile("rules/x.yml", text);
  expect(compileRules(documents).problems.map((problem) => describeProblem(problem).split(": ")[0])).toEqual([
    "rules/x.yml:11",
    "rules/x.yml:7",
  ]);
});

test("a value within a list is named by its own line", () => {
  const text = sound.replace("eventName: StopLogging", "a|re:\n      - fine\n      - (a)\\1");
  const [problem] = compileRules(parseRuleFile("rules/x.yml", text).documents).problems;
  expect([problem?.line, problem?.path]).toEqual([9, "detection.selection.a|re.1"]);
});

test("what a rule lacks is named by the line of its surroundings", () => {
  const text = sound.replace("  condition: selection\n", "");
  const [problem] = compileRules(parseRuleFile("rules/x.yml", text).documents).problems;
  expect([problem?.line, problem?.found]).toEqual([5, "no condition"]);
});

test("each document of a file becomes a rule of its own", () => {
  const rules = compileRules(parseRuleFile("rules/two.yml", `${sound}---\n${sound}---\n`).documents);
  expect(rules.problems).toEqual([]);
  expect(rules.rules.map((rule) => rule.ruleId)).toEqual(["two", "two#2"]);
});

test.each([
  ["a key twice", "title: a\ntitle: b\n", "unique"],
  ["a tab for indentation", "detection:\n\t- a\n", "Tabs"],
  ["a key that is no text", "[a, b]: c\n", "stringKeys"],
])("%s is a problem in the file", (_name, text, message) => {
  const read = parseRuleFile("rules/x.yml", text);
  expect(read.documents).toEqual([]);
  expect(read.problems[0]?.found).toContain(message);
  expect(read.problems[0]?.line).toBeGreaterThan(0);
});

test.each([
  [
    "aliases of aliases",
    `a: &a [${"x,".repeat(9)}]\n${[..."bcdefghi"].map((name, index) => `${name}: &${name} [${`*${"abcdefgh"[index]},`.repeat(9)}]`).join("\n")}`,
  ],
  ["an alias of nothing", "a: *missing\n"],
  ["a hundred thousand open brackets", `a: ${"[".repeat(100_000)}`],
  ["a hundred thousand dashes", `${"- ".repeat(100_000)}x`],
  [
    "a thousand levels of indentation",
    Array.from({ length: 1_200 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n"),
  ],
])("%s are refused as a problem", (_name, text) => {
  const read = parseRuleFile("rules/bomb.yml", text);
  expect(read.documents).toEqual([]);
  expect(read.problems).toHaveLength(1);
});

test("tags of YAML run nothing and build nothing", () => {
  const { documents } = parseRuleFile("rules/x.yml", "title: !!js/function 'x'\ndata: !!binary aGk=\n");
  expect(documents[0]?.content).toEqual({ title: "x", data: "aGk=" });
});
