import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  isPlaceholderFile,
  joinPlaceholders,
  parsePlaceholders,
  readPlaceholderFile,
  readPlaceholders,
} from "../../../lib/adapters/files/placeholder-file.ts";
import { readRuleFolder } from "../../../lib/adapters/files/rule-files.ts";
import { readRulePaths } from "../../../lib/adapters/files/rule-paths.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "placeholders-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), text);
};
const told = (text: string) =>
  parsePlaceholders("p.yaml", text).problems.map(({ line, path, found }) => [line, path, found]);

test("a value may be a text, a number or a list of both", () => {
  const text = "placeholders:\n  admins: [root, ops-*]\n  port: 22\n  one: deployer\n  __proto__: x\n";
  const { placeholders, problems } = parsePlaceholders("p.yaml", text);
  expect(problems).toEqual([]);
  expect(Object.entries(placeholders)).toEqual([
    ["admins", ["root", "ops-*"]],
    ["port", [22]],
    ["one", ["deployer"]],
    ["__proto__", ["x"]],
  ]);
});

test.each([
  ["admins: [a]\n", [1, "admins", 'the key "admins"'], [undefined, "placeholders", "no `placeholders`"]],
  ["placeholders: [a]\n", [1, "placeholders", "a list of 1"]],
  ["placeholders:\n  a: []\n", [2, "placeholders.a", "0 values"]],
  ["placeholders:\n  a: [x, true]\n", [2, "placeholders.a", "true"]],
  ["placeholders:\n  a: [x, ~]\n", [2, "placeholders.a", "null"]],
  ["placeholders:\n  a: {b: c}\n", [2, "placeholders.a", "a map"]],
  ['placeholders:\n  "a b": c\n', [2, "placeholders.a b", 'the name "a b"']],
  ['placeholders:\n  "\\e[31m%": c\n', [2, "placeholders.?[31m%", 'the name "\\u001b[31m%"']],
  ["placeholders: {a: b}\n---\nplaceholders: {c: d}\n", [1, "", "several YAML documents"]],
])("what is not right is told with its line, and the rest holds: %j", (text, ...expected) => {
  expect(told(text)).toEqual(expected.map(([line, ...rest]) => [line ?? expect.anything(), ...rest]));
});

test.each(["", "placeholders: [", `a: ${"[".repeat(300)}`, "a: &a [x]\nb: *c\n"])(
  "hostile or broken text is one problem or more, and no values: %#",
  (text) => {
    const { placeholders, problems } = parsePlaceholders("p.yaml", text);
    expect(placeholders).toEqual({});
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.every(({ severity, file }) => severity === "error" && file === "p.yaml")).toBe(true);
  },
);

test("one wrong name leaves the others their values", () => {
  const { placeholders, problems } = parsePlaceholders("p.yaml", "placeholders:\n  a: [1, false]\n  b: x\n");
  expect([placeholders, problems.length]).toEqual([{ b: ["x"] }, 1]);
});

test("names and values are bounded", async () => {
  const many = Array.from({ length: 1_001 }, (_, at) => `  n${at}: x\n`).join("");
  expect(told(`placeholders:\n${many}`).map(([, , found]) => found)).toEqual(["1001 names"]);
  expect(told(`placeholders:\n  a: ${"x".repeat(5_000)}\n`)).toHaveLength(1);
  expect(told(`placeholders:\n  a: [${"x,".repeat(10_001)}]\n`)[0]?.[2]).toBe("10001 values");
  write("huge.yaml", `# ${"x".repeat(2_100_000)}`);
  const { problems } = await readPlaceholderFile(join(folder, "huge.yaml"), "huge.yaml");
  expect(problems[0]).toMatchObject({ file: "huge.yaml", allowed: "2000000 bytes" });
});

test("a folder's own file is no rule, and one in a folder below is none of its placeholders", async () => {
  write("placeholders.yaml", "placeholders: {a: x}\n");
  write("deep/placeholders.yml", "placeholders: {b: y}\n");
  write("rule.yml", "title: x\n");
  expect(isPlaceholderFile("x/PLACEHOLDERS.yml") && !isPlaceholderFile("x/my-placeholders.yml")).toBe(true);
  const read = await readRuleFolder(folder);
  expect(read.placeholders).toEqual({ a: ["x"] });
  expect(read.documents.map(({ file }) => file.slice(folder.length + 1))).toEqual([
    "deep/placeholders.yml",
    "rule.yml",
  ]);
  expect((await readRuleFolder(`${folder}/`)).placeholders).toEqual({ a: ["x"] });
});

test("paths have the placeholders of the folder, or of the folder that the file lies in, once", async () => {
  write("rules/placeholders.yaml", "placeholders: {a: x}\n");
  write("rules/one.yml", "title: x\n");
  write("rules/two.yml", "title: x\n");
  write("other/placeholders.yml", "placeholders: {a: y, b: z}\n");
  write("other/three.yml", "title: x\n");
  const read = (...paths: string[]) => readRulePaths(paths, folder);
  expect((await read("rules")).placeholders).toEqual({ a: ["x"] });
  expect(await read("rules/one.yml", "rules/two.yml", "rules")).toMatchObject({
    placeholders: { a: ["x"] },
    problems: [],
  });
  const both = await read("rules", "other/three.yml");
  expect(both.placeholders).toEqual({ a: ["x"], b: ["z"] });
  expect(both.problems).toMatchObject([{ severity: "error", found: "other values of %a%" }]);
  expect(await read("rules/placeholders.yaml")).toMatchObject({ documents: [], placeholders: { a: ["x"] } });
});

test("a folder without the file has no placeholders, and one with both endings has those of both", async () => {
  expect(await readPlaceholders(folder, "rules")).toMatchObject({ placeholders: {}, problems: [] });
  write("placeholders.yaml", "placeholders: {a: x}\n");
  write("placeholders.yml", "placeholders: {a: [x], b: 1}\n");
  expect(await readPlaceholders(folder, "rules")).toMatchObject({ placeholders: { a: ["x"], b: [1] }, problems: [] });
});

test("of a name with other values the first stays", () => {
  const file = (name: string, value: string) => ({ file: name, placeholders: { a: [value] }, problems: [] });
  const { placeholders, problems } = joinPlaceholders([file("one", "x"), file("two", "y"), file("three", "x")]);
  expect(placeholders).toEqual({ a: ["x"] });
  expect(problems.map((problem) => problem.file)).toEqual(["two"]);
});
