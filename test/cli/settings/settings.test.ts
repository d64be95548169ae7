import { settingsCalls } from "./settings-calls.ts";

const { call, remote, json, policy, store, closed } = settingsCalls();
const set = (...words: string[]) => remote(["settings", "set", ...words, "--reason", "one region", "--by", "ana"]);
const rowOf = async (key: string) =>
  (await json(["settings"])).settings.find((row: { key: string }) => row.key === key);

test("a setting is set, shown with where it comes from, told in the history and undone", async () => {
  expect(await set("signalWeights.region=0")).toEqual({
    code: 0,
    out:
      "version 1, in force within a minute\n  signalWeights.region  1 -> 0\n" +
      "take it back with: nhi settings undo --table warden\n",
    err: "",
  });
  expect(await rowOf("signalWeights.region")).toEqual({ key: "signalWeights.region", value: 0, from: "live" });
  expect((await remote(["settings"])).out).toMatch(/^signalWeights\.region +0 +live, version 1$/m);
  expect((await remote(["settings", "history"])).out).toBe(
    "1  2026-01-02 03:00:00 UTC  ana  set signalWeights.region=0  one region\n",
  );
  expect((await remote(["settings", "undo"])).out).toBe(
    "the settings of version 0 are back, as version 2\n  signalWeights.region  0 -> 1\n",
  );
  expect(await rowOf("signalWeights.region")).toBeUndefined();
  expect((await remote(["settings", "undo", "1"])).out).toContain("the settings of version 1 are back, as version 3");
  expect((await json(["settings", "history"])).versions.map(({ restored }: { restored: number }) => restored)).toEqual([
    1,
    0,
    null,
  ]);
  expect(closed()).toBeGreaterThan(0);
});

test("several at once are one version; what has the value already makes none", async () => {
  const done = await set(
    "thresholds.alert=65",
    "kindWeights.lambda=1.5",
    "rules.root-used=off",
    "presets=ci_cd,strict",
  );
  expect([done.code, done.out.split("\n")[0]]).toEqual([0, "version 1, in force within a minute"]);
  expect(await rowOf("thresholds.alert")).toMatchObject({ value: 65, from: "live" });
  expect(await rowOf("rules.root-used")).toMatchObject({ value: "off", from: "live" });
  expect(await rowOf("presets")).toMatchObject({ value: "ci_cd, strict", from: "live" });
  expect((await set("thresholds.alert=65")).out).toBe("nothing is new: version 1 says the same\n");
  await set("rules.root-used=on");
  expect(await rowOf("rules.root-used")).toMatchObject({ value: "on", from: "live" });
  await remote(["settings", "unset", "rules", "thresholds.alert", "presets", "kindWeights", "--reason", "x"]);
  expect((await json(["settings"])).settings.filter((row: { from: string }) => row.from === "live")).toEqual([]);
});

test("the value says whether a preset, the file or a default speaks", async () => {
  policy("mode: ask\npresets: [ci_cd]\nsignalWeights: { network: 0.5 }\n");
  expect(await rowOf("mode")).toEqual({ key: "mode", value: "ask", from: "file" });
  expect(await rowOf("presets")).toMatchObject({ value: "ci_cd", from: "file" });
  expect(await rowOf("signalWeights.assumed-by")).toMatchObject({ value: 1.5, from: "preset ci_cd" });
  expect(await rowOf("signalWeights.network")).toMatchObject({ value: 0.5, from: "file" });
  expect(await rowOf("thresholds.contain")).toMatchObject({ value: 40, from: "default" });
  const { out } = await call(["settings", "show"]);
  expect(out).toMatch(/^warden\.yaml, as it is here; without live settings$/m);
  expect(out).toMatch(/^rules +\d+ off; --json names them +preset ci_cd$/m);
  const { policy: inForce } = await json(["settings"]);
  expect(inForce).toMatchObject({ mode: "ask", kindWeights: { "ci-oidc": 1.4 } });
});

test("presets are picked beside those of the file, and left out again", async () => {
  policy("presets: [ci_cd]\n");
  const change = (what: string, name: string) => remote(["settings", "preset", what, name, "--reason", "x"]);
  expect((await change("add", "ai_agents")).out).toMatch(/^ {2}presets +ci_cd -> ci_cd, ai_agents$/m);
  expect((await change("add", "ai_agents")).out).toBe("nothing is new: version 1 says the same\n");
  expect((await change("remove", "ci_cd")).out).toMatch(/^ {2}presets +ci_cd, ai_agents -> ai_agents$/m);
  expect(await change("remove", "ci_cd")).toMatchObject({
    code: 2,
    err: "nhi: ci_cd is not picked; picked are ai_agents\n",
  });
});

test("a rule that is not built in is set all the same, with a word about it", async () => {
  const { code, err } = await set("rules.rot-used=off");
  expect([code, err]).toEqual([
    0,
    "no built-in rule is named rot-used: it holds for a pushed one; did you mean root-used?\n",
  ]);
});

test.each([
  [
    ["mode=enforce"],
    'mode is "enforce"; allowed is only what the deployed warden.yaml says: nobody is to widen a response',
  ],
  [["mode=observe"], "engage the kill switch"],
  [["protected=x"], 'protected is "x"; allowed is only what the deployed warden.yaml says'],
  [["tiers.x=1"], "tiers is"],
  [["thresholds.contain=41"], "thresholds.contain is 41; allowed is at most 40, as it is deployed"],
  [["thresholds.contain=400"], "thresholds.contain is 400; allowed is a number from 0 to 100"],
  [["thresholds.review=30", "thresholds.alert=40"], "thresholds.alert is 40; allowed is at most review, which is 30"],
  [["signalWeights.regoin=0"], "The key signalWeights.regoin is not known"],
  [["signalWeights.regoin=0"], "Did you mean region?"],
  [["signalWeights.region=lots"], 'signalWeights.region is "lots"; allowed is a number from 0 to 2'],
  [["signalWeights.__proto__=1"], "The key signalWeights.__proto__ is not known"],
  [["signalWeights=1"], "signalWeights needs a name after a dot"],
  [["region=0"], "there is no setting region; did you mean signalWeights.region?"],
  [["signalWeight.region=0"], "there is no setting signalWeight.region; did you mean signalWeights.region?"],
  [["presets=strct"], 'presets[0] is "strct"; allowed is one of'],
  [["rules.root-used=maybe"], "rules.root-used is maybe; allowed is on or off"],
  [["rules.../x=off"], 'disabledRules[0] is "../x"'],
  [["signalWeights.region="], "signalWeights.region has no value; take a setting back with: nhi settings unset KEY"],
  [["x\u001b[31m"], "x\\u{1b}[31m sets nothing; write one of thresholds.NAME=NUMBER"],
  [[], "nothing to set; give KEY=VALUE"],
])("nhi settings set %j changes nothing and says why in one line", async (words, message) => {
  const { code, out, err } = await set(...words);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain(message);
  expect(err.trimEnd().split("\n")).toHaveLength(1);
  expect((await store().load()).version).toBe(0);
});

test.each([
  [["settings", "set", "signalWeights.region=0", "--table", "t"], "why? say it with --reason TEXT"],
  [["settings", "set", "signalWeights.region=0", "--reason", "x"], "where are the settings? name the warden's table"],
  [["settings", "history", "--table", "t", "--data", "d"], "--table and --data are two places; give one of them"],
  [["settings", "undo", "--table", "t"], "There is nothing to undo"],
  [["settings", "undo", "9", "--table", "t"], "There is no version 9; the newest is 0"],
  [["settings", "undo", "x1", "--table", "t"], "x1 is no version; give one whole number"],
  [["settings", "unset", "mode", "--table", "t", "--reason", "x"], "mode is never set live"],
  [["settings", "preset", "ad", "ci_cd", "--table", "t"], "preset takes add or remove"],
  [["settings", "preset", "add", "cicd", "--table", "t"], "there is no preset cicd; did you mean ci_cd?"],
  [["settings", "sett"], "settings: unknown verb sett; did you mean set?"],
  [["settings", "--tabel", "x"], "did you mean --table?"],
  [["settings", "--policy", "none.yaml"], "--policy none.yaml does not exist; check the path"],
])("nhi %j is one line and exit code 2", async (argv, message) => {
  const { code, out, err } = await call(argv);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain(message);
  expect(err.trimEnd().split("\n")).toHaveLength(1);
});

test("a policy file that is wrong is told, and nothing is worked out or changed under it", async () => {
  policy("presets: [ci-cd]\n");
  const { code, out, err } = await set("signalWeights.region=0");
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain('warden.yaml:1:11: presets[0] is "ci-cd"');
  expect(err).toContain("Did you mean ci_cd?");
  expect((await store().load()).version).toBe(0);
});

test.each([
  ["AccessDeniedException", "allow dynamodb:Query, GetItem and PutItem"],
  ["ResourceNotFoundException", "there is no such table in this account and region"],
  ["CredentialsProviderError", "there are no AWS credentials"],
])("what AWS says as %s becomes what to do about it", async (name, remedy) => {
  const history = () => Promise.reject(Object.assign(new Error("x"), { name }));
  const { code, err } = await remote(["settings", "history"], { history });
  expect([code, err]).toEqual([2, expect.stringContaining(remedy)]);
  expect(closed()).toBe(1);
});

test("live settings that cannot be read are told with the way out", async () => {
  const load = async () => ({ version: 3, settings: { mode: "enforce" } });
  const { code, err } = await remote(["settings"], { load });
  expect([code, err]).toEqual([2, expect.stringContaining("Version 3 of the live settings cannot be read")]);
  expect(err).toContain("nhi settings undo VERSION");
});
