import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryContainments } from "../../../lib/adapters/memory/containments.ts";
import { memoryPlaybooks } from "../../../lib/adapters/memory/playbooks.ts";
import { memoryStandings } from "../../../lib/adapters/memory/standings.ts";
import { containSwept, type HandedSweep } from "../../../lib/app/contain-swept.ts";
import type { StoredStanding } from "../../../lib/app/ports.ts";
import { main } from "../../../lib/cli/main.ts";
import type { WardenStores } from "../../../lib/cli/warden-stores.ts";
import type { ContainmentTarget } from "../../../lib/domain/response/decision.ts";
import type { Policy } from "../../../lib/domain/response/policy.ts";
import { emptyStanding } from "../../../lib/domain/trust/standing.ts";
import { encodeStanding } from "../../../lib/domain/trust/standing-codec.ts";
import { madeCase } from "../../domain/response/made-case.ts";
import { account, assume, call, createKey, key, startMs, userArn } from "../../domain/response/sweep/made-records.ts";
import { captured } from "../small-world.ts";

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "nhi-sweep-contain-"));
  writeFileSync(join(cwd, "log.json"), JSON.stringify({ Records: records }));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const stolen = { accessKeyId: key("AKIA", 1), userName: "ci" };
const records = [
  createKey(stolen, 10, "bob\u001b[2J", key("AKIA", 9)),
  createKey(stolen, 11, "bob", key("AKIA", 2)),
  assume({ accessKeyId: key("AKIA", 2), userName: "bob" }, 20, "app", "run-0123456789abcdef", key("ASIA", 3)),
  call(stolen, "secretsmanager:GetSecretValue", 30, { secretId: "db" }),
  call(stolen, "iam:AttachUserPolicy", 40, { userName: "bob", policyArn: "arn:aws:iam::aws:policy/x" }),
];
const nowMs = () => startMs + 600_000;
const id = "containment-0123456789abcdef";
const disabled: ContainmentTarget = {
  playbook: "disable-access-key",
  accountId: account,
  userName: "ci",
  accessKeyId: key("AKIA", 1),
};

/** A warden in whose table the stolen key is contained. */
function warden(state: "contained" | "released" = "contained") {
  const at = new Date(startMs + 60_000).toISOString();
  const containments = memoryContainments();
  const request = { containmentId: id, caseId: "case-1", identityKey: userArn("ci"), playbook: disabled.playbook };
  containments.put({
    containmentId: id,
    request: { ...request, target: disabled, reason: "r", eventIds: [], eventTime: at, decidedAt: at },
    state,
    outcome: state,
    updatedAt: at,
  });
  const openCase = madeCase([], { caseId: "case-1", identityKey: userArn("ci"), openedMs: startMs });
  const stored = new Map<string, StoredStanding>([
    [userArn("ci"), { identityKey: userArn("ci"), version: 1, bytes: encodeStanding(emptyStanding()), openCase }],
  ]);
  const playbooks = memoryPlaybooks();
  const again: string[] = [];
  const person = "arn:aws:iam::111122223333:user/olga";
  const stores = {
    standings: memoryStandings(stored),
    containments,
    nowMs,
    respond: async () => ({
      async containSwept(swept: HandedSweep, policy: Policy) {
        const parts = { containments, standings: memoryStandings(stored), playbooks, policy };
        const report = await containSwept(parts, swept, person, nowMs());
        if (typeof report === "string") throw new Error(report);
        return report;
      },
      sweepAgain: async (containmentId: string) => void again.push(containmentId),
      close: async () => undefined,
    }),
    close: async () => undefined,
  } as unknown as WardenStores;
  return { stores, playbooks, person, again, case: () => stored.get(userArn("ci"))?.openCase };
}

const run = async (argv: readonly string[], stores?: WardenStores, policy = "mode: ask\n") => {
  writeFileSync(join(cwd, "warden.yaml"), policy);
  const changes = stores === undefined ? {} : { openStores: async () => stores };
  const { world, out, err } = await captured({ cwd, nowMs, ...changes });
  const code = await main(["sweep", ...argv, "--in", "log.json"], world);
  return { code, out: out(), err: err() };
};

test("--contain --dry-run prints the plan, sources first, from the policy alone, and starts nothing", async () => {
  const { code, out, err } = await run([key("AKIA", 1), "--contain", "--dry-run"]);
  expect([code, err]).toEqual([0, ""]);
  const lines = out.split("\n");
  const at = (text: string) => lines.findIndex((line) => line.includes(text));
  expect(at("Nothing was started")).toBeGreaterThan(0);
  expect(lines[at(`1  disable-access-key access key ${key("AKIA", 2)} of user bob`) + 1]).toContain(
    "people are asked first: the policy asks a person first",
  );
  expect(at("2  deny-role-session session run-0123456789abcdef of role app")).toBeGreaterThan(
    at("1  disable-access-key"),
  );
  expect(at("For a person to stop")).toBeGreaterThan(at("2  deny-role-session"));
  expect(out).toContain("secret db, account 111122223333: replace what it holds");
  expect(out).toContain("attached policy bob");
  expect([...out].filter((character) => character < " " && character !== "\n")).toEqual([]);
});

test("--contain requests what came of a containment, under the person's name, and takes it into the case", async () => {
  const place = warden();
  const dry = await run([id, "--contain", "--dry-run", "--table", "t"], place.stores);
  expect([dry.code, place.playbooks.started(), place.case()?.sweep]).toEqual([0, [], undefined]);
  const { code, out } = await run([key("AKIA", 1), "--contain", "--table", "t"], place.stores);
  const started = place.playbooks.started();
  expect(code).toBe(0);
  expect(started.map(({ playbook, startedBy }) => [playbook, startedBy])).toEqual([
    ["disable-access-key", place.person],
    ["deny-role-session", place.person],
  ]);
  for (const { containmentId } of started) expect(out).toContain(`asked for: nhi approve ${containmentId}`);
  expect(place.case()?.sweep?.derived).toHaveLength(2);
  const again = await run([id, "--contain", "--table", "t", "--json"], place.stores);
  const { format, sweeps } = JSON.parse(again.out) as {
    format: string;
    sweeps: { plan: { contain: []; settled: [] } }[];
  };
  expect([format, sweeps[0]?.plan.contain.length, sweeps[0]?.plan.settled.length]).toEqual([
    "nhi-sweep-contain/1",
    0,
    2,
  ]);
  expect(place.playbooks.started()).toHaveLength(2);
});

test("a policy that only observes starts nothing by hand either", async () => {
  const place = warden();
  const { out } = await run([id, "--contain", "--table", "t"], place.stores, "mode: observe\n");
  expect(place.playbooks.started()).toEqual([]);
  expect(out).toContain("the policy only observes it");
});

test.each<[string, readonly string[], RegExp]>([
  ["a dry run of nothing", [key("AKIA", 1), "--dry-run"], /go with --contain/],
  ["a table without --contain", [key("AKIA", 1), "--table", "t"], /go with --contain/],
  ["no place", [key("AKIA", 1), "--contain"], /needs --table NAME or --data FOLDER, or --dry-run/],
  ["an unknown containment", ["containment-ffffffffffffffff", "--contain", "--table", "t"], /is not known here/],
  ["what nothing stops yet", [key("AKIA", 7), "--contain", "--table", "t"], /nothing stops AKIA0+7 yet.*nhi contain/],
  ["no start", ["x", "--contain", "--table", "t"], /nothing that can be followed/],
  ["a policy that is not there", [id, "--contain", "--table", "t", "--policy", "no.yaml"], /does not exist/],
])("%s is refused with what to do", async (_, argv, message) => {
  const place = warden();
  const { code, err } = await run(argv, place.stores);
  expect([code, place.playbooks.started()]).toEqual([2, []]);
  expect(err).toMatch(message);
});

test("what was released is not swept", async () => {
  const { code, err } = await run([id, "--contain", "--table", "t"], warden("released").stores);
  expect([code, err]).toEqual([2, expect.stringContaining("is released, not contained")]);
});

test("--again has the warden sweep a containment by itself, and reads no records here", async () => {
  const place = warden();
  const { world, out } = await captured({ cwd, nowMs, openStores: async () => place.stores });
  expect(await main(["sweep", id, "--again", "--table", "t"], world)).toBe(0);
  expect(place.again).toEqual([id]);
  expect(out()).toContain(`nhi containments ${id} --table t`);
});

test.each<[string, readonly string[], RegExp]>([
  ["what is no containment", [key("AKIA", 1), "--again", "--table", "t"], /sweeps a containment; give its id/],
  ["a search of one's own", [id, "--again", "--table", "t", "--since", "24h"], /takes no --since/],
  ["no table", [id, "--again"], /--table NAME/],
  ["a demo", [id, "--again", "--data", "d"], /for the deployed warden/],
])("--again is refused for %s", async (_, argv, message) => {
  const place = warden();
  const { world, err } = await captured({ cwd, nowMs, openStores: async () => place.stores });
  expect(await main(["sweep", ...argv], world)).toBe(2);
  expect(err()).toMatch(message);
  expect(place.again).toEqual([]);
});
