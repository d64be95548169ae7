import { coloured, plain } from "../../lib/cli/paint.ts";
import { renderReplay } from "../../lib/cli/render-replay.ts";
import type { IdentityLine, ReplayReport } from "../../lib/cli/replay-report.ts";
import { account, roleKey } from "./hand-made.ts";

const startMs = Date.UTC(2024, 2, 13, 8, 0, 0);
const identity = (name: string, changes: Partial<IdentityLine> = {}): IdentityLine => ({
  key: `arn:aws:iam::${account}:role/${name}`,
  kind: "eks",
  name,
  accountId: account,
  activities: 12,
  firstMs: startMs,
  lastMs: startMs,
  workloads: [],
  agents: [],
  ...changes,
});

const report: ReplayReport = {
  format: "nhi-replay/1",
  input: {
    files: 2,
    bytes: 2_000_000,
    skipped: [{ file: "logs/x.labels.jsonl", records: 1679 }],
    passedOver: 3,
    firstEventMs: startMs,
    lastEventMs: startMs + 86_400_000,
  },
  records: { read: 1010, activities: 1000, notices: 2, setAside: 3, older: 5, balanced: true, stoppedAtLimit: false },
  setAside: [{ reason: "not-json", count: 3, first: "logs/a.json:12", excerpt: "{" }],
  rules: { folder: "built-in", count: 40 },
  policy: { file: "warden.yaml", mode: "observe" },
  contracts: { folder: "contracts", inForce: 1, dataCategories: 0 },
  networks: { folder: undefined, files: [] },
  identities: [
    identity("app", { workloads: ["system:serviceaccount:shop:cart"], agents: ["karpenter", "aws-sdk-go"] }),
    identity("other", { kind: "lambda", activities: 0 }),
  ],
  findings: [
    {
      rule: "cloudtrail-logging-stopped",
      title: "CloudTrail logging stopped",
      level: "high",
      identityKey: roleKey,
      count: 2,
      firstMs: startMs,
      lastMs: startMs + 60_000,
      firstEventId: "e1",
    },
  ],
  trust: [
    {
      identityKey: roleKey,
      lowest: { trust: 35.7, timeMs: startMs },
      last: { trust: 60, timeMs: startMs + 1000 },
      fromMs: startMs,
      bucketMs: 1000,
      buckets: [35.7, undefined, 60],
    },
  ],
  wouldContain: [
    {
      target: { playbook: "revoke-role-sessions", accountId: account, roleName: "app" },
      identityKey: roleKey,
      timeMs: startMs,
      eventId: "e1",
      decision: "alert",
      trust: 35.7,
      reasons: ["trust is 35, at or below 40", "the policy only observes"],
      rules: ["cloudtrail-logging-stopped"],
      signals: ["network"],
      laterRecords: 40,
      laterRecordsStopped: 38,
    },
  ],
  problems: [],
  elapsedMs: 2000,
};

const lines = (changes: Partial<ReplayReport> = {}, showAll = false) =>
  renderReplay({ ...report, ...changes }, plain, showAll).split("\n");

test("the report says what was read, what it showed, and what would have been stopped", () => {
  expect(
    lines().join("\n"),
  ).toBe(`Records  1,010 = 1,000 activities + 2 notices + 3 set aside + 5 older than --since: none lost
Input    2 files, 2.0 MB in 2s, 505 records/s; 3 files with other endings passed over
Events   2024-03-13 08:00:00 to 2024-03-14 08:00:00 UTC
Policy   warden.yaml, mode observe; 40 rules (built-in)
Known    1 contract (contracts); no network files

Set aside
  3  not-json  first at logs/a.json:12

Skipped: no CloudTrail records inside
  1,679 lines  logs/x.labels.jsonl

Identities: 2 (1 role, 1 only assumed)
  eks (1)
    app  123456789012  12 records  karpenter, aws-sdk-go
      as system:serviceaccount:shop:cart
  lambda (1)
    other  123456789012  only assumed

Findings: 2
  high      CloudTrail logging stopped
    2x  role/app in 123456789012  2024-03-13 08:00:00 to 08:01:00

Trust over time
  role/app in 123456789012  lowest 35 at 2024-03-13 08:00:00  last 60  ▃·▅
  (each bar is the lowest trust of its stretch of time; a dot where nothing moved it)

Would have contained
  2024-03-13 08:00:00  revoke the sessions of role app in 123456789012
    trust 35, decision alert; event e1
    rule cloudtrail-logging-stopped, signal network
    trust is 35, at or below 40
    the policy only observes
    38 of the 40 later records of this identity would have been stopped
  (mode observe: nothing would be contained without a person)
`);
});

test("a report with nothing to tell says so", () => {
  const text = lines({ findings: [], trust: [], wouldContain: [], setAside: [], identities: [] }).join("\n");
  expect(text).toContain("Findings: 0\n  none");
  expect(text).toContain("no identity's trust moved from 100");
  expect(text).toContain("nothing: no evidence was strong enough");
  expect(text).not.toContain("Set aside");
});

test("a sum that is wrong is said loudly", () => {
  expect(lines({ records: { ...report.records, balanced: false } })[0]).toContain("THE SUM IS WRONG");
});

test("long lists are cut and say so, unless everything was asked for", () => {
  const identities = Array.from({ length: 30 }, (_, index) => identity(`app-${index}`));
  expect(lines({ identities })).toContain("    and 25 more (--all shows every one)");
  expect(lines({ identities }, true).filter((line) => line.includes("app-"))).toHaveLength(30);
});

test("no line is longer than 100 characters, whatever names the records hold", () => {
  const long = "x".repeat(3000);
  const everything = lines({
    identities: [identity(long, { workloads: [long, `${long} ${long}`] })],
    findings: report.findings.map((line) => ({ ...line, title: long, identityKey: long })),
    trust: report.trust.map((line) => ({ ...line, identityKey: long, buckets: Array(40).fill(50) })),
    wouldContain: report.wouldContain.map((entry) => ({
      ...entry,
      eventId: long,
      reasons: [long],
      rules: [long],
      target: { playbook: "revoke-role-sessions", accountId: account, roleName: long },
    })),
    setAside: [{ reason: "not-json", count: 3, first: long, excerpt: long }],
    input: { ...report.input, skipped: [{ file: long, records: 1 }] },
    policy: { file: long, mode: "observe" },
    rules: { folder: long, count: 3 },
  });
  expect(everything.filter((line) => line.length > 100)).toEqual([]);
});

test("no control character of a record reaches the terminal", () => {
  const hostile = "a\u001b[2J\r\n\u202eb";
  const text = renderReplay(
    {
      ...report,
      identities: [identity(hostile, { workloads: [hostile] })],
      findings: report.findings.map((line) => ({ ...line, title: hostile, identityKey: hostile })),
      trust: report.trust.map((line) => ({ ...line, identityKey: hostile })),
      wouldContain: report.wouldContain.map((entry) => ({
        ...entry,
        eventId: hostile,
        reasons: [hostile],
        rules: [hostile],
      })),
      setAside: [{ reason: "not-json", count: 1, first: hostile, excerpt: hostile }],
      input: { ...report.input, skipped: [{ file: hostile, records: 1 }] },
    },
    plain,
    true,
  );
  expect(text).not.toMatch(/[^\n\P{C}]/u);
});

test("colour changes nothing but colour", () => {
  const text = renderReplay(report, coloured, false);
  expect(text).toContain("\u001b[");
  expect(text.replace(/\p{Cc}\[\d+m/gu, "")).toBe(renderReplay(report, plain, false));
});
