import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../lib/cli/main.ts";
import type { World } from "../../lib/cli/world.ts";
import type { DemoReport } from "../../lib/local/demo/demo-report.ts";
import { attackCatalogue } from "../../lib/local/organisation/attacks/catalogue.ts";
import { playbookDefinitions } from "../infra/playbooks/definitions-once.ts";
import { captured } from "./small-world.ts";

// A whole demo in each: a second or two, and several where other tests run beside it.
jest.setTimeout(60_000);

const call = async (argv: readonly string[], changes: Partial<World> = {}) => {
  const { world, out, err } = await captured({ playbookDefinitions, ...changes });
  return { code: await main(["demo", ...argv], world), out: out(), err: err() };
};

describe("the demo for people", () => {
  let result: Awaited<ReturnType<typeof call>>;
  beforeAll(async () => {
    result = await call(["--fast", "--weeks", "2"]);
  });

  test("leads through its phases to a proven containment, and exits with 0", () => {
    expect([result.code, result.err]).toEqual([0, ""]);
    const headings = result.out.match(/^\d {2}.*$/gm) ?? [];
    expect(headings.map((line) => line.slice(0, 1))).toEqual(["1", "2", "3", "4", "5", "6", "7"]);
    expect(result.out).toMatch(/access key AKIA\w{16} of user nightly-backup is Inactive/);
    expect(result.out).toContain("CONTAINED, AND PROVEN.");
    expect(result.out).toMatch(/STOPPED: InvalidClientTokenId/);
    expect(result.out).toMatch(/ReadKillSwitch +Task +ok/);
    expect(result.out).toMatch(/Subject: NHI Warden: nightly-backup is being contained/);
  });

  test("fits into 100 columns, without colours or any control character where it is no terminal", () => {
    expect(result.out.split("\n").filter((line) => line.length > 100)).toEqual([]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is its purpose
    expect(result.out).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  });

  test("tells repeated calls once", () => {
    // What the playbook does in between is told in between.
    expect(result.out.match(/intruder +s3:GetObject/g)?.length).toBeLessThanOrEqual(2);
    expect(result.out).toMatch(/and the same \d\d times more, until \+\d:\d\d/);
  });
});

test("--json prints one object with the same facts, and nothing else", async () => {
  const { code, out, err } = await call(["--json", "--fast", "--weeks", "1", "--mode", "observe", "--seed", "3"]);
  expect([code, err]).toEqual([0, ""]);
  const report = JSON.parse(out) as DemoReport;
  expect(out.trimEnd().split("\n")).toHaveLength(1);
  expect(report).toMatchObject({
    format: "nhi-demo/1",
    seed: 3,
    weeks: 1,
    mode: "observe",
    run: 1,
    attack: { name: "stolen-access-key", changes: [] },
    playbooks: [],
    proof: { proven: false, containments: [] },
    summary: { decidedOffsetMs: null, firstRefusalOffsetMs: null },
  });
  expect(report.organisation.identities).toBeGreaterThan(50);
  expect(report.attack.calls[0]).toMatchObject({ offsetMs: 0, action: "sts:GetCallerIdentity", verdict: "allowed" });
});

test("a containment that was not proven is exit code 1 and one line that says why", async () => {
  const idle: World["playbookDefinitions"] = (resources) => {
    const definitions = playbookDefinitions(resources);
    const { States } = definitions["disable-access-key"];
    const { DisableKey } = States as unknown as { DisableKey: { Arguments: object } };
    const states = {
      ...States,
      DisableKey: { ...DisableKey, Arguments: { ...DisableKey.Arguments, Status: "Active" } },
    };
    return { ...definitions, "disable-access-key": { ...definitions["disable-access-key"], States: states } };
  };
  const { code, out, err } = await call(["--fast", "--weeks", "1"], { playbookDefinitions: idle });
  expect(code).toBe(1);
  expect(err).toMatch(/^nhi: demo: the containment was not proven: .+; people were alerted\n$/);
  expect(err.trimEnd().split("\n")).toHaveLength(1);
  expect(out).toContain("NOT CONTAINED");
});

test("--list names every attack with its story, and runs none", async () => {
  const { code, out, err } = await call(["--list"]);
  expect([code, err]).toEqual([0, ""]);
  expect(out.match(/^\S+$/gm)).toEqual(Object.keys(attackCatalogue));
  expect(out).toContain("The nightly backup's access key is used from an unknown network");
});

test.each([
  [["--attack", "stolen-acces-key"], /--attack stolen-acces-key is not known; did you mean stolen-access-key\?/],
  [["--attack", "__proto__"], /--attack __proto__ is not known; there are stolen-access-key, /],
  [["--attack", "x\u001b[31m"], /--attack x\\u\{1b\}\[31m is not known/],
  [["--mode", "contain"], /--mode contain is not known; the modes are observe, ask, enforce/],
  [["--weeks", "0"], /--weeks 0 is not allowed; give a whole number from 1 to 26/],
  [["--weeks", "5.5"], /--weeks 5.5 is not allowed/],
  [["--seed", "-1"], /--seed/],
  [["--seed=1e3"], /--seed 1e3 is not allowed; give a whole number from 0 to 999999999/],
  [["--reset"], /--reset is about a data folder; name it with --data FOLDER/],
  [["stolen-access-key"], /takes no stolen-access-key; name an attack with --attack NAME/],
  [["--speed"], /unknown option --speed; did you mean --seed\?/],
])("nhi demo %j is refused in one line", async (argv, message) => {
  const { code, out, err } = await call(argv);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toMatch(message);
  expect(err.trimEnd().split("\n")).toHaveLength(1);
});

test("a data folder that holds something else is refused before anything is written", async () => {
  const folder = await mkdtemp(join(tmpdir(), "demo-cli-"));
  try {
    await writeFile(join(folder, "thesis.txt"), "mine");
    const { code, out, err } = await call(["--data", ".", "--reset"], { cwd: folder });
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(/^nhi: .* holds something else than a demo; give an empty or a new folder\n$/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test.each([[["--help"]], [["-h"]]])("nhi demo %j explains every option", async (argv) => {
  const { code, out } = await call(argv);
  expect(code).toBe(0);
  for (const option of ["--attack", "--list", "--mode", "--seed", "--weeks", "--data", "--reset", "--fast", "--json"]) {
    expect(out).toContain(option);
  }
});
