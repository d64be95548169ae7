import type { SignalKind } from "../detection/signal.ts";
import type { IdentityKind } from "../identity/identity.ts";
import { wildcardsOf } from "../scope/wildcards.ts";
import { layerThresholds, type PlacedThresholds, presetThresholds } from "./layer-thresholds.ts";
import { type LiveSettings, noLiveSettings } from "./live-settings.ts";
import { defaultPolicy } from "./policy.ts";
import { alwaysOn, type PresetName, presetNames, presets } from "./presets.ts";
import type { Setting, SettingSource } from "./setting-source.ts";
import type { DeployedPolicy } from "./stated-settings.ts";

/** What a preset has to know of a rule; every Sigma rule has it. */
export interface PresetRule {
  readonly ruleId: string;
  readonly tags: readonly string[];
  readonly level: string;
}

/** Every setting that something was said of, and by what. */
export interface LayeredSettings {
  readonly presets: Setting<readonly PresetName[]>;
  readonly thresholds: PlacedThresholds;
  readonly signalWeights: ReadonlyMap<SignalKind, Setting<number>>;
  readonly kindWeights: ReadonlyMap<IdentityKind, Setting<number>>;
  readonly rules: ReadonlyMap<string, Setting<"on" | "off">>;
}

/**
 * The settings in force: the defaults, over them the presets, over these what the file says itself, over all what was
 * set live. With several presets each weight and threshold is the highest of them and a rule stays on if one of them
 * wants it, so that a further preset never watches less than the ones before. Rules of level high and critical are
 * never switched off by a preset. Live settings never raise `contain` above what the deployed file and its presets
 * have.
 *
 * `builtInRules` are the rules that a preset may switch off. Rules that people wrote are not to be among them.
 */
export function layerSettings(
  { policy, stated }: DeployedPolicy,
  builtInRules: readonly PresetRule[],
  live: LiveSettings = noLiveSettings,
): LayeredSettings {
  const picked = live.presets ?? stated.presets;
  const from = live.presets !== undefined ? "live" : stated.presets.length > 0 ? "file" : "default";
  const signalWeights = presetWeights<SignalKind>(picked, (name) => presets[name].signalWeights);
  say(signalWeights, policy.signalWeights, "file");
  say(signalWeights, live.signalWeights, "live");
  const kindWeights = presetWeights<IdentityKind>(picked, (name) => presets[name].kindWeights);
  say(kindWeights, policy.kindWeights, "file");
  say(kindWeights, live.kindWeights, "live");
  return {
    presets: { value: presetNames.filter((name) => picked.includes(name)), from },
    thresholds: thresholdsOf(stated, picked, live),
    signalWeights,
    kindWeights,
    rules: rulesOf({ policy, stated }, picked, builtInRules, live),
  };
}

function thresholdsOf(
  stated: DeployedPolicy["stated"],
  picked: readonly PresetName[],
  live: LiveSettings,
): PlacedThresholds {
  const withFile = (names: readonly PresetName[]) =>
    layerThresholds(presetThresholds(defaultPolicy.thresholds, names), stated.thresholds, "file");
  const { contain: most } = withFile(stated.presets);
  const layered = layerThresholds(withFile(picked), live.thresholds, "live");
  return layered.contain.value <= most.value ? layered : { ...layered, contain: most };
}

/** Per kind the highest weight, where a preset that does not name a kind leaves it at 1. Weights of 1 are left out. */
function presetWeights<Kind extends string>(
  names: readonly PresetName[],
  weightsOf: (name: PresetName) => Readonly<Partial<Record<Kind, number>>>,
): Map<Kind, Setting<number>> {
  const kinds = new Set(names.flatMap((name) => Object.keys(weightsOf(name)) as Kind[]));
  const merged = new Map<Kind, Setting<number>>();
  for (const kind of kinds) {
    const value = Math.max(...names.map((name) => weightsOf(name)[kind] ?? 1));
    const giver = names.find((name) => weightsOf(name)[kind] === value);
    if (value !== 1 && giver !== undefined) merged.set(kind, { value, from: `preset ${giver}` });
  }
  return merged;
}

function say<Kind extends string>(
  settings: Map<Kind, Setting<number>>,
  weights: Readonly<Partial<Record<Kind, number>>>,
  from: SettingSource,
): void {
  for (const kind of Object.keys(weights) as Kind[]) {
    const value = weights[kind];
    if (value !== undefined) settings.set(kind, { value, from });
  }
}

function rulesOf(
  { policy, stated }: DeployedPolicy,
  picked: readonly PresetName[],
  builtInRules: readonly PresetRule[],
  live: LiveSettings,
): ReadonlyMap<string, Setting<"on" | "off">> {
  const rules = new Map<string, Setting<"on" | "off">>();
  const [only, ...others] = picked;
  const byPresets: SettingSource = only === undefined || others.length > 0 ? "presets" : `preset ${only}`;
  for (const ruleId of unwanted(picked, builtInRules)) rules.set(ruleId, { value: "off", from: byPresets });
  for (const ruleId of policy.disabledRules) rules.set(ruleId, { value: "off", from: "file" });
  for (const ruleId of stated.enabledRules) rules.set(ruleId, { value: "on", from: "file" });
  for (const ruleId of live.disabledRules) rules.set(ruleId, { value: "off", from: "live" });
  for (const ruleId of live.enabledRules) rules.set(ruleId, { value: "on", from: "live" });
  return rules;
}

/** Built-in rules that none of the presets is about. */
function unwanted(picked: readonly PresetName[], rules: readonly PresetRule[]): readonly string[] {
  if (picked.length === 0) return [];
  const { fits } = wildcardsOf([...alwaysOn, ...picked.flatMap((name) => presets[name].rules)]);
  const isWanted = ({ ruleId, tags, level }: PresetRule) =>
    level === "critical" || level === "high" || [ruleId, ...tags].some((one) => fits(one));
  return rules.filter((rule) => !isWanted(rule)).map(({ ruleId }) => ruleId);
}
