import fc from "fast-check";
import { signalKinds } from "../../../lib/domain/detection/signal.ts";
import { identityKinds } from "../../../lib/domain/identity/identity.ts";
import { type LiveSettings, readLiveSettings } from "../../../lib/domain/response/live-settings.ts";
import { problemText } from "../../../lib/domain/response/policy-problem.ts";
import { presetNames } from "../../../lib/domain/response/presets.ts";
import { readPolicy } from "../../../lib/domain/response/read-policy.ts";
import type { DeployedPolicy } from "../../../lib/domain/response/stated-settings.ts";

/** What the policy file with this value says; throws where it is not right. */
export function deployedOf(value: unknown): DeployedPolicy {
  const reading = readPolicy(value);
  if ("problems" in reading) throw new Error(reading.problems.map(problemText).join("\n"));
  return reading;
}

/** Live settings out of this value; throws where they are not right. */
export function liveOf(value: object): LiveSettings {
  const reading = readLiveSettings(value);
  if ("problems" in reading) throw new Error(reading.problems.map(problemText).join("\n"));
  return reading.settings;
}

export const ruleIds = ["root-used", "region-enabled", "my-own-rule"] as const;
const tenths = (least: number, most: number) =>
  fc.integer({ min: least * 10, max: most * 10 }).map((value) => value / 10);

const thresholds = fc
  .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }))
  .map((three) => [...three].sort((a, b) => b - a) as [number, number, number])
  .chain(([review, alert, contain]) =>
    fc.record(
      { review: fc.constant(review), alert: fc.constant(alert), contain: fc.constant(contain) },
      { requiredKeys: [] },
    ),
  );

const settings = {
  presets: fc.subarray([...presetNames]),
  thresholds,
  signalWeights: fc.dictionary(fc.constantFrom(...signalKinds), tenths(0, 2), { maxKeys: 4 }),
  kindWeights: fc.dictionary(fc.constantFrom(...identityKinds), tenths(0.5, 2), { maxKeys: 4 }),
};
const switched = fc
  .array(fc.constantFrom("off", "on", undefined), { minLength: ruleIds.length, maxLength: ruleIds.length })
  .map((states) => ({
    disabledRules: ruleIds.filter((_, at) => states[at] === "off"),
    enabledRules: ruleIds.filter((_, at) => states[at] === "on"),
  }));

/** Any live settings that are right. */
export const someLive: fc.Arbitrary<LiveSettings> = fc
  .tuple(fc.record(settings, { requiredKeys: [] }), switched)
  .map(([some, rules]) => liveOf({ ...some, ...rules }));

const tier = fc.record({
  name: fc.constant("ci"),
  match: fc.constant(["*"]),
  mode: fc.constantFrom("observe", "ask", "enforce", null),
  thresholds: fc.oneof(fc.constant(null), thresholds),
});

/** Any policy file that is right. */
export const someDeployed: fc.Arbitrary<DeployedPolicy> = fc
  .tuple(
    fc.record(
      { ...settings, mode: fc.constantFrom("observe", "ask", "enforce"), tiers: fc.array(tier, { maxLength: 1 }) },
      { requiredKeys: [] },
    ),
    switched,
  )
  .map(([some, rules]) => readPolicy({ ...some, ...rules }))
  .filter((reading) => "policy" in reading);
