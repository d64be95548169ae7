import fc from "fast-check";
import { nearestName } from "../../../lib/domain/response/nearest-name.ts";
import { defaultPolicy, type Policy } from "../../../lib/domain/response/policy.ts";
import { type PolicyProblem, problemText } from "../../../lib/domain/response/policy-problem.ts";
import { readPolicy } from "../../../lib/domain/response/read-policy.ts";

const policyOf = (value: unknown): Policy => {
  const reading = readPolicy(value);
  if ("problems" in reading) throw new Error(reading.problems.map(problemText).join("\n"));
  return reading.policy;
};
const problemsOf = (value: unknown): readonly PolicyProblem[] => {
  const reading = readPolicy(value);
  return "problems" in reading ? reading.problems : [];
};
const tier = (change: Record<string, unknown> = {}) => ({ name: "ci", match: ["arn:aws:iam::*:role/ci-*"], ...change });

test("nothing, and every key set to nothing, is the default policy: observe", () => {
  expect(policyOf(undefined)).toEqual(defaultPolicy);
  expect(policyOf(null)).toEqual(defaultPolicy);
  expect(policyOf({})).toEqual(defaultPolicy);
  const unset = {
    mode: null,
    thresholds: null,
    tiers: null,
    protected: null,
    oldestEventToActOnMinutes: null,
    disabledRules: null,
  };
  expect(policyOf(unset)).toEqual(defaultPolicy);
  expect(defaultPolicy.mode).toBe("observe");
});

test("what is set is read", () => {
  const policy = policyOf({
    mode: "ask",
    thresholds: { review: 80, alert: 55.5, contain: 0 },
    tiers: [tier({ mode: "enforce", thresholds: { contain: 50 }, weight: 1.5 }), tier({ name: "rest", match: ["*"] })],
    protected: ["arn:aws:iam::*:role/break-glass"],
    oldestEventToActOnMinutes: 15,
    disabledRules: ["aws_root_login"],
    signalWeights: { network: 0, "rule-match": 1.5 },
    kindWeights: { lambda: 1.2 },
    decoys: ["arn:aws:s3:::payroll-backup-*"],
    organisationAccounts: ["011122223333"],
    budgets: { accountAnHour: 3, overallAnHour: 5 },
    approval: { people: 2, minutes: 15, onExpiry: "contain" },
    containRolesBy: "sessions",
    releaseSessionsAfterHours: 0,
    production: ["arn:aws:iam::444455556666:*"],
  });
  expect(policy).toEqual({
    mode: "ask",
    thresholds: { review: 80, alert: 55.5, contain: 0 },
    tiers: [
      {
        name: "ci",
        match: ["arn:aws:iam::*:role/ci-*"],
        mode: "enforce",
        thresholds: { review: 80, alert: 55.5, contain: 50 },
        weight: 1.5,
      },
      { name: "rest", match: ["*"], mode: undefined, thresholds: undefined, weight: 1 },
    ],
    protected: [...defaultPolicy.protected, "arn:aws:iam::*:role/break-glass"],
    oldestEventToActOnMinutes: 15,
    disabledRules: ["aws_root_login"],
    signalWeights: { network: 0, "rule-match": 1.5 },
    kindWeights: { lambda: 1.2 },
    decoys: ["arn:aws:s3:::payroll-backup-*"],
    organisationAccounts: ["011122223333"],
    budgets: { accountAnHour: 3, overallAnHour: 5 },
    approval: { people: 2, peopleForIdentity: 2, minutes: 15, onExpiry: "contain" },
    containRolesBy: "sessions",
    releaseSessionsAfterHours: 0,
    production: ["arn:aws:iam::444455556666:*"],
  });
});

test("what is said is told from what is left to the defaults and to presets", () => {
  const reading = readPolicy({
    presets: ["strict", "ci_cd", "ci_cd"],
    thresholds: { alert: 60 },
    tiers: [tier(), tier({ name: "rest", thresholds: { contain: 10 } })],
    enabledRules: ["root-used"],
  });
  expect(reading).toMatchObject({
    policy: { thresholds: defaultPolicy.thresholds, signalWeights: {}, disabledRules: [] },
    stated: {
      presets: ["ci_cd", "strict"],
      thresholds: { alert: 60 },
      tierThresholds: [undefined, { contain: 10 }],
      enabledRules: ["root-used"],
    },
  });
});

test("the built-in protection cannot be taken away, and is not doubled", () => {
  expect(policyOf({ protected: [] }).protected).toEqual(defaultPolicy.protected);
  const repeated = [defaultPolicy.protected[0], "arn:x", "arn:x"];
  expect(policyOf({ protected: repeated }).protected).toEqual([...defaultPolicy.protected, "arn:x"]);
});

test.each<[string, unknown, Partial<PolicyProblem>]>([
  [
    "a mode that there is not",
    { mode: "off" },
    { path: "mode", given: '"off"', allowed: "one of observe, ask, enforce", remedy: "Choose one of them." },
  ],
  ["a mode in capitals", { mode: "Enforce" }, { path: "mode", remedy: "Did you mean enforce?" }],
  ["a mode that is true", { mode: true }, { path: "mode", given: "true" }],
  [
    "a misspelt key",
    { treshold: { alert: 1 } },
    { path: "treshold", about: "key", remedy: "Did you mean thresholds?" },
  ],
  [
    "a key in another style",
    { disabled_rules: [] },
    { path: "disabled_rules", about: "key", remedy: "Did you mean disabledRules?" },
  ],
  ["a key that is nothing like any", { webhook: "x" }, { path: "webhook", about: "key", remedy: "Remove it." }],
  ["a key below", { thresholds: { contian: 3 } }, { path: "thresholds.contian", remedy: "Did you mean contain?" }],
  ["a key in a tier", { tiers: [tier({ wieght: 1 })] }, { path: "tiers[0].wieght", remedy: "Did you mean weight?" }],
  [
    "a threshold above 100",
    { thresholds: { alert: 140 } },
    { path: "thresholds.alert", given: "140", allowed: "a number from 0 to 100" },
  ],
  ["a threshold below 0", { thresholds: { contain: -1 } }, { path: "thresholds.contain" }],
  [
    "a threshold that is no number",
    { thresholds: { contain: Number.NaN } },
    { path: "thresholds.contain", given: "NaN" },
  ],
  [
    "a threshold in quotes",
    { thresholds: { alert: "60" } },
    { path: "thresholds.alert", given: '"60"', remedy: "Write the number without quotes." },
  ],
  ["thresholds that are a number", { thresholds: 60 }, { path: "thresholds", given: "60" }],
  ["thresholds that are a list", { thresholds: [60] }, { path: "thresholds", given: "a list of 1" }],
  [
    "alert above review",
    { thresholds: { alert: 90 } },
    {
      path: "thresholds.alert",
      given: "90",
      allowed: "review >= alert >= contain, and here they are 75, 90 and 40",
      remedy: "Lower alert or raise review.",
    },
  ],
  [
    "contain above alert",
    { thresholds: { contain: 70 } },
    { path: "thresholds.contain", given: "70", remedy: "Lower contain or raise alert." },
  ],
  [
    "a tier's contain above the policy's alert",
    { tiers: [tier({ thresholds: { contain: 61 } })] },
    { path: "tiers[0].thresholds.contain" },
  ],
  [
    "a weight of 0",
    { tiers: [tier({ weight: 0 })] },
    { path: "tiers[0].weight", given: "0", allowed: "a number from 0.5 to 2" },
  ],
  ["a weight of 3", { tiers: [tier({ weight: 3 })] }, { path: "tiers[0].weight" }],
  ["a tier's mode", { tiers: [tier({ mode: "enforec" })] }, { path: "tiers[0].mode", remedy: "Did you mean enforce?" }],
  ["a tier without a name", { tiers: [tier({ name: undefined })] }, { path: "tiers[0].name", given: "missing" }],
  ["a tier's hostile name", { tiers: [tier({ name: "a\u202eb" })] }, { path: "tiers[0].name", given: '"a\\u{202e}b"' }],
  ["two tiers of one name", { tiers: [tier(), tier()] }, { path: "tiers[1].name", given: '"ci"' }],
  ["a tier that matches nothing", { tiers: [tier({ match: [] })] }, { path: "tiers[0].match" }],
  ["a tier without match", { tiers: [{ name: "ci" }] }, { path: "tiers[0].match" }],
  ["match that is one text", { tiers: [tier({ match: "arn:*" })] }, { path: "tiers[0].match" }],
  ["a tier that is text", { tiers: ["ci"] }, { path: "tiers[0]", given: '"ci"' }],
  ["a tier that is nothing", { tiers: [null] }, { path: "tiers[0].match", given: "missing" }],
  ["tiers that are a mapping", { tiers: { ci: 1 } }, { path: "tiers", given: "a mapping" }],
  [
    "too many tiers",
    { tiers: Array.from({ length: 51 }, (_, at) => tier({ name: `t${at}` })) },
    { path: "tiers", given: "a list of 51", allowed: "a list of at most 50 entries" },
  ],
  ["too many protected", { protected: Array(501).fill("arn:a") }, { path: "protected", given: "a list of 501" }],
  ["too many disabled rules", { disabledRules: Array(1_001).fill("a") }, { path: "disabledRules" }],
  [
    "a protected name that could never match",
    { protected: ["arn:a", "break-glass"] },
    { path: "protected[1]", given: '"break-glass"' },
  ],
  ["a pattern with a space", { protected: ["arn: a"] }, { path: "protected[0]" }],
  ["a pattern that is a number", { protected: [111122223333] }, { path: "protected[0]", given: "111122223333" }],
  ["an over-long pattern", { protected: [`arn:${"a".repeat(1_000)}`] }, { path: "protected[0]" }],
  ["a rule's id with a path", { disabledRules: ["../x"] }, { path: "disabledRules[0]" }],
  [
    "minutes of 0",
    { oldestEventToActOnMinutes: 0 },
    { path: "oldestEventToActOnMinutes", allowed: "a whole number from 1 to 1440" },
  ],
  ["minutes in halves", { oldestEventToActOnMinutes: 1.5 }, { path: "oldestEventToActOnMinutes" }],
  ["a weight of a signal that is none", { signalWeights: { netwerk: 1 } }, { path: "signalWeights.netwerk" }],
  ["a weight of a signal above 2", { signalWeights: { network: 3 } }, { path: "signalWeights.network", given: "3" }],
  ["a weight of a kind that there is not", { kindWeights: { lamda: 1 } }, { remedy: "Did you mean lambda?" }],
  ["a weight of a kind above 2", { kindWeights: { lambda: 3 } }, { path: "kindWeights.lambda", given: "3" }],
  ["a preset that there is not", { presets: ["strct"] }, { path: "presets[0]", remedy: "Did you mean strict?" }],
  ["a preset that is nothing", { presets: [null] }, { path: "presets[0]", given: '""' }],
  ["presets that are one text", { presets: "strict" }, { path: "presets", given: '"strict"' }],
  [
    "a rule that is switched off and on",
    { disabledRules: ["a"], enabledRules: ["b", "a"] },
    { path: "enabledRules[1]", given: '"a"', remedy: "Take it out of one of the two lists." },
  ],
  ["a decoy that fits nearly everything", { decoys: ["arn:*"] }, { path: "decoys[0]" }],
  ["an account without its zeros", { organisationAccounts: [11122223333] }, { path: "organisationAccounts[0]" }],
  ["a policy that is a list", [], { path: "", given: "a list of 0" }],
  ["a policy that is text", "mode: enforce", { path: "", given: '"mode: enforce"' }],
])("%s is a problem", (_, value, problem) => {
  expect(problemsOf(value)[0]).toMatchObject(problem);
});

test("each mistake is one problem, and all are told at once", () => {
  const problems = problemsOf({
    mode: "x",
    thresholds: { alert: "a", contain: 101 },
    tiers: [tier({ weight: 9 })],
    extra: 1,
  });
  const paths = ["extra", "mode", "thresholds.alert", "thresholds.contain", "tiers[0].weight"];
  expect(problems.map(({ path }) => path).sort()).toEqual(paths);
});

test("no more than fifty problems are told", () => {
  expect(problemsOf({ disabledRules: Array.from({ length: 300 }, () => "/") })).toHaveLength(50);
});

test("a problem is said in full sentences", () => {
  const [key] = problemsOf({ treshold: 1 });
  expect(problemText(key as PolicyProblem)).toBe(
    "The key treshold is not known; allowed is one of mode, presets, thresholds, tiers, protected, oldestEventToActOnMinutes, disabledRules, enabledRules, signalWeights, kindWeights, decoys, organisationAccounts, budgets, approval, containRolesBy, releaseSessionsAfterHours, production. Did you mean thresholds?",
  );
  const [value] = problemsOf({ thresholds: { alert: 140 } });
  expect(problemText(value as PolicyProblem)).toBe(
    "thresholds.alert is 140; allowed is a number from 0 to 100. Choose one in that range.",
  );
  const [file] = problemsOf(7);
  expect(problemText(file as PolicyProblem)).toMatch(/^The policy is 7; allowed is a mapping/);
});

test("keys of every object's own are no known keys", () => {
  const value = JSON.parse('{"__proto__": {"mode": "enforce"}, "constructor": 1}');
  expect(problemsOf(value).map(({ path }) => path)).toEqual(["__proto__", "constructor"]);
});

test("for any value there is either a policy within its bounds or a problem with a remedy, and a wrong mode never enforces", () => {
  const number = fc.oneof(fc.double({ min: -20, max: 120 }), fc.constant("60"), fc.constant(null));
  const thresholds = fc.record({ review: number, alert: number, contain: number }, { requiredKeys: [] });
  const mode = fc.oneof(fc.constantFrom("observe", "ask", "enforce"), fc.string());
  const plausible = fc.record(
    {
      mode,
      thresholds,
      tiers: fc.array(
        fc.record(
          { name: fc.string(), match: fc.array(fc.string()), mode, thresholds, weight: number },
          { requiredKeys: [] },
        ),
        { maxLength: 3 },
      ),
      protected: fc.array(fc.string()),
      disabledRules: fc.array(fc.string()),
      oldestEventToActOnMinutes: number,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(plausible, fc.anything()), (value) => {
      const reading = readPolicy(value);
      if ("problems" in reading) {
        expect(reading.problems.length).toBeGreaterThan(0);
        for (const problem of reading.problems) {
          expect(problem.remedy).not.toBe("");
          expect(problem.given.length).toBeLessThanOrEqual(100);
        }
        return;
      }
      const { policy } = reading;
      if (policy.mode === "enforce") expect((value as { mode: string }).mode).toBe("enforce");
      for (const { review, alert, contain } of [
        policy.thresholds,
        ...policy.tiers.flatMap((one) => one.thresholds ?? []),
      ]) {
        expect(100 >= review && review >= alert && alert >= contain && contain >= 0).toBe(true);
      }
      for (const { weight } of policy.tiers) expect(weight >= 0.5 && weight <= 2).toBe(true);
      expect(policy.protected).toEqual(expect.arrayContaining([...defaultPolicy.protected]));
    }),
    { numRuns: 500 },
  );
});

test("reading a policy that was read changes nothing", () => {
  const once = policyOf({ mode: "ask", tiers: [tier({ thresholds: { contain: 10 } })], protected: ["arn:x"] });
  expect(policyOf(once)).toEqual(once);
});

describe("the nearest name", () => {
  const known = ["mode", "thresholds", "tiers", "protected"];
  test.each([
    ["moed", "mode"],
    ["Mode", "mode"],
    ["tier", "tiers"],
    ["threshold", "thresholds"],
    ["protect", "protected"],
    ["alert", undefined],
    ["x", undefined],
    ["", undefined],
    ["mode".repeat(1_000), undefined],
  ])("to %j is %j", (given, meant) => {
    expect(nearestName(given, known)).toBe(meant);
  });
});
