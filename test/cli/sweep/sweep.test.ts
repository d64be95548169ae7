import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { cloudTrailHistory } from "../../../lib/adapters/cloudtrail/event-history.ts";
import type { SweepReport } from "../../../lib/app/sweep.ts";
import { main } from "../../../lib/cli/main.ts";
import type { World } from "../../../lib/cli/world.ts";
import { type AwsEndpoint, jsonError, startAwsEndpoint } from "../../adapters/aws-endpoint.ts";
import { trailAnswers } from "../../adapters/cloudtrail/trail-answers.ts";
import { account, assume, call, createKey, key, startMs } from "../../domain/response/sweep/made-records.ts";
import { captured } from "../small-world.ts";

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "nhi-sweep-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const nowMs = () => startMs + 600_000;
const run = async (argv: readonly string[], changes: Partial<World> = {}) => {
  const { world, out, err } = await captured({ cwd, nowMs, ...changes });
  const code = await main(["sweep", ...argv], world);
  return { code, out: out(), err: err() };
};
const reportOf = (out: string) => JSON.parse(out) as SweepReport & { readonly format: string };
const things = (steps: readonly { readonly thing: string; readonly name: string }[]) =>
  steps.map(({ thing, name }) => `${thing} ${name}`);

const stolen = { accessKeyId: key("AKIA", 1), userName: "ci" };
const theft = [
  createKey(stolen, 10, "bob", key("AKIA", 2)),
  assume({ accessKeyId: key("AKIA", 2), userName: "bob" }, 20, "app", "x1", key("ASIA", 3)),
  call({ accessKeyId: key("ASIA", 3), session: ["app", "x1"] }, "secretsmanager:GetSecretValue", 30, {
    secretId: "db",
  }),
  call(stolen, "iam:AttachUserPolicy", 40, { userName: "ci\u202e\u001b[2J", policyArn: "arn:p" }),
];
const write = (name: string, content: string | Buffer) => writeFileSync(join(cwd, name), content);
const writeTheft = () => {
  write("a.json", JSON.stringify({ Records: theft.slice(0, 2) }));
  write(
    "b.jsonl.gz",
    gzipSync(
      theft
        .slice(1)
        .map((record) => JSON.stringify(record))
        .join("\n"),
    ),
  );
};

describe("nhi sweep --in", () => {
  test("prints who made what, then what to do, sources first", async () => {
    writeTheft();
    const { code, out, err } = await run([key("AKIA", 1), "--in", "."]);
    expect([code, err]).toEqual([0, ""]);
    const tree = out.slice(out.indexOf("Who made what"), out.indexOf("\n\nContain"));
    expect(tree.split("\n")).toEqual([
      "Who made what",
      `access key ${key("AKIA", 1)}`,
      `├─ 2026-11-21 10:00:10  access key ${key("AKIA", 2)}: of user bob`,
      `│  └─ 2026-11-21 10:00:20  role session role/app/x1 (${key("ASIA", 3)})`,
      "│     └─ 2026-11-21 10:00:30  secret db",
      "└─ 2026-11-21 10:00:40  attached policy ci\\u{202e}\\u{1b}[2J: arn:p",
    ]);
    const titles = ["Contain, sources first", "To be undone by a person", "Read, so to be replaced"];
    const at = titles.map((title) => out.indexOf(title));
    expect(at).toEqual([...at].sort((one, other) => one - other));
    expect(out).toContain(
      `   2  access key ${key("AKIA", 2)}: of user bob, account ${account}\n      key ${key("AKIA", 2)}\n`,
    );
    expect(out).toMatch(/10:00:10 iam:CreateAccessKey, event event-\d+, by access key AKIA0{15}1/);
    expect(out).toContain("Complete, as far as these records go");
  });

  test("--json prints one object with the same in it", async () => {
    writeTheft();
    const { code, out } = await run([key("AKIA", 1), "--in", "a.json", "--in", "b.jsonl.gz", "--json"]);
    expect(code).toBe(0);
    const report = reportOf(out);
    expect(report).toMatchObject({
      format: "nhi-sweep/1",
      isTruncated: false,
      accounts: [account],
      places: ["2 files of records"],
      contain: [{ key: key("AKIA", 1), depth: 0 }, { key: key("AKIA", 2), depth: 1 }, { depth: 2 }],
      rotate: [{ thing: "secret", name: "db", event: { action: "secretsmanager:GetSecretValue" } }],
    });
    expect(out.trimEnd().split("\n")).toHaveLength(1);
  });

  test("--since leaves older calls out, and what is damaged is told, with the rest still found", async () => {
    writeTheft();
    write("c.jsonl", "{broken\n");
    const since = new Date(startMs + 15_000).toISOString();
    const { code, out, err } = await run([key("AKIA", 1), "--in", ".", "--since", since]);
    expect(code).toBe(2);
    expect(err).toMatch(/^c\.jsonl:1: not-json: .*fetch the file again/);
    expect(out).toContain("NOT COMPLETE");
    expect(out).toContain("attached policy ci");
    expect(out).not.toContain(key("AKIA", 2));
    expect(out).toContain("the files: 1 record could not be read; what they say is not known");
  });

  test("a key that the records do not know, and a folder without records, are no clean bill", async () => {
    writeTheft();
    const unknown = await run([key("AKIA", 9), "--in", "."]);
    expect(unknown.code).toBe(2);
    expect(unknown.out).toContain(
      `access key ${key("AKIA", 9)}: no call of it is in these records: check how it is written`,
    );
    expect(unknown.out).toContain("└─ nothing that outlives it was found");
    const nowhere = await run([key("AKIA", 1), "--in", "nowhere"]);
    expect(nowhere.code).toBe(2);
    expect(nowhere.err).toMatch(/^nowhere: /);
  });

  test.each([
    [[], /^nhi: sweep begins with one thing: an access key/],
    [["a", "b"], /^nhi: sweep begins with one thing/],
    [["ci"], /^nhi: ci is nothing that can be followed; give an access key/],
    [[key("AKIA", 1), "--in", "x", "--region", "eu-west-1"], /--in reads files and --region asks CloudTrail; give one/],
    [[key("AKIA", 1), "--region", "europe"], /--region europe is no region; give names such as eu-west-1,us-east-1/],
    [[key("AKIA", 1), "--since", "91d"], /CloudTrail's event history holds 90 days; give a later time, or log files/],
    [[key("AKIA", 1), "--since", "2030-01-01"], /is in the future/],
    [[key("AKIA", 1), "--regoin", "x"], /unknown option --regoin; did you mean --region\?/],
  ])("nhi sweep %j is refused in one line", async (argv, message) => {
    const { code, out, err } = await run(argv, {
      openHistory: async () => {
        throw new Error("nothing is to be asked");
      },
    });
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(message);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  });

  test("help tells every option", async () => {
    const { code, out } = await run(["--help"]);
    expect(code).toBe(0);
    for (const word of ["--since", "--region", "--in", "--json", "exit code"]) expect(out).toContain(word);
  });
});

describe("nhi sweep of CloudTrail's event history", () => {
  let endpoint: AwsEndpoint;
  let client: CloudTrailClient;
  beforeAll(async () => {
    endpoint = await startAwsEndpoint();
    client = new CloudTrailClient(endpoint.config);
  });
  afterAll(async () => {
    client.destroy();
    await endpoint.close();
  });
  const asked: (readonly string[])[] = [];
  let closed = 0;
  const openHistory: World["openHistory"] = async (regions) => {
    asked.push(regions);
    const places = (regions.length > 0 ? regions : ["us-east-1"]).map((name) => ({ name, accountIds: [], client }));
    return { ...cloudTrailHistory(places, { pause: async () => {} }), close: () => closed++ };
  };

  test("asks the regions that are named, and shows how far it is", async () => {
    endpoint.answer(trailAnswers(theft));
    const told: string[] = [];
    const stderr = { write: (text: string) => told.push(text), isTerminal: true, columns: 80 };
    let clockMs = nowMs();
    const slow = () => (clockMs += 1_000);
    const { code, out } = await run([key("AKIA", 1), "--region", "eu-west-1,us-east-1", "--json"], { openHistory });
    expect([code, asked.at(-1), closed]).toEqual([0, ["eu-west-1", "us-east-1"], 1]);
    expect(things(reportOf(out).contain)).toHaveLength(3);
    await run([key("AKIA", 1)], { openHistory, stderr, nowMs: slow });
    expect(told.join("")).toMatch(/step 1: 0 of 1 look-up, 0 records, 1 suspect/);
    expect(told.join("")).toMatch(/step 3: 1 of 1 look-up/);
    expect(told.at(-1)).toBe("\r\u001b[2K");
  });

  test("a region that refuses is told, and what the others say is printed", async () => {
    const answer = trailAnswers(theft);
    endpoint.answer((request) =>
      request.body.includes(key("ASIA", 3)) ? jsonError("AccessDeniedException", "no") : answer(request),
    );
    const { code, out, err } = await run([key("AKIA", 1)], { openHistory });
    expect([code, err]).toEqual([2, ""]);
    expect(out).toContain("NOT COMPLETE");
    expect(out).toMatch(
      /us-east-1: the calls of access key ASIA0{15}3 could not be looked up: .*AccessDeniedException: no/,
    );
    expect(out).toContain(`access key ${key("AKIA", 2)}`);
  });
});
