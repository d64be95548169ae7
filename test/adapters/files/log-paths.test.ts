import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { globExpression } from "../../../lib/adapters/files/glob-pattern.ts";
import { type Folders, findLogs, nodeFolders, pathProblem } from "../../../lib/adapters/files/log-paths.ts";

let cwd = "";
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "nhi-paths-"));
  const write = (path: string, content: string | Buffer) => {
    mkdirSync(join(cwd, path, ".."), { recursive: true });
    writeFileSync(join(cwd, path), content);
  };
  write("logs/b.jsonl", '{"eventTime":"2024-01-02T00:00:00Z"}');
  write("logs/a.jsonl.gz", gzipSync('{"eventTime": "2024-01-03T00:00:00Z"}'));
  write("logs/deep/1_CloudTrail_us-east-1_20240101T0005Z_x.json", "{}");
  write("logs/deep/untimed.log", "x");
  write("logs/README.md", "# read me");
  write("notes.txt", '{"eventTime":"2024-01-01T00:00:00Z"}');
  symlinkSync("b.jsonl", join(cwd, "logs/link.json"));
  symlinkSync("..", join(cwd, "logs/deep/up"));
});
afterAll(() => rmSync(cwd, { recursive: true }));

const found = async (...paths: string[]) => (await findLogs(paths, cwd)).files.map((file) => file.path);

test("a folder is searched to its depths, and its files come in the order of their first events", async () => {
  expect(await found("logs")).toEqual([
    "logs/deep/1_CloudTrail_us-east-1_20240101T0005Z_x.json",
    "logs/b.jsonl",
    "logs/link.json",
    "logs/a.jsonl.gz",
    "logs/deep/untimed.log",
  ]);
});

test("files with other endings are passed over, and named", async () => {
  expect((await findLogs(["logs"], cwd)).passedOver).toEqual(["logs/README.md", "logs/deep/up"]);
});

test.each([
  ["logs/*.jsonl", ["logs/b.jsonl"]],
  ["logs/**/*.log", ["logs/deep/untimed.log"]],
  ["**/*.jsonl*", ["logs/b.jsonl", "logs/a.jsonl.gz"]],
  ["logs/?.jsonl", ["logs/b.jsonl"]],
  ["./logs/README.*", ["logs/README.md"]],
])("the pattern %s finds %j", async (pattern, expected) => {
  expect(await found(pattern)).toEqual(expected);
});

test("a pattern matches whole paths, and only its own characters are special", () => {
  expect(globExpression("a+b(*).json").test("a+b(1).json")).toBe(true);
  expect(globExpression("a.json").test("aXjson")).toBe(false);
  expect(globExpression("*.json").test("logs/a.json")).toBe(false);
  expect(globExpression("**/a.json").test("a.json")).toBe(true);
});

test("a file that is meant twice is read once, and counts as named if it was", async () => {
  const { files } = await findLogs(["logs", "logs/b.jsonl", "./logs/../logs/b.jsonl"], cwd);
  const same = files.filter((file) => file.path.endsWith("/b.jsonl"));
  expect(same).toMatchObject([{ named: true, bytes: 36 }]);
});

test("a named file is taken whatever its ending", async () => {
  expect(await found("logs/README.md")).toEqual(["logs/README.md"]);
});

test.each([
  ["none.json", "does not exist"],
  ["notes.txt/x", "does not exist: a part of the path is a file, not a folder"],
  ["none/*.json", "does not exist"],
  ["*.parquet", "matches no file"],
  ["/dev/null", "is neither a file nor a folder"],
])("%s %s, and the rest is still found", async (path, what) => {
  const { files, problems } = await findLogs([path, "notes.txt"], cwd);
  expect(files.map((file) => file.path)).toEqual(["notes.txt"]);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.what).toBe(what);
  expect(problems[0]?.remedy).not.toBe("");
});

test("a folder without a log says so", async () => {
  mkdirSync(join(cwd, "void"), { recursive: true });
  expect((await findLogs(["void"], cwd)).problems).toMatchObject([{ place: "void", what: "holds no log file" }]);
});

test("a folder that this user may not read is one problem, and its neighbours are read", async () => {
  const denied: Folders = {
    ...nodeFolders,
    readdir: async (path) => {
      if (path.endsWith("/deep")) throw Object.assign(new Error("denied"), { code: "EACCES" });
      return nodeFolders.readdir(path);
    },
  };
  const { files, problems } = await findLogs(["logs"], cwd, denied);
  expect(files.map((file) => file.path)).toEqual(["logs/b.jsonl", "logs/link.json", "logs/a.jsonl.gz"]);
  expect(problems).toEqual([
    {
      place: "logs/deep",
      what: "may not be read by this user",
      remedy: "give this user the right to read it, or copy it to where it may be read",
    },
  ]);
});

test("an error of the file system that nobody foresaw keeps its code", () => {
  expect(pathProblem("a.json", Object.assign(new Error("x"), { code: "EIO" })).what).toBe("cannot be read (EIO)");
});
