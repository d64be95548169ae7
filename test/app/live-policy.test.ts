import fc from "fast-check";
import { memorySettings } from "../../lib/adapters/memory/settings.ts";
import { changeSettings, undoSettings } from "../../lib/app/change-settings.ts";
import { createLivePolicy, type LivePolicyParts } from "../../lib/app/live-policy.ts";
import type { SettingsStore } from "../../lib/app/settings-store.ts";
import type { LiveSettings } from "../../lib/domain/response/live-settings.ts";
import { policyInForce } from "../../lib/domain/response/policy-in-force.ts";
import { deployedOf } from "../domain/response/made-settings.ts";

const note = { by: "Ana", atMs: 1, reason: "why" };
const deployed = deployedOf({ mode: "enforce", presets: ["ci_cd"], protected: ["arn:aws:iam::*:role/stays"] });
const rules = [{ ruleId: "low-one", tags: [], level: "low" }];
const open = (store: Pick<SettingsStore, "load">, more: Partial<LivePolicyParts> = {}) => {
  const problems: string[] = [];
  const versions: number[] = [];
  const live = createLivePolicy({
    deployed,
    builtInRules: rules,
    store,
    onProblem: (line) => problems.push(line),
    onVersion: (version) => versions.push(version),
    ...more,
  });
  return { live, problems, versions };
};
const set = (store: SettingsStore, change: Partial<LiveSettings>) =>
  changeSettings(store, (settings) => ({ ...settings, ...change }), "set", note);
const storing = (settings: unknown, version = 1): Pick<SettingsStore, "load"> => ({
  load: async () => ({ version, settings }),
});

test("before anything was loaded, and where nothing is set, the deployed policy with its presets is in force", async () => {
  const { live, problems, versions } = open(memorySettings());
  const alone = policyInForce(deployed, rules);
  expect(alone.disabledRules).toEqual(["low-one"]);
  expect(live.policy()).toEqual(alone);
  const before = live.policy();
  await live.refresh(0);
  expect(live.policy()).toBe(before);
  expect([live.version(), problems, versions]).toEqual([0, [], []]);
});

test("what is set is in force after the next refresh, and an undo takes it back", async () => {
  const store = memorySettings();
  const { live, versions } = open(store);
  await set(store, { signalWeights: { region: 0 }, enabledRules: ["low-one"] });
  await live.refresh(0);
  expect(live.policy()).toMatchObject({ mode: "enforce", signalWeights: { region: 0 }, disabledRules: [] });
  const taken = live.policy();
  await live.refresh(30_000);
  expect(live.policy()).toBe(taken);
  await undoSettings(store, note, undefined);
  await live.refresh(60_000);
  expect(live.policy()).toEqual(policyInForce(deployed, rules));
  expect(versions).toEqual([1, 2]);
});

test("what was set is in force within 30 s: the store is asked at most that often, and once at a time", async () => {
  const memory = memorySettings();
  let loads = 0;
  const { live } = open({
    load: () => {
      loads++;
      return memory.load();
    },
  });
  await Promise.all([live.refresh(1_000), live.refresh(1_000), live.refresh(40_000)]);
  expect(loads).toBe(1);
  await live.refresh(30_999);
  expect(loads).toBe(1);
  await live.refresh(31_000);
  expect(loads).toBe(2);
});

test("where the store cannot be read, what is in force stays, and it is told", async () => {
  const memory = memorySettings();
  let fails = true;
  const { live, problems } = open({
    load: async () => {
      if (fails) throw new Error("throttled\u0007");
      return memory.load();
    },
  });
  await live.refresh(0);
  expect(live.policy()).toEqual(policyInForce(deployed, rules));
  expect(live.problems()).toEqual(problems);
  fails = false;
  await set(memory, { signalWeights: { region: 0 } });
  await live.refresh(30_000);
  expect(live.problems()).toEqual([]);
  fails = true;
  await live.refresh(60_000);
  expect(live.policy().signalWeights.region).toBe(0);
  expect(problems).toEqual([
    "the live settings cannot be loaded, the deployed policy stays in force until they can: throttled\\u{7}",
    "the live settings cannot be loaded, version 1 stays in force until they can: throttled\\u{7}",
  ]);
});

test("settings with one mistake change nothing, are told once, and are passed over by the next good version", async () => {
  const versions: unknown[] = [];
  const store = { load: async () => ({ version: versions.length, settings: versions.at(-1) ?? {} }) };
  const { live, problems } = open(store);
  versions.push({ signalWeights: { region: 0 }, mode: "enforce" });
  await live.refresh(0);
  await live.refresh(30_000);
  expect(live.policy()).toEqual(policyInForce(deployed, rules));
  expect(problems).toHaveLength(1);
  // Told once, and not in force for as long as nobody mends it.
  expect(live.problems()).toEqual(problems);
  expect(problems[0]).toMatch(
    /^version 1 of the live settings is not right and not in force, the deployed policy stays: mode is "enforce"/,
  );
  versions.push({ signalWeights: { region: 0.5 } });
  await live.refresh(60_000);
  expect([live.version(), live.policy().signalWeights.region, live.problems()]).toEqual([2, 0.5, []]);
  versions.push({ protected: [] });
  await live.refresh(90_000);
  expect([live.version(), live.policy().signalWeights.region, problems.length]).toEqual([2, 0.5, 2]);
});

test("whatever the table holds, nothing is acted on or unprotected that was not so as deployed", async () => {
  const hostile = fc.oneof(
    fc.anything(),
    fc.record(
      {
        mode: fc.constant("enforce"),
        protected: fc.constant([]),
        tiers: fc.constant([{ name: "all", match: ["*"], mode: "enforce" }]),
        thresholds: fc.record({ contain: fc.integer({ min: 0, max: 120 }) }),
        presets: fc.constant(["strict"]),
        oldestEventToActOnMinutes: fc.constant(1_440),
      },
      { requiredKeys: [] },
    ),
  );
  const observing = deployedOf({ protected: ["arn:aws:iam::*:role/stays"] });
  await fc.assert(
    fc.asyncProperty(hostile, async (settings) => {
      const { live } = open(storing(settings), { deployed: observing });
      await live.refresh(0);
      const { mode, tiers, protected: kept, thresholds, oldestEventToActOnMinutes } = live.policy();
      expect([mode, tiers, kept, oldestEventToActOnMinutes]).toEqual(["observe", [], observing.policy.protected, 60]);
      expect(thresholds.contain).toBeLessThanOrEqual(40);
    }),
    { numRuns: 200 },
  );
});
