import { defaultPolicy, type Policy, type Thresholds } from "./policy.ts";
import type { PresetName } from "./presets.ts";

/** What a policy file says itself, beside what it leaves to the defaults. It holds over what a preset says. */
export interface StatedSettings {
  /** In the order of `presetNames`. */
  readonly presets: readonly PresetName[];
  readonly thresholds: Partial<Thresholds>;
  /** One entry a tier, in their order; undefined for a tier without thresholds of its own. */
  readonly tierThresholds: readonly (Partial<Thresholds> | undefined)[];
  /** Ids of rules that stay on, whatever a preset says. */
  readonly enabledRules: readonly string[];
}

/** A policy file as it was read: the policy as if it picked no preset, and what of it is said and not a default. */
export interface DeployedPolicy {
  readonly policy: Policy;
  readonly stated: StatedSettings;
}

const nothingStated: StatedSettings = { presets: [], thresholds: {}, tierThresholds: [], enabledRules: [] };

/** Where there is no file: observe, contain nothing. */
export const nothingDeployed: DeployedPolicy = { policy: defaultPolicy, stated: nothingStated };

/** Where the file is wrong: nothing of it holds, and nothing is contained. */
export const onlyObserving: DeployedPolicy = {
  policy: { ...defaultPolicy, mode: "observe", tiers: [] },
  stated: nothingStated,
};
