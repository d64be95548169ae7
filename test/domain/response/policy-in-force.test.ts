import fc from "fast-check";
import { signalKinds } from "../../../lib/domain/detection/signal.ts";
import { identityKinds } from "../../../lib/domain/identity/identity.ts";
import { layerSettings, type PresetRule } from "../../../lib/domain/response/layer-settings.ts";
import { noLiveSettings } from "../../../lib/domain/response/live-settings.ts";
import { defaultPolicy, type Policy } from "../../../lib/domain/response/policy.ts";
import { policyInForce } from "../../../lib/domain/response/policy-in-force.ts";
import { presetNames } from "../../../lib/domain/response/presets.ts";
import { settingDifferences, settingRows } from "../../../lib/domain/response/setting-rows.ts";
import { watchOf } from "../../../lib/domain/response/watch.ts";
import { deployedOf, liveOf, ruleIds, someDeployed, someLive } from "./made-settings.ts";

const rules: readonly PresetRule[] = ruleIds.map((ruleId) => ({ ruleId, tags: [], level: "low" }));
const inForce = (file: object, live: object = {}): Policy => policyInForce(deployedOf(file), rules, liveOf(live));
const sourceOf = (file: object, live: object, key: string) =>
  settingRows(layerSettings(deployedOf(file), rules, liveOf(live))).find((row) => row.key === key)?.from;

test("without presets and live settings it is the file's policy", () => {
  fc.assert(
    fc.property(someDeployed, ({ policy, stated }) => {
      const enabled = new Set(stated.enabledRules);
      const alone = { policy, stated: { ...stated, presets: [] } };
      const off = [...policy.disabledRules].filter((ruleId) => !enabled.has(ruleId)).sort();
      expect(policyInForce(alone, rules)).toEqual({ ...policy, disabledRules: off });
    }),
  );
  expect(inForce({})).toEqual(defaultPolicy);
});

test("a preset stands under what the file says, and the file under what is set live", () => {
  const file = { presets: ["strict"], signalWeights: { network: 0.5, action: 0 }, disabledRules: ["root-used"] };
  const live = { signalWeights: { action: 2 }, kindWeights: { lambda: 1.5 }, enabledRules: ["root-used"] };
  expect(inForce(file)).toMatchObject({
    thresholds: { review: 85, alert: 70, contain: 50 },
    signalWeights: { network: 0.5, action: 0, service: 1.3 },
    disabledRules: ["root-used"],
  });
  expect(inForce(file, live)).toMatchObject({
    signalWeights: { network: 0.5, action: 2, service: 1.3 },
    kindWeights: { lambda: 1.5 },
    disabledRules: [],
  });
  expect(sourceOf(file, live, "signalWeights.service")).toBe("preset strict");
  expect(sourceOf(file, live, "signalWeights.network")).toBe("file");
  expect(sourceOf(file, live, "signalWeights.action")).toBe("live");
  expect(sourceOf(file, live, "thresholds.review")).toBe("preset strict");
  expect(sourceOf({}, {}, "thresholds.review")).toBe("default");
});

test("thresholds that the file says stand, and the preset's move as little as their order takes", () => {
  const thresholds = (file: object, live: object = {}) => inForce({ presets: ["strict"], ...file }, live).thresholds;
  expect(thresholds({ thresholds: { contain: 10 } })).toEqual({ review: 85, alert: 70, contain: 10 });
  expect(thresholds({ thresholds: { review: 60 } })).toEqual({ review: 60, alert: 60, contain: 50 });
  expect(thresholds({}, { thresholds: { review: 45 } })).toEqual({ review: 45, alert: 45, contain: 45 });
  expect(thresholds({}, { thresholds: { alert: 95 } })).toEqual({ review: 95, alert: 95, contain: 50 });
});

test("a tier keeps the thresholds that it says, and has the others from what is in force", () => {
  const tiers = [{ name: "ci", match: ["*"], thresholds: { alert: 66 } }];
  const tierOf = (file: object, live: object = {}) => watchOf(inForce({ tiers, ...file }, live), "arn:x").thresholds;
  expect(tierOf({})).toEqual({ review: 75, alert: 66, contain: 40 });
  expect(tierOf({ presets: ["strict"] })).toEqual({ review: 85, alert: 66, contain: 50 });
  expect(tierOf({}, { thresholds: { review: 90, contain: 5 } })).toEqual({ review: 90, alert: 66, contain: 5 });
});

test("live presets take the place of the file's, and none is a choice too", () => {
  const file = { presets: ["ci_cd"] };
  expect(inForce(file).kindWeights).toEqual({ "ci-oidc": 1.4, codebuild: 1.4 });
  expect(inForce(file, { presets: ["third_party"] }).kindWeights).toEqual({ "third-party": 1.5 });
  expect(inForce(file, { presets: [] })).toEqual(defaultPolicy);
  expect([sourceOf(file, {}, "presets"), sourceOf(file, { presets: [] }, "presets")]).toEqual(["file", "live"]);
});

test("presets switch off only rules that they are given, and one that the file enables stays on", () => {
  expect(inForce({ presets: ["ci_cd"] }).disabledRules).toEqual(["my-own-rule", "region-enabled", "root-used"]);
  expect(inForce({ presets: ["ci_cd"], enabledRules: ["root-used"] }).disabledRules).not.toContain("root-used");
  expect(inForce({ presets: ["ci_cd", "strict"] }).disabledRules).toEqual([]);
  expect(policyInForce(deployedOf({ presets: ["ci_cd"] }), []).disabledRules).toEqual([]);
});

test("a further preset never watches less", () => {
  fc.assert(
    fc.property(fc.subarray([...presetNames], { minLength: 1 }), fc.constantFrom(...presetNames), (names, more) => {
      const few = inForce({ presets: names });
      const many = inForce({ presets: [...new Set([more, ...names])] });
      for (const kind of signalKinds)
        expect(many.signalWeights[kind] ?? 1).toBeGreaterThanOrEqual(few.signalWeights[kind] ?? 1);
      for (const kind of identityKinds)
        expect(many.kindWeights[kind] ?? 1).toBeGreaterThanOrEqual(few.kindWeights[kind] ?? 1);
      for (const step of ["review", "alert", "contain"] as const)
        expect(many.thresholds[step]).toBeGreaterThanOrEqual(few.thresholds[step]);
      expect(few.disabledRules).toEqual(expect.arrayContaining([...many.disabledRules]));
    }),
  );
});

test("whatever is set live, no mode, no protection and no other key of the file changes, and contain never comes sooner", () => {
  fc.assert(
    fc.property(someDeployed, someLive, (deployed, live) => {
      const before = policyInForce(deployed, rules);
      const after = policyInForce(deployed, rules, live);
      const { thresholds, signalWeights, kindWeights, disabledRules, tiers, ...rest } = after;
      expect(before).toMatchObject(rest);
      expect(tiers.map(({ mode, match, weight }) => [mode, match, weight])).toEqual(
        before.tiers.map(({ mode, match, weight }) => [mode, match, weight]),
      );
      for (const policy of [before, after]) {
        for (const { review, alert, contain } of [policy.thresholds, watchOf(policy, "arn:x").thresholds])
          expect(100 >= review && review >= alert && alert >= contain && contain >= 0).toBe(true);
      }
      expect(thresholds.contain).toBeLessThanOrEqual(before.thresholds.contain);
      expect(watchOf(after, "arn:x").thresholds.contain).toBeLessThanOrEqual(
        watchOf(before, "arn:x").thresholds.contain,
      );
      for (const [kind, weight] of Object.entries(live.signalWeights))
        expect(signalWeights[kind as never]).toBe(weight);
      for (const [kind, weight] of Object.entries(live.kindWeights)) expect(kindWeights[kind as never]).toBe(weight);
      for (const ruleId of live.disabledRules) expect(disabledRules).toContain(ruleId);
      for (const ruleId of live.enabledRules) expect(disabledRules).not.toContain(ruleId);
    }),
    { numRuns: 300 },
  );
});

test("the differences are told exactly: none between equal settings, and each where two policies differ", () => {
  fc.assert(
    fc.property(someDeployed, someLive, (deployed, live) => {
      const before = layerSettings(deployed, rules);
      const after = layerSettings(deployed, rules, live);
      expect(settingDifferences(after, after)).toEqual([]);
      const changes = settingDifferences(before, after);
      const valueIn = ({ signalWeights, kindWeights, thresholds, disabledRules }: Policy, key: string) => {
        const [section = "", name = ""] = key.split(/\.(.*)/);
        if (section === "rules") return disabledRules.includes(name) ? "off" : "on";
        const numbers: Readonly<Record<string, object>> = { signalWeights, kindWeights, thresholds };
        return (numbers[section] as Readonly<Record<string, number>>)[name] ?? 1;
      };
      for (const { key, before: was, after: is } of changes.filter(({ key: one }) => one !== "presets")) {
        expect(was).not.toBe(is);
        expect(valueIn(policyInForce(deployed, rules), key)).toBe(was);
        expect(valueIn(policyInForce(deployed, rules, live), key)).toBe(is);
      }
      expect(settingDifferences(after, before)).toHaveLength(changes.length);
    }),
  );
  expect(
    settingDifferences(layerSettings(deployedOf({}), rules), layerSettings(deployedOf({}), rules, noLiveSettings)),
  ).toEqual([]);
});
