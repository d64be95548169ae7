import fc from "fast-check";
import { readRuleFolder } from "../../../lib/adapters/files/rule-files.ts";
import { compileRules } from "../../../lib/domain/detection/rules.ts";
import type { SigmaRule } from "../../../lib/domain/detection/sigma/parse-rule.ts";
import { signalKinds } from "../../../lib/domain/detection/signal.ts";
import { identityKinds } from "../../../lib/domain/identity/identity.ts";
import { applyPreset, withSettings } from "../../../lib/domain/response/apply-preset.ts";
import { defaultPolicy } from "../../../lib/domain/response/policy.ts";
import { alwaysOn, presetNames, presets } from "../../../lib/domain/response/presets.ts";
import { readPolicy } from "../../../lib/domain/response/read-policy.ts";
import { fits } from "../../../lib/domain/scope/wildcards.ts";

let rules: readonly SigmaRule[];
const someNames = fc.subarray([...presetNames]);

beforeAll(async () => {
  ({ rules } = compileRules((await readRuleFolder("rules")).documents));
});

describe("each preset", () => {
  test.each(presetNames)("%s says what it is for and stays within bounds", (name) => {
    const { about, signalWeights, kindWeights, thresholds } = presets[name];
    expect(about).toMatch(/^[A-Z].{30,118}\.$/);
    expect(readPolicy({ signalWeights, thresholds })).toHaveProperty("policy");
    for (const weight of Object.values(kindWeights)) expect(weight >= 0.5 && weight <= 2).toBe(true);
    expect(signalKinds).toEqual(expect.arrayContaining(Object.keys(signalWeights)));
    expect(identityKinds).toEqual(expect.arrayContaining(Object.keys(kindWeights)));
  });

  test.each(presetNames)("%s names no rule or tag that does not exist", (name) => {
    const known = rules.flatMap(({ ruleId, tags }) => [ruleId, ...tags]);
    const idle = [...alwaysOn, ...presets[name].rules].filter((pattern) => !known.some((one) => fits(pattern, one)));
    expect(idle).toEqual([]);
  });

  test.each(presetNames)("%s leaves on what is grave and what tampers with evidence or defences", (name) => {
    const off = applyPreset(defaultPolicy, [name], rules).disabledRules;
    const kept = rules.filter(
      ({ level, tags }) =>
        level === "critical" || level === "high" || tags.some((tag) => /^attack\.t(1562|1070)/.test(tag)),
    );
    expect(kept.filter(({ ruleId }) => off.includes(ruleId))).toEqual([]);
    expect(off.length).toBeLessThan(rules.length / 2);
  });
});

describe("applyPreset", () => {
  test("without a preset is the policy's own settings", () => {
    const policy = { ...defaultPolicy, signalWeights: { network: 0.5 }, disabledRules: ["root-used"] };
    const settings = applyPreset(policy, [], rules);
    expect(settings).toEqual({
      presets: [],
      signalWeights: { network: 0.5 },
      kindWeights: {},
      thresholds: policy.thresholds,
      disabledRules: ["root-used"],
    });
    expect(withSettings(policy, settings)).toEqual(policy);
  });

  test("takes neither the order nor repetitions of the names to mean anything", () => {
    fc.assert(
      fc.property(someNames, (names) => {
        const settings = applyPreset(defaultPolicy, names, rules);
        expect(applyPreset(defaultPolicy, [...names, ...names].reverse(), rules)).toEqual(settings);
      }),
    );
  });

  test("never watches less for a further preset", () => {
    fc.assert(
      fc.property(
        someNames.filter(({ length }) => length > 0),
        fc.constantFrom(...presetNames),
        (names, more) => {
          const few = applyPreset(defaultPolicy, names, rules);
          const many = applyPreset(defaultPolicy, [...names, more], rules);
          for (const kind of signalKinds)
            expect(many.signalWeights[kind] ?? 1).toBeGreaterThanOrEqual(few.signalWeights[kind] ?? 1);
          for (const kind of identityKinds)
            expect(many.kindWeights[kind] ?? 1).toBeGreaterThanOrEqual(few.kindWeights[kind] ?? 1);
          for (const step of ["review", "alert", "contain"] as const)
            expect(many.thresholds[step]).toBeGreaterThanOrEqual(few.thresholds[step]);
          expect(few.disabledRules).toEqual(expect.arrayContaining([...many.disabledRules]));
          expect(readPolicy({ ...withSettings(defaultPolicy, many), protected: [] })).toHaveProperty("policy");
        },
      ),
    );
  });

  test("lets the policy's own word on a weight, a threshold and a rule stand", () => {
    const policy = {
      signalWeights: { network: 0, "hour-of-week": 2 },
      disabledRules: ["root-used", "my-own-rule"],
      thresholds: { review: 95, alert: 90, contain: 10 },
    };
    const { signalWeights, disabledRules, thresholds } = applyPreset(policy, ["ci_cd", "strict"], rules);
    expect(signalWeights).toMatchObject({ network: 0, "hour-of-week": 2, action: 1.3 });
    expect(disabledRules).toEqual(["my-own-rule", "root-used"]);
    expect(thresholds).toEqual({ review: 95, alert: 90, contain: 50 });
  });

  test("switches off only rules that it is given, which are the built-in ones", () => {
    expect(applyPreset(defaultPolicy, ["ci_cd"]).disabledRules).toEqual([]);
    const own = { ruleId: "my-own-rule", tags: [], level: "low" };
    expect(applyPreset(defaultPolicy, ["ci_cd"], [own]).disabledRules).toEqual(["my-own-rule"]);
    expect(applyPreset(defaultPolicy, ["ci_cd", "strict"], [own]).disabledRules).toEqual([]);
  });

  test("keeps the rules that a preset is about", () => {
    const off = (name: (typeof presetNames)[number]) => applyPreset(defaultPolicy, [name], rules).disabledRules;
    expect(off("ai_agents")).not.toContain("agent-tools-changed");
    expect(off("third_party")).not.toContain("third-party-reads-secrets");
    expect(off("ci_cd")).not.toContain("federated-trust-for-any-subject");
    expect(off("workload_credentials")).toContain("bucket-versioning-suspended");
    expect(off("strict")).toEqual([]);
  });
});
