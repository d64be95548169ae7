import type { Policy, Thresholds } from "./policy.ts";
import { readFields } from "./policy-fields.ts";
import { collectProblems, type PolicyProblem, type Problems } from "./policy-problem.ts";
import { type PresetName, presetNames } from "./presets.ts";
import { guardRailKeys } from "./read-guard-rails.ts";
import {
  readKindWeights,
  readPresets,
  readRuleIds,
  readSignalWeights,
  readSomeThresholds,
  refuseRulesOnAndOff,
  thresholdKeys,
} from "./read-settings.ts";

/**
 * What people set without a deployment; it holds over the deployed file. Plain data: it is stored and undone as it is.
 */
export interface LiveSettings extends Pick<Policy, "signalWeights" | "kindWeights" | "disabledRules"> {
  /** In place of the file's, in the order of `presetNames`; undefined for the file's own. */
  readonly presets: readonly PresetName[] | undefined;
  readonly thresholds: Partial<Thresholds>;
  /** Back on, whatever the file or a preset says. */
  readonly enabledRules: readonly string[];
}

export const noLiveSettings: LiveSettings = {
  presets: undefined,
  thresholds: {},
  signalWeights: {},
  kindWeights: {},
  disabledRules: [],
  enabledRules: [],
};

const liveKeys = ["presets", "thresholds", "signalWeights", "kindWeights", "disabledRules", "enabledRules"];

/**
 * Keys of the policy that are never set live: whoever takes a credential that may change settings must not make the
 * warden act where people decided that it only tells, nor on what they protected, nor more often or with fewer people
 * asked than they allowed, nor blind it to decoys.
 */
export const deployedOnly: readonly string[] = [
  "mode",
  "tiers",
  "protected",
  "oldestEventToActOnMinutes",
  "decoys",
  "organisationAccounts",
  ...guardRailKeys,
];

/** Live settings, or what is wrong with them; never both. */
export type LiveSettingsReading = { readonly settings: LiveSettings } | { readonly problems: readonly PolicyProblem[] };

/** Reads live settings from stored or given data, with the checks and the bounds of `warden.yaml`. Never throws. */
export function readLiveSettings(value: unknown): LiveSettingsReading {
  const problems = collectProblems();
  const isMapping = typeof value === "object" && value !== null && !Array.isArray(value);
  const given = isMapping ? (value as Readonly<Record<string, unknown>>) : {};
  if (!isMapping) problems.add({ keys: [], given: value, allowed: "a mapping of settings", remedy: "Set them again." });
  for (const key of deployedOnly) if (Object.hasOwn(given, key)) refuseDeployedOnly(key, given[key], problems);
  const others = Object.entries(given).filter(([key]) => !deployedOnly.includes(key));
  const fields = readFields(Object.fromEntries(others), [], liveKeys, problems);
  const presets = fields["presets"];
  const settings: LiveSettings = {
    presets: presets === undefined || presets === null ? undefined : readPresets(presets, problems),
    thresholds: readSomeThresholds(fields["thresholds"], ["thresholds"], problems),
    signalWeights: readSignalWeights(fields["signalWeights"], problems),
    kindWeights: readKindWeights(fields["kindWeights"], problems),
    disabledRules: readRuleIds(fields["disabledRules"], "disabledRules", problems),
    enabledRules: readRuleIds(fields["enabledRules"], "enabledRules", problems),
  };
  refuseUnordered(settings.thresholds, problems);
  refuseRulesOnAndOff(settings.disabledRules, settings.enabledRules, problems);
  return problems.found.length > 0 ? { problems: problems.found } : { settings };
}

function refuseDeployedOnly(key: string, given: unknown, problems: Problems): void {
  problems.add({
    keys: [key],
    given,
    allowed:
      "only what the deployed warden.yaml says: nobody is to widen a response or lift a protection without a deployment",
    remedy: "Change warden.yaml and deploy it; to stop every change to identities at once, engage the kill switch.",
  });
}

function refuseUnordered(thresholds: Partial<Thresholds>, problems: Problems): void {
  const said = thresholdKeys.flatMap((key) => (thresholds[key] === undefined ? [] : [{ key, at: thresholds[key] }]));
  for (const [at, lower] of said.entries()) {
    const upper = said[at - 1];
    if (upper === undefined || upper.at >= lower.at) continue;
    problems.add({
      keys: ["thresholds", lower.key],
      given: lower.at,
      allowed: `at most ${upper.key}, which is ${upper.at}: review >= alert >= contain`,
      remedy: `Lower ${lower.key} or raise ${upper.key}.`,
    });
  }
}

/** Whether two settings say the same, in whatever order their keys and rules stand. */
export const saysTheSame = (one: LiveSettings, other: LiveSettings): boolean => textOf(one) === textOf(other);

function textOf(settings: LiveSettings): string {
  const sorted = (mapping: object) => Object.entries(mapping).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    settings.presets === undefined ? "file" : presetNames.filter((name) => settings.presets?.includes(name)),
    sorted(settings.thresholds),
    sorted(settings.signalWeights),
    sorted(settings.kindWeights),
    [...settings.disabledRules].sort(),
    [...settings.enabledRules].sort(),
  ]);
}
