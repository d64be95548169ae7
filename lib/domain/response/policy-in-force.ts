import { type LayeredSettings, layerSettings, type PresetRule } from "./layer-settings.ts";
import { layerThresholds, plainThresholds } from "./layer-thresholds.ts";
import { type LiveSettings, noLiveSettings } from "./live-settings.ts";
import type { Policy, Thresholds, Tier } from "./policy.ts";
import type { Setting } from "./setting-source.ts";
import type { DeployedPolicy } from "./stated-settings.ts";

/**
 * The policy that holds: the deployed file with its presets, and over it what was set live. Live settings change
 * weights, thresholds and rules only: the mode, what is protected and every other key stay the file's. `builtInRules`
 * are those that presets may switch off.
 */
export const policyInForce = (
  deployed: DeployedPolicy,
  builtInRules: readonly PresetRule[],
  live: LiveSettings = noLiveSettings,
): Policy => withLayers(deployed, layerSettings(deployed, builtInRules, live));

/** The same where the layers are known already. */
export function withLayers({ policy, stated }: DeployedPolicy, layered: LayeredSettings): Policy {
  const tierOf = (tier: Tier, said: Partial<Thresholds> | undefined): Tier =>
    said === undefined
      ? tier
      : { ...tier, thresholds: plainThresholds(layerThresholds(layered.thresholds, said, "file")) };
  const off = [...layered.rules].filter(([, { value }]) => value === "off").map(([ruleId]) => ruleId);
  return {
    ...policy,
    thresholds: plainThresholds(layered.thresholds),
    tiers: policy.tiers.map((tier, at) => tierOf(tier, stated.tierThresholds[at])),
    signalWeights: weightsOf(layered.signalWeights),
    kindWeights: weightsOf(layered.kindWeights),
    disabledRules: off.sort(),
  };
}

const weightsOf = <Kind extends string>(
  settings: ReadonlyMap<Kind, Setting<number>>,
): Readonly<Partial<Record<Kind, number>>> =>
  Object.fromEntries([...settings].map(([kind, { value }]) => [kind, value])) as Partial<Record<Kind, number>>;
