import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { World } from "../../lib/cli/world.ts";
import { realLines, replayFolder } from "./replay-folder.ts";
import { captured } from "./small-world.ts";

const { path, write, json } = replayFolder();

describe("input that is not right gets one line with file, place and remedy, exit code 2, and the rest is done", () => {
  const good = realLines.slice(0, 3).join("\n");
  const bad: readonly (readonly [
    name: string,
    file: string,
    content: string | Buffer,
    line: RegExp,
    alsoRead: number,
  ])[] = [
    [
      "truncated gzip",
      "bad.gz",
      gzipSync(realLines.slice(0, 50).join("\n")).subarray(0, 2000),
      /^bad\.gz:\d+: truncated-gzip: the gzip data is cut off before its end.*; fetch the file again/,
      0,
    ],
    [
      "half a line",
      "bad.jsonl",
      `${realLines[4]}\n${realLines[5]?.slice(0, 400)}\n${realLines[6]}\n`,
      /^bad\.jsonl:2: not-json: .*; fetch the file again, or take this line out$/,
      2,
    ],
    [
      "an empty file",
      "bad.json",
      "",
      /^bad\.json: is empty: there is no record in it; fetch it again, or leave it out$/,
      0,
    ],
    [
      "a line of 5 MB",
      "bad.log",
      `{"a":"${"x".repeat(5e6)}"}\n${realLines[4]}`,
      /^bad\.log:1: too-large: the record has 5000008 bytes; at most 1048576 are read.*; no CloudTrail record is this long/,
      1,
    ],
    [
      "something else, named",
      "bad.txt",
      '{"hello":1}',
      /^bad\.txt:1: not-an-event: .*; give CloudTrail records, or leave this file out$/,
      0,
    ],
    [
      "a bad time",
      "bad.json",
      (realLines[4] as string).replace(/"eventTime":"[^"]*"/, '"eventTime":"noon"'),
      /^bad\.json:1: bad-event-time: .*; give the record as CloudTrail wrote it/,
      0,
    ],
  ];

  test.each(bad)("%s", async (_name, file, content, line, alsoRead) => {
    write("good.jsonl", good);
    write(file, content);
    const { code, err, report } = await json(["good.jsonl", file]);
    expect(code).toBe(2);
    const said = err.trimEnd().split("\n");
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(line);
    expect(report.records.balanced).toBe(true);
    expect(report.records.activities).toBeGreaterThanOrEqual(3 + alsoRead);
    expect(report.problems).toHaveLength(1);
  });

  test("a missing path, and a folder without rights", async () => {
    write("logs/good.jsonl", good);
    const { world } = await captured({ cwd: path() });
    const denied: World["folders"] = {
      ...world.folders,
      readdir: async (folder) => {
        if (folder.endsWith("secret")) throw Object.assign(new Error("no"), { code: "EACCES" });
        return world.folders.readdir(folder);
      },
    };
    mkdirSync(join(path(), "logs/secret"));
    const { code, err, report } = await json(["none.json", "logs"], { folders: denied });
    expect(err).toBe(
      "none.json: does not exist; check the path\n" +
        "logs/secret: may not be read by this user; give this user the right to read it, or copy it to where it may be read\n",
    );
    expect([code, report.records.activities]).toEqual([2, 3]);
  });

  test("a file that cannot be opened, or breaks while it is read", async () => {
    write("good.jsonl", good);
    write("locked.jsonl", good);
    write("broken.jsonl", good);
    const { world } = await captured({ cwd: path() });
    async function* failing(code: string, before: string) {
      if (before) yield Buffer.from(before);
      throw Object.assign(new Error("no"), { code });
    }
    const open: World["open"] = (file) => {
      if (file.endsWith("locked.jsonl")) return failing("EACCES", "");
      return file.endsWith("broken.jsonl") ? failing("EIO", `${realLines[9]}\n`) : world.open(file);
    };
    const { code, err, report } = await json(["good.jsonl", "locked.jsonl", "broken.jsonl"], { open });
    expect(err).toMatch(/^locked\.jsonl: may not be read by this user; /m);
    expect(err).toMatch(/^broken\.jsonl: cannot be read \(EIO\); /m);
    expect([code, report.records.activities]).toEqual([2, 4]);
  });

  test.each([
    ["an unknown key", "mode: observe\ncolour: red\n", /^warden\.yaml:2:1: .*colour/],
    ["a wrong type", "thresholds: 5\n", /^warden\.yaml:1:\d+: .*thresholds/],
    ["a threshold out of range", "thresholds: {review: 900, alert: 60, contain: 40}\n", /^warden\.yaml:1:\d+: .*900/],
  ])("a warden.yaml with %s; the default policy, which contains nothing, stands in", async (_name, policy, line) => {
    write("good.jsonl", good);
    write("warden.yaml", policy);
    const { code, err, report } = await json(["good.jsonl"]);
    expect(err.split(path()).join("").replaceAll("/warden.yaml", "warden.yaml").split("\n")[0]).toMatch(line);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
    expect(err).toMatch(/ Replayed with the default policy\.\n$/);
    expect(code).toBe(2);
    expect(report.policy).toEqual({ file: null, mode: "observe" });
    expect(report.records.activities).toBe(3);
  });

  test("a policy and a rule folder that do not exist", async () => {
    write("good.jsonl", good);
    const { code, err, report } = await json(["--policy", "none.yaml", "--rules", join(path(), "none"), "good.jsonl"]);
    expect(err).toMatch(/none: the rules cannot be read \(ENOENT\); give a folder of Sigma rules/);
    expect(err).toMatch(/^none\.yaml: does not exist; check the path/m);
    expect([code, report.records.activities, report.rules.count]).toEqual([2, 3, 0]);
  });

  test("a rule that cannot be used keeps no other out; one that is only odd is told and no fault", async () => {
    write("good.jsonl", good);
    const rule = (level: string) =>
      `title: Good\nlogsource: {product: aws, service: cloudtrail}\ndetection: {a: {eventName: X}, condition: a}\nlevel: ${level}\n`;
    write("rules/good.yml", rule("low"));
    write("rules/broken.yml", "title: [");
    const broken = await json(["--rules", join(path(), "rules"), "good.jsonl"]);
    expect(broken.err).toMatch(/rules\/broken\.yml:1: error: found .*; allowed: .*; /);
    expect([broken.code, broken.report.rules.count]).toEqual([2, 1]);
    const warned = await json(["good.jsonl"], {
      loadRules: async () => ({
        rules: { match: () => [] },
        count: 1,
        problems: [],
        warnings: ["x.yml:1: warning: odd"],
      }),
    });
    expect([warned.code, warned.err]).toEqual([0, "x.yml:1: warning: odd\n"]);
  });

  test("the same fault in a thousand records is shown five times and counted", async () => {
    write("bad.jsonl", '{"a":\n'.repeat(1000));
    const { err, report } = await json(["bad.jsonl"]);
    expect(err.trimEnd().split("\n")).toHaveLength(6);
    expect(err).toMatch(/more records were set aside for the same reasons/);
    expect(report.records).toMatchObject({ balanced: true, activities: 0, setAside: report.records.read });
  });
});
