import { readRuleFolder } from "../../../lib/adapters/files/rule-files.ts";
import { compileRules } from "../../../lib/domain/detection/rules.ts";
import type { SigmaRule } from "../../../lib/domain/detection/sigma/parse-rule.ts";
import { signalKinds } from "../../../lib/domain/detection/signal.ts";
import { identityKinds } from "../../../lib/domain/identity/identity.ts";
import { policyInForce } from "../../../lib/domain/response/policy-in-force.ts";
import { alwaysOn, presetNames, presets } from "../../../lib/domain/response/presets.ts";
import { readPolicy } from "../../../lib/domain/response/read-policy.ts";
import { fits } from "../../../lib/domain/scope/wildcards.ts";
import { deployedOf } from "./made-settings.ts";

let rules: readonly SigmaRule[];
beforeAll(async () => {
  const { documents, placeholders } = await readRuleFolder("rules");
  ({ rules } = compileRules(documents, placeholders));
});
const offWith = (...names: readonly string[]) => policyInForce(deployedOf({ presets: names }), rules).disabledRules;

test.each(presetNames)("%s says what it is for and stays within bounds", (name) => {
  const { about, signalWeights, kindWeights, thresholds } = presets[name];
  expect(about).toMatch(/^[A-Z].{30,118}\.$/);
  expect(readPolicy({ signalWeights, thresholds, kindWeights })).toHaveProperty("policy");
  expect(signalKinds).toEqual(expect.arrayContaining(Object.keys(signalWeights)));
  expect(identityKinds).toEqual(expect.arrayContaining(Object.keys(kindWeights)));
});

test.each(presetNames)("%s names no rule or tag that does not exist", (name) => {
  const known = rules.flatMap(({ ruleId, tags }) => [ruleId, ...tags]);
  const idle = [...alwaysOn, ...presets[name].rules].filter((pattern) => !known.some((one) => fits(pattern, one)));
  expect(idle).toEqual([]);
});

test.each(presetNames)("%s leaves on what is grave and what tampers with evidence or defences", (name) => {
  const off = offWith(name);
  const kept = rules.filter(
    ({ level, tags }) =>
      level === "critical" || level === "high" || tags.some((tag) => /^attack\.t(1562|1070)/.test(tag)),
  );
  expect(kept.filter(({ ruleId }) => off.includes(ruleId))).toEqual([]);
  expect(off.length).toBeLessThan(rules.length / 2);
});

test("a preset keeps the rules that it is about, and strict all of them", () => {
  expect(offWith("ai_agents")).not.toContain("agent-tools-changed");
  expect(offWith("third_party")).not.toContain("third-party-reads-secrets");
  expect(offWith("ci_cd")).not.toContain("federated-trust-for-any-subject");
  expect(offWith("workload_credentials")).toContain("bucket-versioning-suspended");
  expect(offWith("strict")).toEqual([]);
});
