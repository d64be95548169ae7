import { record, rulesFolder, ruleText } from "./rules-folder.ts";

const folder = rulesFolder();
const { write, call, json } = folder;

const expanding = ruleText("CreateUser").replace(
  "    eventName",
  '    userIdentity.userName|expand: "%watched%"\n    eventName',
);
const values = (...names: string[]) => `placeholders:\n  watched: [${names.join(", ")}]\n`;
const line = JSON.stringify(record());

test("a rule whose placeholder has no values is refused, and the message names it and says what to do", async () => {
  write("rules/a.yml", expanding);
  const { code, out } = await call(["check", "rules"]);
  expect(code).toBe(2);
  expect(out).toMatch(
    /^rules\/a\.yml:8: detection\.call\.userIdentity\.userName\|expand: error: found the placeholder "%watched%".*; allowed: .*; .+$/m,
  );
  expect(out).toContain("1 rule document: 0 loaded, 1 refused");
});

test("placeholders.yaml in the rules' folder gives the values, also to one file of it, and is no rule itself", async () => {
  write("rules/placeholders.yaml", values("ci", "cd"));
  write("rules/a.yml", expanding);
  write("rules/a.tests/match/ci.json", record());
  write("rules/a.tests/ignore/other.json", record({ userIdentity: { type: "IAMUser", userName: "ana" } }));
  write("log.jsonl", line);
  for (const path of ["rules", "rules/a.yml"]) {
    expect(await call(["check", path])).toMatchObject({ code: 0, out: expect.stringMatching(/^1 rule document: 1 /) });
    expect(await call(["test", path])).toMatchObject({ code: 0, out: "1 rule, 2 samples: all as expected\n" });
    expect((await json(["play", path, "log.jsonl"])).rules).toMatchObject([{ ruleId: "a", matches: 1 }]);
  }
  expect((await call(["list", "--rules", "rules"])).out).toContain("1 rule\n");
  expect((await call(["explain", "rules/a.yml"])).out).toContain('is one of "ci", "cd"');
});

test("--placeholders stands for the folder's own file", async () => {
  write("rules/placeholders.yaml", values("nobody"));
  write("rules/a.yml", expanding);
  write("rules/a.tests/match/ci.json", record());
  write("mine.yaml", values("ci"));
  write("log.jsonl", line);
  expect((await call(["test", "rules"])).code).toBe(2);
  expect((await call(["test", "--placeholders", "mine.yaml", "rules"])).code).toBe(0);
  expect((await json(["play", "rules", "log.jsonl"])).rules[0].matches).toBe(0);
  expect((await json(["play", "--placeholders", "mine.yaml", "rules", "log.jsonl"])).rules[0].matches).toBe(1);
  write("empty.yaml", "placeholders: {}\n");
  expect((await call(["check", "--placeholders", "empty.yaml", "rules"])).code).toBe(2);
});

test("rules without placeholders of their own have those of the built-in rules", async () => {
  write("built-in/placeholders.yaml", values("ci"));
  write("rules/a.yml", expanding);
  expect((await call(["check", "rules"], { builtInRules: folder.path("built-in") })).code).toBe(0);
});

test("a file of placeholders that is not right is told with its line, and what needs it is refused", async () => {
  write("rules/placeholders.yaml", "placeholders:\n  watched: [yes, true]\n");
  write("rules/a.yml", expanding);
  write("rules/b.yml", ruleText("DeleteUser"));
  const { code, out } = await call(["check", "rules"]);
  expect(code).toBe(2);
  expect(out).toMatch(/^rules\/placeholders\.yaml:2: placeholders\.watched: error: found true; allowed: texts/m);
  expect(out).toContain("3 rule documents: 1 loaded, 2 refused");
});

test.each([["check"], ["test"], ["play"]])("nhi rules %s says in one line that the file is missing", async (verb) => {
  write("a.yml", expanding);
  const { code, out, err } = await call([verb, "--placeholders", "none\u001b.yaml", "a.yml", "log.jsonl"]);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toMatch(/^nhi: --placeholders none\\u\{1b\}\.yaml does not exist; .+\n$/);
});

test("a pushed rule is held to the placeholders of the built-in rules, which are deployed with it", async () => {
  write("built-in/one.yml", ruleText("DeleteUser"));
  write("mine/placeholders.yaml", values("ci"));
  write("mine/a.yml", expanding);
  write("data/readme", "");
  const builtInRules = folder.path("built-in");
  const push = () => call(["push", "--data", "data", "mine"], { builtInRules });
  const refused = await push();
  expect([refused.code, refused.err.includes('"%watched%"'), refused.err.includes("nothing was pushed")]).toEqual([
    2,
    true,
    true,
  ]);
  write("built-in/placeholders.yaml", values("ci", "cd"));
  expect(await push()).toMatchObject({ code: 0, err: "" });
  const listed = await call(["list", "--remote", "--data", "data"], { builtInRules });
  expect(listed).toMatchObject({ code: 0, err: "" });
});
