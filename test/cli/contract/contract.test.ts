import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { CheckReport } from "../../../lib/cli/contract/render-check.ts";
import { main } from "../../../lib/cli/main.ts";
import type { World } from "../../../lib/cli/world.ts";
import { captured } from "../small-world.ts";

const account = "111122223333";
const user = `arn:aws:iam::${account}:user/backup`;
const role = `arn:aws:iam::${account}:role/worker`;
let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "nhi-contract-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const write = (path: string, content: string) => {
  mkdirSync(join(cwd, path, ".."), { recursive: true });
  writeFileSync(join(cwd, path), content);
};
const call = async (argv: readonly string[], changes: Partial<World> = {}) => {
  const { world, out, err } = await captured({ cwd, ...changes });
  const code = await main(["contract", ...argv], world);
  return { code, out: out(), err: err() };
};

let serial = 0;
const record = (bent: object = {}) => ({
  eventVersion: "1.08",
  eventID: `${String(serial++).padStart(8, "0")}-0000-4000-8000-000000000000`,
  eventTime: "2026-03-02T03:00:00Z",
  eventSource: "s3.amazonaws.com",
  eventName: "GetObject",
  awsRegion: "eu-west-1",
  sourceIPAddress: "192.0.2.10",
  userAgent: "Boto3/1.34.0",
  recipientAccountId: account,
  userIdentity: {
    type: "IAMUser",
    arn: user,
    accountId: account,
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    userName: "backup",
  },
  requestParameters: { bucketName: "shop", key: "a" },
  ...bent,
});
const lines = (records: readonly object[]) => records.map((each) => JSON.stringify(each)).join("\n");

/** Every night for three weeks, in one hour. */
const nights = () =>
  Array.from({ length: 21 }, (_, night) =>
    ["ListObjects", "GetObject", "PutObject"].map((eventName, at) =>
      record({ eventName, eventTime: new Date(Date.UTC(2026, 2, 2 + night, 3, at)).toISOString() }),
    ),
  ).flat();

describe("nhi contract lint", () => {
  test("says what is in force", async () => {
    const { code, out, err } = await call(["lint", "examples/contracts"], { cwd: process.cwd() });
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^3 contracts and 3 data categories in force, 0 errors, 0 warnings\n$/);
  });

  test("tells errors with file, line and remedy, warnings, and what has expired", async () => {
    write("mine/a.yaml", `identity: ${user}\nowner: team\naction: ["s3:*"]\n`);
    write("mine/b.yaml", `identity: ${role}\nowner: TODO\nexpires: 2020-01-01\n`);
    const { code, out, err } = await call(["lint", "mine"]);
    expect(code).toBe(2);
    expect(out).toBe("1 contract and 0 data categories in force, 1 error, 2 warnings\n");
    expect(err.split("\n")).toEqual([
      expect.stringMatching(/^mine\/a\.yaml:3: action is no known key; .*Did you mean actions\?$/),
      'warning: mine/b.yaml:2: owner is "TODO"; allowed is who answers for the identity. Write a team, a person or an address.',
      "warning: b has not held since 2020-01-02; ask its owner, TODO",
      "",
    ]);
  });

  test.each([
    [["lint", "none"], /^nhi: none is no folder; give a folder of contracts/],
    [["lint", "a", "b"], /takes one folder/],
    [["lind"], /nhi contract does not know lind; did you mean lint\?/],
    [["x\u001b"], /does not know x\\u\{1b\}; there are draft, check, lint/],
    [[], /nhi contract takes a verb; there are draft, check, lint/],
    [["check"], /nothing to check; give log files/],
    [["draft", "backup"], /takes an identity and log files/],
    [["check", "x", "--contract", "y"], /unknown option --contract; did you mean --contracts\?/],
    [["check", "x", "--since", "once"], /--since once is no time/],
  ])("nhi contract %j is refused in one line", async (argv, message) => {
    const { code, out, err } = await call(argv);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(message);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  });

  test("help tells every verb and option", async () => {
    const { code, out } = await call(["check", "--help"]);
    expect(code).toBe(0);
    for (const word of ["draft", "check", "lint", "--contracts", "--since", "--json"]) expect(out).toContain(word);
  });
});

describe("nhi contract check", () => {
  const contract = `identity: ${user}\nowner: platform\nactions: [s3:GetObject]\nresources: [shop]\nvolume: { callsPerHour: 3 }\n`;

  test("is quiet where everything is as agreed", async () => {
    write("contracts/backup.yaml", contract);
    write("log.jsonl", lines([record(), record(), record()]));
    const { code, out, err } = await call(["check", "log.jsonl"]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("3 activities of 1 identity, 1 with a contract");
    expect(out).toContain("No violation.");
  });

  test("tells each clause with its count, times, first event and what was seen", async () => {
    write("contracts/backup.yaml", contract);
    const records = [
      record(),
      record({ eventName: "PutObject", eventTime: "2026-03-02T05:00:00Z" }),
      record({
        eventName: "DeleteObject",
        eventTime: "2026-03-02T04:00:00Z",
        requestParameters: { bucketName: "other", key: "b" },
      }),
      record({ eventName: "PutObject", eventTime: "2026-03-02T06:00:00Z" }),
    ];
    write("log.jsonl", lines(records));
    const { code, out } = await call(["check", "log.jsonl", "--json"]);
    expect(code).toBe(1);
    const report = JSON.parse(out) as CheckReport;
    expect(report).toMatchObject({
      format: "nhi-contract-check/1",
      contracts: { folder: "contracts", inForce: 1, errors: [] },
      identities: { seen: 1, covered: 1 },
    });
    expect(report.violations).toEqual([
      {
        identityKey: user,
        contract: "backup",
        owner: "platform",
        clause: "actions",
        count: 3,
        firstMs: Date.UTC(2026, 2, 2, 4),
        lastMs: Date.UTC(2026, 2, 2, 6),
        firstEventId: records[2]?.eventID,
        allowed: "s3:GetObject",
        observed: [
          { text: "s3:PutObject", count: 2 },
          { text: "s3:DeleteObject", count: 1 },
        ],
      },
      expect.objectContaining({ clause: "resources", count: 1, observed: [{ text: "s3-object other/b", count: 1 }] }),
    ]);
    const text = (await call(["check", "log.jsonl"])).out;
    expect(text).toContain(
      `${user}\n  contract backup, owner platform\n  actions  3 violations, 2026-03-02 04:00:00 to`,
    );
    expect(text).toMatch(/resources {2}1 violation, 2026-03-02 04:00:00 UTC, first in event/);
  });

  test("counts the calls of an hour once each, in whatever file they come again", async () => {
    write("contracts/backup.yaml", contract);
    const hour = [record(), record(), record()];
    write("a.jsonl", lines(hour));
    write("b.jsonl", lines(hour));
    expect((await call(["check", "*.jsonl"])).code).toBe(0);
    write("b.jsonl", lines([...hour, record()]));
    const { out } = await call(["check", "*.jsonl", "--json"]);
    expect((JSON.parse(out) as CheckReport).violations).toMatchObject([{ clause: "volume", count: 1 }]);
  });

  test("a session that was issued to a stranger is told of the role that was assumed", async () => {
    write(
      "contracts/worker.yaml",
      `identity: ${role}\nowner: platform\npeers: { assumedBy: ["service:ec2.amazonaws.com"] }\n`,
    );
    write(
      "log.jsonl",
      lines([
        record({
          eventSource: "sts.amazonaws.com",
          eventName: "AssumeRole",
          requestParameters: { roleArn: role, roleSessionName: "s" },
          responseElements: { credentials: { accessKeyId: "ASIAIOSFODNN7EXAMPLE" } },
        }),
      ]),
    );
    const { code, out } = await call(["check", "log.jsonl", "--json"]);
    expect(code).toBe(1);
    expect((JSON.parse(out) as CheckReport).violations).toMatchObject([
      { identityKey: role, clause: "peers", observed: [{ text: `assumed by ${user}`, count: 1 }] },
    ]);
  });

  test("--since leaves older violations out, and a contract that is not right or input that cannot be read is exit code 2", async () => {
    write("contracts/backup.yaml", contract);
    write("log.jsonl", lines([record({ eventName: "PutObject" })]));
    expect((await call(["check", "log.jsonl", "--since", "2026-03-03"])).code).toBe(0);
    write("contracts/bad.yaml", "identity: 7\n");
    const bad = await call(["check", "log.jsonl"]);
    expect(bad.code).toBe(2);
    expect(bad.err).toContain("contracts/bad.yaml:1: identity is 7");
    expect(bad.out).toContain("actions  1 violation");
    rmSync(join(cwd, "contracts/bad.yaml"));
    write("log.jsonl", "{ not json\n");
    expect((await call(["check", "log.jsonl"])).code).toBe(2);
  });

  test("says when nothing was held against a contract", async () => {
    write("contracts/worker.yaml", `identity: ${role}\nowner: platform\n`);
    write("log.jsonl", lines([record()]));
    expect((await call(["check", "log.jsonl"])).out).toContain("Nothing was held against a contract.");
  });

  test("hostile names are escaped for people and whole for machines", async () => {
    write("contracts/backup.yaml", contract);
    write("log.jsonl", lines([record({ eventName: "Put\u001b[2J\u202e" })]));
    const { out } = await call(["check", "log.jsonl"]);
    expect(out).toContain("s3:Put\\u{1b}[2J\\u{202e}");
  });
});

describe("nhi contract draft", () => {
  test("prints a contract that the same logs keep, and that another call violates", async () => {
    write("log.jsonl", lines(nights()));
    const { code, out, err } = await call(["draft", "backup", "log.jsonl"]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("  - s3:GetObject  # 21 of 21 days\n");
    expect(out).toContain('    - "03:00-04:00"\n');
    write("contracts/backup.yaml", out);
    expect(await call(["check", "log.jsonl"])).toMatchObject({
      code: 0,
      out: expect.stringContaining("No violation."),
    });
    write(
      "later.jsonl",
      lines([record({ eventName: "DeleteBucket", eventTime: "2026-03-25T12:00:00Z", awsRegion: "us-west-1" })]),
    );
    const { out: checked } = await call(["check", "later.jsonl", "--json"]);
    expect((JSON.parse(checked) as CheckReport).violations.map(({ clause }) => clause)).toEqual([
      "actions",
      "regions",
      "schedule",
    ]);
  });

  test("takes exactly one identity, by key, name or pattern", async () => {
    const other = { type: "IAMUser", arn: `${user}-2`, accountId: account, accessKeyId: "AKIA2", userName: "backup-2" };
    write("log.jsonl", lines([record(), record({ userIdentity: other })]));
    expect((await call(["draft", user, "log.jsonl"])).out).toContain(`identity: ${user}\n`);
    expect((await call(["draft", "*-2", "log.jsonl"])).out).toContain(`identity: ${user}-2\n`);
    const both = await call(["draft", "backup*", "log.jsonl"]);
    expect([both.code, both.out]).toEqual([2, ""]);
    expect(both.err).toBe(`nhi: backup* is 2 identities; give one of ${user}, ${user}-2\n`);
    const none = await call(["draft", "nobody", "log.jsonl"]);
    expect([none.code, none.err]).toEqual([
      2,
      "nhi: nobody is not in these logs; nhi replay lists the identities that are\n",
    ]);
  });
});

test("of a real account, no identity violates the contract that is drafted from it", async () => {
  const real = resolve("../shared/cloudtrail/boogy-eks-production/all.jsonl.gz");
  const { identities } = JSON.parse(
    await (async () => {
      const { world, out } = await captured({ cwd });
      await main(["replay", "--json", "-q", real], world);
      return out();
    })(),
  ) as { identities: readonly { key: string; activities: number; kind: string }[] };
  const busiest = identities.filter(({ kind, activities }) => kind !== "aws-service" && activities > 0).slice(0, 12);
  for (const [at, { key }] of busiest.entries()) {
    const { code, out } = await call(["draft", key, real, "-q"]);
    expect(code).toBe(0);
    write(`contracts/${at}.yaml`, out);
  }
  const { out } = await call(["check", real, "--json"]);
  expect((JSON.parse(out) as CheckReport).violations).toEqual([]);
  expect((JSON.parse(out) as CheckReport).identities.covered).toBe(busiest.length);
}, 60_000);
