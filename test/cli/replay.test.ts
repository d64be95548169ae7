import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import type { World } from "../../lib/cli/world.ts";
import { realFile, realLines, replayFolder } from "./replay-folder.ts";
import { bytesOf } from "./small-world.ts";

const { write, call, json } = replayFolder();

test("every shared set is read without losing a record, and label files are named as skipped", async () => {
  const { code, report } = await json(["../shared/cloudtrail"], { cwd: process.cwd() });
  expect(report.records).toMatchObject({ read: 3535, balanced: true, notices: 0 });
  expect(report.records.activities + report.records.setAside).toBe(3535);
  expect(report.setAside.map(({ reason }) => reason)).toEqual(["unsupported-wrapper"]);
  expect(report.input.skipped.map(({ file }) => file).every((file) => file.endsWith("all.labels.jsonl.gz"))).toBe(true);
  expect(report.input.skipped).toHaveLength(6);
  expect(code).toBe(2);
});

test("a production account's identities are named by kind, with the workloads that hold them", async () => {
  const { code, err, report } = await json([realFile], { cwd: process.cwd() });
  expect([code, err]).toEqual([0, ""]);
  const ofKind = (kind: string) => report.identities.filter((line) => line.kind === kind);
  expect(report.identities.reduce((sum, line) => sum + line.activities, 0)).toBe(1679);
  expect(ofKind("ec2").every(({ workloads }) => workloads.every((workload) => workload.startsWith("i-")))).toBe(true);
  expect(ofKind("eks").flatMap(({ workloads }) => workloads)).toContain("system:serviceaccount:velero:velero-server");
  expect(report.wouldContain).toEqual([]);
});

test("standard output holds the JSON object and nothing else, and keys without a value are null", async () => {
  const { out } = await call(["--json", "-"], { stdin: bytesOf(realLines[0] as string) });
  expect(out.trimEnd().split("\n")).toHaveLength(1);
  expect(JSON.parse(out)).toMatchObject({ format: "nhi-replay/1", policy: { file: null, mode: "observe" } });
});

test("a file in a folder that holds something else is skipped in one line and is no fault", async () => {
  write("logs/good.jsonl", realLines.slice(0, 3).join("\n"));
  write("logs/package.json", JSON.stringify({ name: "x", version: "1" }, undefined, 2));
  write("logs/app.log", "started\nstopped\n");
  const { code, err, report } = await json(["logs"]);
  expect(code).toBe(0);
  expect(report.input.skipped).toEqual([
    { file: "logs/app.log", records: 2 },
    { file: "logs/package.json", records: 1 },
  ]);
  expect(err).toMatch(/^logs\/app\.log: no CloudTrail records: skipped, 2 lines; /m);
  expect((await call(["--json", "--quiet", "logs"])).err).toBe("");
});

test("a file that begins with something else and then holds a record is read in full", async () => {
  write("logs/mixed.jsonl", `{"x":1}\n{"x":2}\n${realLines[0]}\n`);
  const { code, report } = await json(["logs"]);
  expect(report.records).toMatchObject({ read: 3, activities: 1, setAside: 2 });
  expect(code).toBe(2);
});

test("S3 log files, lookups, arrays of JSON strings and JSON lines give the same identities", async () => {
  const some = realLines.slice(0, 40);
  write("lines.jsonl", some.join("\n"));
  write("s3.json.gz", gzipSync(`{"Records":[${some.join(",")}]}`));
  write(
    "lookup.json",
    JSON.stringify({ Events: some.map((line) => ({ EventId: "x", CloudTrailEvent: line })) }, undefined, 4),
  );
  write("query.json", JSON.stringify(some, undefined, 4));
  const [first, ...others] = await Promise.all(
    ["lines.jsonl", "s3.json.gz", "lookup.json", "query.json"].map(async (file) => (await json([file])).report),
  );
  expect(first?.records.activities).toBe(40);
  for (const other of others) expect(other.identities).toEqual(first?.identities);
});

test("--since leaves older records out and counts them; --limit stops and says so", async () => {
  write("all.jsonl", realLines.join("\n"));
  const later = realLines.filter(
    (line) => (JSON.parse(line) as { eventTime: string }).eventTime >= "2024-03-13T08:35:00Z",
  ).length;
  const { report } = await json(["--since", "2024-03-13T08:35:00Z", "all.jsonl"]);
  expect(report.records).toMatchObject({ read: 1679, activities: later, older: 1679 - later, balanced: true });
  const limited = await json(["--limit", "1234", "all.jsonl"]);
  expect(limited.report.records).toMatchObject({ read: 1234, activities: 1234, stoppedAtLimit: true });
});

test("--identity narrows the lists, by key or by name and in either case, but not the totals", async () => {
  write("all.jsonl", realLines.join("\n"));
  const { report } = await json(["--identity", "*Velero*", "all.jsonl"]);
  expect(report.identities.length).toBeGreaterThan(0);
  expect(report.identities.every(({ key }) => key.toLowerCase().includes("velero"))).toBe(true);
  expect(report.records.activities).toBe(1679);
});

test("the order of files does not depend on the order in which they were named", async () => {
  write("late.jsonl", realLines.slice(800).join("\n"));
  write("early.jsonl", realLines.slice(0, 800).join("\n"));
  const [one, other] = await Promise.all([json(["late.jsonl", "early.jsonl"]), json(["early.jsonl", "late.jsonl"])]);
  expect({ ...one.report, elapsedMs: 0 }).toEqual({ ...other.report, elapsedMs: 0 });
});

test("a terminal gets a progress line on standard error and a report in colour; a pipe gets neither", async () => {
  write("all.jsonl", realLines.join("\n"));
  let shown = "";
  const terminal = { write: (text: string) => (shown += text), isTerminal: true, columns: 100 };
  let nowMs = 0;
  const nowMsTicking = () => {
    nowMs += 500;
    return nowMs;
  };
  const { out } = await call(["all.jsonl"], { stderr: terminal, nowMs: nowMsTicking });
  const [, firstLine = ""] = shown.split("\r\u001b[2K");
  expect(firstLine).toMatch(/^\[=+ *\] +\d+% {2}[\d,]+ records/);
  expect(shown.endsWith("\r\u001b[2K")).toBe(true);
  expect(out).not.toContain("\u001b");
  const piped = await call(["all.jsonl"]);
  expect(piped.err + piped.out).not.toContain("\u001b");

  const colour = async (changes: Partial<World>, ...more: string[]) => {
    let text = "";
    const stdout = { write: (part: string) => (text += part), isTerminal: true, columns: 100 };
    await call([...more, "all.jsonl"], { stdout, ...changes });
    return text.includes("\u001b[");
  };
  expect(await colour({})).toBe(true);
  expect(await colour({ environment: { NO_COLOR: "1" } })).toBe(false);
  expect(await colour({}, "--no-color")).toBe(false);
});

test.each([
  ["observe", "alert"],
  ["ask", "ask"],
  ["enforce", "contain"],
])(
  "in mode %s a role that leaves the organisation is to be contained (%s), and what that would have stopped is counted",
  async (mode, decision) => {
    const attack = gunzipSync(
      readFileSync("../shared/cloudtrail/attacks/aws.defense-evasion.organizations-leave.jsonl.gz"),
    );
    const leaving = attack
      .toString("utf8")
      .trim()
      .split("\n")
      .find((line) => line.includes('"LeaveOrganization"')) as string;
    const { eventTime } = JSON.parse(leaving) as { eventTime: string };
    const after = (seconds: number) =>
      `${new Date(Date.parse(eventTime) + seconds * 1000).toISOString().slice(0, 19)}Z`;
    const later = (seconds: number, sessionBegan?: string) => {
      const record = JSON.parse(leaving);
      Object.assign(record, {
        eventID: `later-${seconds}`,
        eventName: "ListRoots",
        eventTime: after(seconds),
        readOnly: true,
      });
      if (sessionBegan) record.userIdentity.sessionContext.attributes.creationDate = sessionBegan;
      return JSON.stringify(record);
    };
    const ofOldSessions = [1, 30, 400, 4000].map((seconds) => later(seconds));
    const ofNewSessions = [500, 5000].map((seconds) => later(seconds, after(seconds - 10)));
    write("warden.yaml", `mode: ${mode}\n`);
    write("attack.jsonl", [...ofNewSessions, leaving, ...ofOldSessions].join("\n"));
    const { code, report } = await json(["attack.jsonl"]);
    expect(code).toBe(0);
    expect(report.wouldContain).toMatchObject([
      {
        target: { playbook: "deny-role-session" },
        timeMs: Date.parse(eventTime),
        decision,
        rules: ["organization-left"],
        laterRecords: 6,
        // Also what is done in later sessions of that name: it is the name that is denied.
        laterRecordsStopped: 6,
      },
    ]);
  },
);
