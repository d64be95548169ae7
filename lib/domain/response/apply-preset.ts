import type { SignalKind } from "../detection/signal.ts";
import { wildcardsOf } from "../scope/wildcards.ts";
import type { Policy, Thresholds } from "./policy.ts";
import { alwaysOn, type Preset, type PresetName, presetNames, presets } from "./presets.ts";

/** What people may set without a new deployment. Plain data: it is stored, compared and undone as it is. */
export interface Settings extends Pick<Policy, "signalWeights" | "disabledRules" | "thresholds"> {
  /** In the order of `presetNames`. */
  readonly presets: readonly PresetName[];
  readonly kindWeights: Preset["kindWeights"];
}

/** What a preset has to know of a rule; every Sigma rule has it. */
export interface PresetRule {
  readonly ruleId: string;
  readonly tags: readonly string[];
  readonly level: string;
}

/**
 * The settings that a policy has with these presets. Without any it is the policy's own. With several, each weight and
 * threshold is the highest of them and a rule stays on if one of them wants it, so that a further preset never watches
 * less than the ones before. Rules of level high and critical are never switched off by a preset. What the policy itself says of a signal's weight or a disabled rule holds over every preset.
 *
 * `builtInRules` are the rules that a preset may switch off. Rules that people wrote are not to be among them.
 */
export function applyPreset(
  policy: Pick<Policy, "signalWeights" | "disabledRules" | "thresholds">,
  names: readonly PresetName[],
  builtInRules: readonly PresetRule[] = [],
): Settings {
  const chosen = presetNames.filter((name) => names.includes(name));
  const picked = chosen.map((name) => presets[name]);
  const merged = highest<SignalKind>(picked.map(({ signalWeights }) => signalWeights));
  return {
    presets: chosen,
    signalWeights: { ...merged, ...policy.signalWeights },
    kindWeights: highest(picked.map(({ kindWeights }) => kindWeights)),
    thresholds: picked.reduce((base, { thresholds }) => higher(base, thresholds), policy.thresholds),
    disabledRules: [...new Set([...policy.disabledRules, ...switchedOff(picked, builtInRules)])].sort(),
  };
}

/** The policy as these settings have it. Tiers keep the thresholds that they name themselves. */
export const withSettings = (policy: Policy, { signalWeights, disabledRules, thresholds }: Settings): Policy => ({
  ...policy,
  signalWeights,
  disabledRules,
  thresholds,
});

/** Per kind the highest weight, where a preset that does not name a kind leaves it at 1. Weights of 1 are left out. */
function highest<Kind extends string>(
  all: readonly Readonly<Partial<Record<Kind, number>>>[],
): Partial<Record<Kind, number>> {
  const kinds = new Set(all.flatMap((weights) => Object.keys(weights) as Kind[]));
  const merged: Partial<Record<Kind, number>> = {};
  for (const kind of [...kinds].sort()) {
    const weight = Math.max(...all.map((weights) => weights[kind] ?? 1));
    if (weight !== 1) merged[kind] = weight;
  }
  return merged;
}

/** Of two ordered triples the higher of each is ordered too. */
const higher = (base: Thresholds, other: Thresholds = base): Thresholds => ({
  review: Math.max(base.review, other.review),
  alert: Math.max(base.alert, other.alert),
  contain: Math.max(base.contain, other.contain),
});

function switchedOff(picked: readonly Preset[], rules: readonly PresetRule[]): readonly string[] {
  if (picked.length === 0) return [];
  const patterns = [...alwaysOn, ...picked.flatMap((preset) => preset.rules)];
  const isOn = ({ ruleId, tags, level }: PresetRule) =>
    level === "critical" || level === "high" || [ruleId, ...tags].some(wildcardsOf(patterns).fits);
  return rules.filter((rule) => !isOn(rule)).map(({ ruleId }) => ruleId);
}
