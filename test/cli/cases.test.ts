import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../lib/cli/main.ts";
import { playbookDefinitions } from "../infra/playbooks/definitions-once.ts";
import { captured } from "./small-world.ts";

let folder: string;
const call = async (...argv: readonly string[]) => {
  const { world, out, err } = await captured({ playbookDefinitions });
  return { code: await main(argv, world), out: out(), err: err() };
};
const onData = (...argv: readonly string[]) => call(...argv, "--data", folder);
const json = async (...argv: readonly string[]) => JSON.parse((await onData(...argv, "--json")).out);
const by = ["--owner", "team-storage", "--reason", "drill 12"] as const;

let caseId: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cases-cli-"));
  await onData("demo", "--fast", "--weeks", "3", "--mode", "observe");
  const { cases } = await json("cases");
  caseId = cases[0].case.caseId;
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const narrow = (text: string) => expect(text.split("\n").filter((line) => line.length > 100)).toEqual([]);

test("nhi cases lists the attacked identity first, called abuse", async () => {
  const { code, out, err } = await onData("cases");
  expect([code, err]).toEqual([0, ""]);
  const [head, , columns, first, second] = out.split("\n");
  expect(head).toMatch(/^\d+ open cases?, the lowest trust first$/);
  expect(columns).toMatch(/^trust +action +triage +opened \(UTC\) +last +identity$/);
  expect(first).toMatch(/^ +\d+ +alert +abuse +2026-\d\d-\d\d 10:17 .*user\/nightly-backup$/);
  expect(second).toContain(caseId);
  narrow(out);
});

test("nhi cases CASE tells the story, the triage and what can be ruled", async () => {
  const { code, out } = await onData("cases", caseId);
  expect(code).toBe(0);
  expect(out).toContain("What happened, in order:");
  expect(out).toMatch(/network 203\.0\.113\.0\/24; expected: 192\.0\.2\.0\/24/);
  expect(out).toContain("Proposed: abuse; you decide");
  expect(out).toContain(`nhi verdict ${caseId} expected --owner NAME`);
  narrow(out);
  expect(await json("cases", caseId)).toMatchObject({ format: "nhi-case/1", case: { caseId }, rulings: [] });
});

test("a story is told in fifteen lines at most, and with --full in all there are", async () => {
  const { case: file } = await json("cases", caseId);
  expect(file.story.length).toBeGreaterThan(15);
  const entries = (text: string) => text.match(/^ {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +-\d+ /gm) ?? [];
  const short = (await onData("cases", caseId)).out;
  expect(entries(short)).toHaveLength(15);
  expect(short).toContain(`each of the ${file.story.length} lines: nhi cases ${caseId} --full`);
  expect(short).toMatch(/ \d+x action: \w+:\w+, /);
  const full = (await onData("cases", caseId, "--full")).out;
  expect(entries(full)).toHaveLength(file.story.length);
  // A count of the day stands where it was reached, not at midnight.
  expect(full).toMatch(/ 10:1\d:\d\d +-\d+ +\d+ calls on one day/);
  expect(entries(full).filter((entry) => entry.includes(" 00:00:00 "))).toEqual([]);
  narrow(short + full);
});

test("nhi cases --all lists the open ones too", async () => {
  const { code, out } = await onData("cases", "--all");
  expect(code).toBe(0);
  expect(out).toContain(caseId);
});

test("nhi explain multiplies up to the trust that it prints", async () => {
  const { code, out } = await onData("explain", "nightly-backup");
  expect(code).toBe(0);
  const told = Number(/^Trust ([\d.]+) at/m.exec(out)?.[1]);
  const factors = [...out.matchAll(/\(1 - ([\d.]+)\/100\)/g)].map(([, points]) => 1 - Number(points) / 100);
  expect(factors.length).toBeGreaterThan(3);
  expect(factors.reduce((product, factor) => product * factor, 100)).toBeCloseTo(told, 0);
  expect(out).toMatch(/frequent:\n +.*s3:PutObject \(\d+\)/);
  narrow(out);
  const { trust } = await json("explain", "nightly-backup");
  expect(trust.trust.toFixed(2)).toBe(told.toFixed(2));
  const later = await onData("explain", "nightly-backup", "--at", "2026-12-31T00:00:00Z");
  expect(later.out).toMatch(/^Trust 100\.00 at 2026-12-31 00:00:00 UTC/m);
});

test("nhi verdict closes a case, and --undo opens it as it was", async () => {
  const before = await json("cases", caseId);
  const given = await onData("verdict", caseId, "expected", ...by, "--until", "90d");
  expect([given.code, given.err]).toEqual([0, ""]);
  expect(given.out).toContain(`${caseId} is closed: expected`);
  expect(given.out).toMatch(/Not reached by the verdict, and still counting/);
  narrow(given.out);
  expect((await onData("cases")).out).not.toContain(caseId);
  const told = (await onData("cases", caseId)).out;
  expect(told).toMatch(/expected until .* by\s+team-storage: drill\s+12 \(in force\)/);
  expect(told).not.toContain("What you can rule");
  const explained = await onData("explain", "nightly-backup");
  expect(explained.out).toContain("team-storage: drill 12");
  const undone = await onData("verdict", caseId, "--undo", ...by);
  expect(undone).toMatchObject({ code: 0, out: `${caseId} is open again; everything is as it was.\n` });
  const { rulings, ...after } = await json("cases", caseId);
  expect({ ...after, rulings: [] }).toEqual(before);
  expect(rulings).toMatchObject([{ verdict: "expected", inForce: false, undone: { owner: "team-storage" } }]);
});

test("a rule on a sensitive action is exempt where it is named", async () => {
  const { case: file } = await json("cases", caseId);
  const sensitive = file.story.find(({ what }: { what: string }) => what === "rule-match");
  const rule = /^rule [\w-]+/.exec(sensitive.text)?.[0] as string;
  const { effects } = await json("verdict", caseId, "expected", ...by, "--until", "90d", "--include", rule);
  const allowed = effects.allowance.allowed.filter(({ kind }: { kind: string }) => kind === "rule-match");
  expect(allowed.map(({ named }: { named: boolean }) => named)).toContain(true);
  await onData("verdict", caseId, "--undo", ...by);
});

test.each([
  [["cases"], /say where the warden keeps its cases: --table NAME .* or --data FOLDER/],
  [["cases", "--data", "/nowhere", "--table", "x"], /say where/],
  [["cases", "--data", "/nowhere"], /\/nowhere holds no finished demo; make one with: nhi demo --data \/nowhere/],
  [["cases", "--data", "/x\u001b[31m"], /\/x\\u\{1b\}\[31m holds no finished demo/],
  [["cases", "case-1", "case-2"], /one case at a time/],
  [["cases", "case-1", "--all"], /--all is for the list/],
  [["cases", "--full"], /--full is for one case/],
  [["verdict"], /which case\?/],
  [["verdict", "case-1", "fine"], /fine is no verdict; the verdicts are expected, benign, abuse/],
  [["verdict", "case-1"], /a verdict is missing/],
  [["verdict", "case-1", "abuse", "now"], /verdict takes no now/],
  [["verdict", "case-1", "abuse", "--undo"], /--undo takes the verdict back as it was given/],
  [["explain"], /explain takes one identity/],
  [["explain", "x", "--ast", "1"], /unknown option --ast; did you mean --at\?/],
])("nhi %j is refused in one line", async (argv, message) => {
  const { code, out, err } = await call(...argv);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toMatch(message);
  expect(err.trimEnd().split("\n")).toHaveLength(1);
});

test.each([
  [["cases", "case-0"], /there is no case case-0/],
  [["verdict", "case-0", "benign", ...by], /no case case-0 is open/],
  [["verdict", "CASE", "expected", ...by], /an allowance needs an end/],
  [["verdict", "CASE", "expected", ...by, "--until", "soon"], /--until soon is no time; allowed are 90d/],
  [["verdict", "CASE", "expected", ...by, "--until", "2027-02-31"], /--until 2027-02-31 is no time/],
  [["verdict", "CASE", "expected", ...by, "--until", "500d"], /at most 400 days ahead/],
  [["verdict", "CASE", "benign", "--owner", "me"], /needs a reason/],
  [["verdict", "CASE", "--undo", ...by, "--policy", "/nowhere.yaml"], /--policy \/nowhere.yaml does not exist/],
  [["explain", "nobody"], /no identity fits nobody/],
  [["explain", "*"], /more than 20 identities fit \*, such as/],
  [["explain", "nightly-backup", "--at", "noon"], /--at noon is no time/],
])("on a demo's folder nhi %j is refused in one line, and the case stays open", async (argv, message) => {
  const { code, out, err } = await onData(...argv.map((one) => (one === "CASE" ? caseId : one)));
  expect([code, out]).toEqual([2, ""]);
  expect(err).toMatch(message);
  expect(err.trimEnd().split("\n")).toHaveLength(1);
  expect((await json("cases", caseId)).review).not.toBeNull();
});

test.each(["cases", "verdict", "explain"])("nhi %s --help explains its options", async (name) => {
  const { code, out } = await call(name, "--help");
  expect(code).toBe(0);
  for (const option of ["--table", "--data", "--policy", "--json", "--no-color"]) expect(out).toContain(option);
});
