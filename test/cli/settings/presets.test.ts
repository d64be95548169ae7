import { presetNames } from "../../../lib/domain/response/presets.ts";
import { settingsCalls } from "./settings-calls.ts";

const { call, remote, json, policy } = settingsCalls();

test("nhi presets names every preset with what it is for, and which are picked by what", async () => {
  policy("presets: [ci_cd]\n");
  const { code, out } = await call(["presets"]);
  expect(code).toBe(0);
  expect(out.trimEnd().split("\n")).toHaveLength(presetNames.length);
  expect(out).toMatch(/^ci_cd +picked \(file\) +Pipelines and deployment roles/m);
  expect(out).toMatch(/^strict +Everything on/m);
  await remote(["settings", "preset", "add", "strict", "--reason", "x"]);
  const { presets } = await json(["presets"]);
  expect(presets.filter(({ pickedBy }: { pickedBy: string | null }) => pickedBy !== null)).toMatchObject([
    { name: "ci_cd", pickedBy: "live" },
    { name: "strict", pickedBy: "live" },
  ]);
});

test("nhi presets show tells what a preset changes beside the file, and what the file holds against it is not told", async () => {
  policy("signalWeights: { network: 1 }\nthresholds: { alert: 60 }\n");
  const { out } = await call(["presets", "show", "strict"]);
  expect(out).toContain("It is not picked, and would change:\n");
  expect(out).toMatch(/^ {2}thresholds\.contain +40 -> 50$/m);
  expect(out).toMatch(/^ {2}signalWeights\.action +1 -> 1\.3$/m);
  expect(out).not.toContain("signalWeights.network");
  expect(out).not.toContain("thresholds.alert");
  const ciCd = (await call(["presets", "show", "ci_cd"])).out;
  expect(ciCd).toMatch(/^ {2}kindWeights\.codebuild +1 -> 1\.4$/m);
  expect(ciCd).toMatch(/^ {2}rules\.console-login-without-mfa +on -> off$/m);
});

test("picked live, contain stays as deployed, and the preset's page says so", async () => {
  const { out } = await remote(["presets", "show", "strict"]);
  expect(out).toMatch(/^ {2}thresholds\.alert +60 -> 70$/m);
  expect(out).not.toMatch(/contain +40/);
  expect(out).toContain("thresholds.contain is raised by warden.yaml only, with a deployment");
});

test("of a preset that is picked it tells what it changes now", async () => {
  policy("presets: [third_party, strict]\n");
  const report = JSON.parse((await call(["presets", "show", "third_party", "--json"])).out);
  expect(report).toMatchObject({ format: "nhi-preset/1", name: "third_party", isPicked: true });
  expect(report.differences).toContainEqual({
    key: "kindWeights.third-party",
    before: 1,
    after: 1.5,
    from: "preset third_party",
  });
  expect(report.differences.map(({ key }: { key: string }) => key)).not.toContain("signalWeights.action");
});

test.each([
  [["presets", "show"], "show takes one name: nhi presets show ci_cd"],
  [["presets", "show", "strct"], "there is no preset strct; did you mean strict?"],
  [["presets", "shwo"], "presets: unknown verb shwo; did you mean show?"],
  [["presets", "list", "x"], "list takes no names"],
])("nhi %j is one line and exit code 2", async (argv, message) => {
  const { code, out, err } = await call(argv);
  expect([code, out, err.trimEnd().split("\n").length]).toEqual([2, "", 1]);
  expect(err).toContain(message);
});

test.each(["settings", "presets"])("nhi help %s, and --help behind a verb, explain it", async (name) => {
  expect((await call(["help", name])).out).toContain(`nhi ${name} VERB`);
  expect((await call([name, "--help"])).out).toContain("--json");
  expect((await call([name, "show", "--help"])).out).toContain(`nhi ${name}`);
});
