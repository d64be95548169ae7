import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CheckReport } from "../../lib/cli/contract/render-check.ts";
import { main } from "../../lib/cli/main.ts";
import type { ReplayReport } from "../../lib/cli/replay-report.ts";
import { record, ruleText } from "./rules/rules-folder.ts";
import { captured } from "./small-world.ts";

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "nhi-surroundings-"));
  write("log.jsonl", log.join("\n"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const write = (path: string, content: string) => {
  mkdirSync(join(cwd, path, ".."), { recursive: true });
  writeFileSync(join(cwd, path), content);
};
const nhi = async (...argv: string[]) => {
  const { world, out, err } = await captured({ cwd });
  return { code: await main(argv, world), out: out(), err: err() };
};
const call = (argv: readonly string[]) => nhi("replay", ...argv);
const json = async (argv: readonly string[]) => {
  const { code, out, err } = await call(["--json", ...argv]);
  return { code, err, report: JSON.parse(out) as ReplayReport };
};

const user = "arn:aws:iam::111122223333:user/ci";
const torExit = "185.220.101.1";
const log = [0, 1, 2].map((minute) => {
  const eventID = `6f1b6c9e-0000-4000-8000-00000000000${minute}`;
  return JSON.stringify(record({ eventID, eventTime: `2024-03-13T08:0${minute}:00Z`, sourceIPAddress: torExit }));
});
const contract = (more = "actions: [s3:*]\n") => `identity: ${user}\nowner: platform\n${more}`;
const asking = (field: string, value: string) =>
  ruleText("CreateUser").replace("    eventName", `    ${field}: ${value}\n    eventName`);
test("contracts beside the policy are in force, as they are where it is deployed, and the report says so", async () => {
  write("rules/kept.yml", asking("nhi.contract", "violated"));
  expect((await json(["--rules", "rules", "log.jsonl"])).report).toMatchObject({
    findings: [],
    contracts: { folder: null, inForce: 0, dataCategories: 0 },
    networks: { folder: null, files: [] },
  });
  write("contracts/ci.yaml", contract());
  const here = (await json(["--rules", "rules", "log.jsonl"])).report;
  expect(here.contracts).toEqual({ folder: "contracts", inForce: 1, dataCategories: 0 });
  expect(here.findings).toMatchObject([{ rule: "kept", identityKey: user, count: 3 }]);
  expect((await call(["--rules", "rules", "log.jsonl"])).out).toContain(
    "Known    1 contract (contracts); no network files\n",
  );

  write("prod/warden.yaml", "mode: ask\n");
  const other = (await json(["--rules", "rules", "--policy", "prod/warden.yaml", "log.jsonl"])).report;
  expect([other.policy.mode, other.contracts.folder, other.findings]).toEqual(["ask", null, []]);
});

test("--contracts names another folder; what is not right in it is told, and the rest is in force", async () => {
  write("rules/kept.yml", asking("nhi.contract", "violated"));
  write("contracts/ci.yaml", contract("actions: [iam:*]\n"));
  write("mine/ci.yaml", contract());
  write("mine/bad.yaml", contract("action: [x]\n"));
  const { code, err, report } = await json(["--rules", "rules", "--contracts", "mine", "log.jsonl"]);
  expect(code).toBe(2);
  expect(err).toMatch(/^mine\/bad\.yaml:3: action is no known key; .*Did you mean actions\?\n$/);
  expect(report.contracts).toMatchObject({ folder: "mine", inForce: 1 });
  expect(report.findings).toMatchObject([{ count: 3 }]);
});

test("--networks tells networks apart; a damaged file is told and the others are used", async () => {
  write("rules/tor.yml", asking("nhi.network.tor", "true"));
  expect((await json(["--rules", "rules", "log.jsonl"])).report.findings).toEqual([]);
  write("networks/torbulkexitlist", `${torExit}\n`);
  write("networks/notes.txt", "x");
  const { code, err, report } = await json(["--rules", "rules", "--networks", "networks", "log.jsonl"]);
  expect([code, report.findings[0]?.count]).toEqual([0, 3]);
  expect(err).toMatch(/^networks: passed over notes\.txt; network files are ip-ranges\.json, .*\n$/);
  expect(report.networks).toEqual({ folder: "networks", files: ["torbulkexitlist"] });
  write("networks/ip-ranges.json", "{}");
  const damaged = await call(["--quiet", "--rules", "rules", "--networks", "networks", "log.jsonl"]);
  expect(damaged.code).toBe(2);
  expect(damaged.err).toMatch(/^networks\/ip-ranges\.json: it has no `syncToken` of digits\. Fetch .* again\.\n$/);
  expect(damaged.out).toContain("no contracts; 2 network files (networks)\n");
});

test("rules with placeholders run with those of their folder, or with a file's", async () => {
  write("rules/a.yml", asking('"userIdentity.userName|expand"', '"%watched%"'));
  const without = await json(["--rules", "rules", "log.jsonl"]);
  expect(without.code).toBe(2);
  expect(without.err).toContain('the placeholder "%watched%"');
  write("rules/placeholders.yaml", "placeholders: { watched: ci }\n");
  expect((await json(["--rules", "rules", "log.jsonl"])).report).toMatchObject({
    rules: { count: 1 },
    findings: [{ rule: "a", count: 3 }],
  });
  write("others.yaml", "placeholders: { watched: ana, spare: [] }\n");
  const other = await json(["--rules", "rules", "--placeholders", "others.yaml", "log.jsonl"]);
  expect([other.code, other.report.findings]).toEqual([2, []]);
  expect(other.err).toMatch(/^others\.yaml:1: placeholders\.spare: error: found 0 values; allowed: 1 to 10000; .+\n$/);
});

test("nhi rules play reads contracts, networks and the policy's tiers as the deployed warden does", async () => {
  write("rules/contract.yml", asking("nhi.violations", "actions"));
  write("rules/tor.yml", asking("nhi.network.tor", "true"));
  write("rules/tier.yml", asking("nhi.tier", "crown"));
  write("mine/ci.yaml", contract());
  write("networks/torbulkexitlist", `${torExit}\n`);
  write("warden.yaml", "tiers:\n  - name: crown\n    match: ['*:user/ci']\n");
  const play = (...more: string[]) => nhi("rules", "play", "--json", ...more, "rules", "log.jsonl");
  const counts = ({ out }: { readonly out: string }) =>
    (JSON.parse(out).rules as { ruleId: string; matches: number }[]).map(({ ruleId, matches }) => [ruleId, matches]);
  const known = await play("--contracts", "mine", "--networks", "networks");
  expect([known.code, known.err]).toEqual([0, ""]);
  expect(Object.fromEntries(counts(known))).toEqual({ contract: 3, tor: 3, tier: 3 });
  write("other.yaml", "mode: observe\n");
  expect(Object.fromEntries(counts(await play("--policy", "other.yaml")))).toEqual({ contract: 0, tor: 0, tier: 0 });
  expect((await play("--policy", "none.yaml")).err).toMatch(
    /^nhi: --policy none\.yaml does not exist; check the path\n/,
  );
});

test("nhi contract check holds networks against the files", async () => {
  write("contracts/ci.yaml", contract("networks: [own]\n"));
  write("networks/own-networks.txt", "198.51.100.0/24\n");
  const check = async (...more: string[]) => {
    const { code, out, err } = await nhi("contract", "check", "--json", ...more, "log.jsonl");
    return { code, err, report: JSON.parse(out) as CheckReport };
  };
  const seen = await check("--networks", "networks");
  expect(seen).toMatchObject({
    code: 1,
    report: {
      networks: { folder: "networks", files: ["own-networks.txt"] },
      violations: [{ clause: "networks", count: 3 }],
    },
  });
  expect((await nhi("contract", "check", "--networks", "networks", "log.jsonl")).out).toContain(
    "\nNetworks    1 file of networks\n",
  );
  write("networks/own-networks.txt", `${torExit}/32\n`);
  expect(await check("--networks", "networks")).toMatchObject({ code: 0, report: { violations: [] } });
  write("networks/own-networks.txt", `${torExit}/32\n10.0.0.0/8\n`);
  const odd = await check("--networks", "networks");
  expect([odd.code, odd.err]).toEqual([2, expect.stringContaining("networks/own-networks.txt:2:")]);
});

test.each([
  [["replay", "--contracts", "none", "log.jsonl"], /^nhi: none is no folder; give a folder of contracts/],
  [["replay", "--networks", "none", "log.jsonl"], /^nhi: --networks none is no folder; give a folder with ip-ranges/],
  [["replay", "--networks", "log.jsonl", "log.jsonl"], /^nhi: --networks log\.jsonl is no folder; /],
  [["replay", "--networks", "rules", "log.jsonl"], /^nhi: --networks rules holds no network file; put there ip-ranges/],
  [["replay", "--placeholders", "none", "log.jsonl"], /^nhi: --placeholders none does not exist; /],
  [["contract", "check", "--networks", "n\u001b", "log.jsonl"], /^nhi: --networks n\\u\{1b\} is no folder; /],
  [["replay", "--contract", "x", "log.jsonl"], /^nhi: unknown option --contract; did you mean --contracts\?/],
])("nhi %j is refused in one line", async (argv, message) => {
  write("rules/a.yml", ruleText("CreateUser"));
  write("contracts/ci.yaml", contract());
  const { code, out, err } = await nhi(...argv);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toMatch(message);
  expect(err.trimEnd().split("\n")).toHaveLength(1);
});

test("help tells the options", async () => {
  for (const command of ["replay", "rules", "contract"]) {
    const { out } = await nhi("help", command);
    for (const option of ["--contracts FOLDER", "--networks FOLDER"]) expect(out).toContain(option);
  }
});
