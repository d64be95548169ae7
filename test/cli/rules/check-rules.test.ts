import { rulesFolder, ruleText } from "./rules-folder.ts";

const { write, call, json } = rulesFolder();

test("sound rules are counted and the exit code is 0", async () => {
  write("rules/a.yml", ruleText("CreateUser"));
  write("rules/deep/b.yaml", ruleText("DeleteUser"));
  expect(await call(["check", "rules"])).toEqual({
    code: 0,
    out: "2 rule documents: 2 loaded, 0 refused, 0 with warnings\n",
    err: "",
  });
  expect((await call(["check", "rules/a.yml", "rules"])).out).toContain("2 rule documents: 2 loaded");
});

test("each problem is named with file, line, what was found, what is allowed and what to do; others are still loaded", async () => {
  write("rules/good.yml", ruleText("CreateUser"));
  write("rules/typo.yml", ruleText("CreateUser").replace("eventName:", "eventName|contain:"));
  write("rules/yaml.yml", "title: [");
  write("rules/unused.yml", ruleText("DeleteUser").replace("  condition", "  spare:\n    a: b\n  condition"));
  const { code, out } = await call(["check", "rules"]);
  expect(code).toBe(2);
  expect(out).toMatch(/^rules\/typo\.yml:8: detection\.call\.eventName\|contain: error: found .*; allowed: .*; .+$/m);
  expect(out).toMatch(/^rules\/yaml\.yml:1: error: found /m);
  expect(out).toMatch(/^rules\/unused\.yml:9: detection\.spare: warning: found "spare"/m);
  expect(out).toContain("4 rule documents: 2 loaded, 2 refused, 1 with warnings");
  expect(await json(["check", "rules"])).toMatchObject({ documents: 4, loaded: 2, refused: 2, warned: 1 });
});

test("rules for other products and YAML of other things are left alone and counted, unless they are named", async () => {
  write("rules/aws.yml", ruleText("CreateUser"));
  write("rules/windows.yml", ruleText("x").replace("product: aws\n  service: cloudtrail", "product: windows"));
  write("rules/.github/flow.yml", "name: build\non: push\n");
  const { code, out } = await call(["check", "rules"]);
  expect(code).toBe(0);
  expect(out).toContain("3 rule documents: 1 loaded, 0 refused, 0 with warnings, 2 for other log sources, left alone");
  expect(out).toContain('1  product "windows"');
  expect((await call(["check", "rules/.github/flow.yml"])).code).toBe(2);
});

test("a rule that no record of CloudTrail can match is loaded and says why", async () => {
  write("never.yml", ruleText("CreateUser").replace("    eventName", "    status: success\n    eventName"));
  const { code, out } = await call(["check", "never.yml"]);
  expect(code).toBe(0);
  expect(out).toContain("never.yml:5: loaded, but cannot match raw CloudTrail: CloudTrail writes no field status\n");
  expect((await json(["check", "never.yml"])).unmatchable).toEqual([
    { file: "never.yml", line: 5, why: ["CloudTrail writes no field status"] },
  ]);
});

test("a path that leads nowhere, a folder without rules and hostile names are told in one line each", async () => {
  write("empty/readme.md", "x");
  write("odd/\u001b[31m.yml", "title: [");
  const { code, out } = await call(["check", "nowhere", "empty", "odd"]);
  expect(code).toBe(2);
  expect(out).toContain("nowhere: error: found that it does not exist;");
  expect(out).toContain("empty: error: found a folder without rules;");
  expect(out).toContain("odd/\\u{1b}[31m.yml:1: error:");
});

test.each([
  [[], "nhi rules check PATH..."],
  [["check", "--help"], "nhi rules check PATH..."],
])("nhi rules %j explains itself", async (argv, text) => {
  const { code, out } = await call(argv);
  expect([code, out.includes(text as string)]).toEqual([0, true]);
});

test.each([
  [["check"], "nothing to check; give rule files or folders"],
  [["chekc"], "rules: unknown verb chekc; did you mean check?"],
  [["frobnicate"], "rules: unknown verb frobnicate; there are check, test, play, list, explain, push"],
  [["check", "--jsn", "x"], "unknown option --jsn; did you mean --json?"],
])("nhi rules %j is one line and exit code 2", async (argv, message) => {
  const { code, out, err } = await call(argv as string[]);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain(`nhi: ${message}`);
  expect(err.trimEnd().split("\n")).toHaveLength(1);
});
