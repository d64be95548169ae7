import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { memoryRules } from "../../../lib/adapters/memory/rules.ts";
import type { World } from "../../../lib/cli/world.ts";
import { rulesFolder, ruleText } from "./rules-folder.ts";

const { path, write, read, call: callOnBuiltIn } = rulesFolder();
const data = ["--data", "data"];
/** Every push and promotion compiles the built-in rules; but for one journey, two of them are enough. */
const builtIn = ["root-used.yml", "cloudtrail-logging-stopped.yml"];
beforeEach(() => {
  for (const folder of ["data", "built-in"]) mkdirSync(path(folder));
  for (const file of builtIn) copyFileSync(`rules/${file}`, path(`built-in/${file}`));
});
const call = (argv: readonly string[], changes: Partial<World> = {}) =>
  callOnBuiltIn(argv, { builtInRules: path("built-in"), ...changes });
const json = async (argv: readonly string[]) => JSON.parse((await call([...argv, "--json"])).out);
const states = async () =>
  (await json(["list", "--remote", ...data])).rules.map(
    ({ id, state }: { id: string; state: string }) => `${id} ${state}`,
  );

test("a rule goes from pushed over promoted and demoted to retired, and history names who did it", async () => {
  write("rules/mine.yml", ruleText("CreateUser"));
  expect(await callOnBuiltIn(["push", "rules", ...data, "--by", "ana"])).toEqual({
    code: 0,
    out: "pushed 1 file in shadow, version 1: mine.yml\nmake them live with: nhi rules promote mine --data data\n",
    err: "",
  });
  expect(await states()).toEqual(["mine shadow"]);
  expect((await callOnBuiltIn(["promote", "mine", ...data, "--by", "ben"])).out).toBe("live, version 2: mine.yml\n");
  expect((await call(["promote", "mine", ...data])).out).toBe("live already, version 2\n");
  expect((await call(["demote", "mine.yml", ...data])).out).toBe("in shadow, version 3: mine.yml\n");
  expect((await call(["retire", "mine", ...data])).out).toBe("retired, version 4: mine.yml\n");
  expect(await states()).toEqual([]);
  expect((await call(["undo", ...data])).out).toBe("the rules of version 3 are back, as version 5: mine.yml\n");
  expect((await call(["undo", "--to", "2", ...data])).out).toContain("the rules of version 2 are back, as version 6");
  expect(await states()).toEqual(["mine live"]);
  const { out } = await call(["history", ...data]);
  expect(out).toMatch(/^1 {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC {2}ana +pushed mine\.yml$/m);
  expect(out).toMatch(/^2 .* ben +promoted mine\.yml$/m);
  expect((await json(["history", ...data])).versions[0]).toMatchObject({ version: 6, restored: 2 });
});

test("a broken rule, or one for something else, keeps everything from being pushed", async () => {
  write("rules/good.yml", ruleText("CreateUser"));
  write("rules/bad.yml", ruleText("x").replace("condition: call", "condition: other"));
  const broken = await call(["push", "rules", ...data]);
  expect(broken.code).toBe(2);
  expect(broken.err).toMatch(/^rules\/bad\.yml:9: detection\.condition: error: /m);
  expect(broken.err).toContain("nothing was pushed\n");
  write("rules/bad.yml", ruleText("x").replace("product: aws\n  service: cloudtrail", "product: windows"));
  expect((await call(["push", "rules", ...data])).code).toBe(2);
  expect((await call(["push", "nowhere.yml", ...data])).code).toBe(2);
  expect(await states()).toEqual([]);
});

test("a rule whose name or id a built-in or a live rule has is refused, when pushed and when promoted", async () => {
  write("root-used.yml", ruleText("CreateUser"));
  const taken = await call(["push", "root-used.yml", ...data]);
  expect([taken.code, taken.err.includes("once more"), taken.err.includes("nothing was pushed")]).toEqual([
    2,
    true,
    true,
  ]);
  const id = "id: 8f3c1f2a-0000-4000-8000-00000000000a\n";
  write("one.yml", ruleText("CreateUser", id));
  write("two.yml", ruleText("DeleteUser", id));
  await call(["push", "one.yml", ...data]);
  await call(["push", "two.yml", ...data]);
  await call(["promote", "one", ...data]);
  const second = await call(["promote", "two", ...data]);
  expect([second.code, second.err.includes("nothing was promoted")]).toEqual([2, true]);
  expect(await states()).toEqual(["one live", "two shadow"]);
});

test("the next text of a live rule is listed and explained beside it", async () => {
  write("mine.yml", ruleText("CreateUser"));
  await call(["push", "mine.yml", ...data]);
  await call(["promote", "mine", ...data]);
  write("mine.yml", ruleText("DeleteUser"));
  await call(["push", "mine.yml", ...data]);
  expect(await states()).toEqual(["mine live", "mine shadow"]);
  const { out } = await call(["explain", "mine", ...data]);
  expect(out).toContain(
    'pushed/live/mine.yml\n\nIt looks for\n  all of:\n    eventSource is "iam.amazonaws.com"\n    eventName is "CreateUser"',
  );
  expect(out).toContain('eventName is "DeleteUser"');
});

test("pull writes the texts by state, and over a file that differs only with --force", async () => {
  write("mine.yml", ruleText("CreateUser"));
  await call(["push", "mine.yml", ...data]);
  expect((await call(["pull", "out", ...data])).out).toBe("wrote 1 files of version 1 below out\n");
  expect(read("out/shadow/mine.yml")).toBe(ruleText("CreateUser"));
  write("out/shadow/mine.yml", "changed");
  const refused = await call(["pull", "out", ...data]);
  expect([refused.code, refused.err.includes("differs from what was pushed")]).toEqual([2, true]);
  expect(read("out/shadow/mine.yml")).toBe("changed");
  expect((await call(["pull", "out", "--force", ...data])).code).toBe(0);
  expect(read("out/shadow/mine.yml")).toBe(ruleText("CreateUser"));
});

test("a stored name that would lead out of the folder is not written", async () => {
  const store = memoryRules();
  const rule = { file: "../out.yml", text: "x", state: "live", pushedBy: "", pushedAtMs: 0 } as const;
  await store.save({
    expectedVersion: 0,
    changedBy: "",
    changedAtMs: 0,
    change: "",
    restored: undefined,
    rules: [rule],
  });
  const { code, err } = await call(["pull", "out", ...data], { openRules: async () => store });
  expect([code, err.includes("which is no file's name")]).toEqual([2, true]);
  expect(existsSync(path("out.yml"))).toBe(false);
});

test.each([
  [["push", "x.yml"], "where are the rules? name the deployed warden's table with --table, or a folder with --data"],
  [["list", "--remote"], "where are the rules?"],
  [["history", "--data", "data", "--table", "t"], "--table and --data are two places; give one of them"],
  [["history", "--data", "nowhere"], "--data nowhere is no folder; make it first, or correct the path"],
  [["promote", "x", "--data", "data"], "No pushed rule is named x; none was pushed yet"],
  [["promote", "--data", "data"], "nothing to promote; give names of pushed rules"],
  [["undo", "--data", "data"], "There is nothing to undo"],
  [["undo", "--to", "x1", "--data", "data"], "--to x1 is no version; give a whole number"],
  [["undo", "--to", "9", "--data", "data"], "There is no version 9; the newest is 0"],
  [["pull", "--data", "data"], "pull needs one folder"],
])("nhi rules %j is one line and exit code 2", async (argv, message) => {
  write("x.yml", ruleText("CreateUser"));
  const { code, out, err } = await call(argv);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain(`nhi: ${message}`);
  expect(err.trimEnd().split("\n")).toHaveLength(1);
});

test.each([
  ["CredentialsProviderError", "there are no AWS credentials"],
  ["AccessDeniedException", "allow dynamodb:Query, GetItem, BatchGetItem and PutItem"],
  ["ResourceNotFoundException", "there is no such table in this account and region"],
])("what AWS says as %s becomes what to do about it", async (name, remedy) => {
  const openRules = async () => ({
    ...memoryRules(),
    history: () => Promise.reject(Object.assign(new Error("x"), { name })),
  });
  const { code, err } = await call(["history", "--table", "warden"], { openRules });
  expect([code, err.includes(remedy)]).toEqual([2, true]);
});

test("a store that fails for another reason is no fault of the input", async () => {
  const openRules = async () => ({ ...memoryRules(), load: () => Promise.reject(new Error("broken pipe")) });
  expect(await call(["list", "--remote", "--table", "t"], { openRules })).toMatchObject({ code: 1 });
});
