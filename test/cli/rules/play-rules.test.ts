import type { PlayReport } from "../../../lib/cli/rules/play-tally.ts";
import { realFile } from "../replay-folder.ts";
import { record, rulesFolder, ruleText } from "./rules-folder.ts";

const { write, call, json } = rulesFolder();

const user = (name: string) => ({
  type: "IAMUser",
  arn: `arn:aws:iam::111122223333:user/${name}`,
  accountId: "111122223333",
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  userName: name,
});
const at = (day: number, name: string, changes: Record<string, unknown> = {}) =>
  record({
    eventID: `event-${day}-${name}`,
    eventTime: `2024-03-${String(day).padStart(2, "0")}T08:00:00Z`,
    userIdentity: user(name),
    ...changes,
  });
const lines = (...records: readonly object[]) => records.map((one) => JSON.stringify(one)).join("\n");

test("matches, rate, identities, first and last time and three examples are shown, and a record twice counts once", async () => {
  write("rule.yml", ruleText("CreateUser"));
  const history = [1, 2, 3, 4, 5].map((day) => at(day, "ci"));
  write("log.jsonl", lines(...history, history[0] as object, at(5, "ana"), at(11, "ana", { eventName: "ListUsers" })));
  const report: PlayReport = await json(["play", "rule.yml", "log.jsonl"]);
  expect(report).toMatchObject({ format: "nhi-rules-play/1", records: 8, days: 10, problems: [] });
  const [rule] = report.rules;
  expect(rule).toMatchObject({ ruleId: "rule", level: "high", matches: 6, perDay: 0.6 });
  expect([rule?.firstMs, rule?.lastMs]).toEqual([Date.UTC(2024, 2, 1, 8), Date.UTC(2024, 2, 5, 8)]);
  expect(rule?.identities.map(({ key, matches }) => [key, matches])).toEqual([
    ["arn:aws:iam::111122223333:user/ci", 5],
    ["arn:aws:iam::111122223333:user/ana", 1],
  ]);
  expect(rule?.samples.map(({ eventId }) => eventId)).toEqual(["event-1-ci", "event-2-ci", "event-5-ana"]);
  const { code, out } = await call(["play", "rule.yml", "log.jsonl"]);
  expect(code).toBe(0);
  expect(out).toContain("6 matches, 0.6 a day over 10.0 days; first 2024-03-01 08:00:00, last 2024-03-05 08:00:00 UTC");
  expect(out).toContain("1 of 1 rule matched, 6 matches");
});

test("--since leaves older events out, and a history below a day has no rate", async () => {
  write("rule.yml", ruleText("CreateUser"));
  write("log.jsonl", lines(at(1, "ci"), at(5, "ci")));
  const report: PlayReport = await json(["play", "--since", "2024-03-03", "rule.yml", "log.jsonl"]);
  expect(report).toMatchObject({ records: 1, rules: [{ matches: 1, perDay: null }] });
});

test("a rule over what the warden knows sees it while the history goes by", async () => {
  const text = ruleText("CreateUser").replace("    eventName", "    nhi.kind: access-key-user\n    eventName");
  write("rule.yml", text);
  write("log.jsonl", lines(at(1, "ci")));
  expect((await json(["play", "rule.yml", "log.jsonl"])).rules[0].matches).toBe(1);
});

test("text of records is escaped where people see it", async () => {
  write("rule.yml", ruleText("CreateUser"));
  write("log.jsonl", lines(at(1, "ci", { errorCode: "\u001b[31mDenied", awsRegion: "a\nb" })));
  const { out } = await call(["play", "rule.yml", "log.jsonl"]);
  expect(out).toContain("(\\u{1b}[31mDenied) in a\\nb by");
});

test("a folder of rules, or a built-in one by its name, runs over real history and names only what matched", async () => {
  write("rules/none.yml", ruleText("NeverCalled"));
  write(
    "rules/some.yml",
    ruleText("x").replace("iam.amazonaws.com", "sts.amazonaws.com").replace("eventName: x", "eventName: AssumeRole"),
  );
  const real = `${process.cwd()}/${realFile}`;
  const { code, out } = await call(["play", "rules", real]);
  expect(code).toBe(0);
  expect(out).toContain("1,679 records, 2024-03-13");
  expect(out).toMatch(/^some {2}high {2}x seen$/m);
  expect(out).not.toMatch(/^none/m);
  expect(out).toContain("1 of 2 rules matched");
  expect((await call(["play", "root-used", real])).out).toContain("root-used  high  Root user used\n  no match");
});

test("broken rules and unreadable history are told, and are exit code 2", async () => {
  write("rules/bad.yml", "title: bad\n");
  write("rules/good.yml", ruleText("CreateUser"));
  write("log.jsonl", `${lines(at(1, "ci"))}\nnot json\n`);
  const { code, out, err } = await call(["play", "rules", "log.jsonl", "nowhere.jsonl"]);
  expect(code).toBe(2);
  expect(err).toContain("rules/bad.yml:1: logsource: error:");
  expect(err).toContain("nowhere.jsonl: does not exist");
  expect(out).toContain("1 of 1 rule matched, 1 match");
  expect((await call(["play", "rules/bad.yml", "log.jsonl"])).code).toBe(2);
  expect((await call(["play", "rules"])).err).toContain("play needs a rule and the history to run it over");
});
