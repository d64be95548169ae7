import type { LayeredSettings } from "./layer-settings.ts";
import { thresholdKeys } from "./read-settings.ts";
import type { SettingSource } from "./setting-source.ts";

/** One setting for people: `signalWeights.region`, 0, "live". */
export interface SettingRow {
  /** `presets`, `thresholds.alert`, `signalWeights.KIND`, `kindWeights.KIND` or `rules.ID`. */
  readonly key: string;
  readonly value: number | string;
  readonly from: SettingSource;
}

/** One setting that two policies have differently. */
export interface SettingDifference {
  readonly key: string;
  readonly before: number | string;
  readonly after: number | string;
  readonly from: SettingSource;
}

/**
 * Every setting that something was said of, and the thresholds, in a fixed order. What is not there has its default.
 */
export function settingRows({ presets, thresholds, ...layered }: LayeredSettings): readonly SettingRow[] {
  const sorted = <Value extends number | string>(
    prefix: string,
    settings: ReadonlyMap<string, { readonly value: Value; readonly from: SettingSource }>,
  ) =>
    [...settings]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { value, from }]) => ({ key: `${prefix}.${name}`, value, from }));
  return [
    { key: "presets", value: presets.value.join(", ") || "none", from: presets.from },
    ...thresholdKeys.map((key) => ({ key: `thresholds.${key}`, ...thresholds[key] })),
    ...sorted("signalWeights", layered.signalWeights),
    ...sorted("kindWeights", layered.kindWeights),
    ...sorted("rules", layered.rules),
  ];
}

/** What a change comes to: settings whose value is another one, in the order of `settingRows`. */
export function settingDifferences(before: LayeredSettings, after: LayeredSettings): readonly SettingDifference[] {
  const old = new Map(settingRows(before).map((row) => [row.key, row]));
  const changed = settingRows(after).map(({ key, value, from }): SettingDifference => {
    const was = old.get(key)?.value ?? defaultOf(key);
    old.delete(key);
    return { key, before: was, after: value, from };
  });
  const gone = [...old.values()].map(({ key, value }): SettingDifference => {
    return { key, before: value, after: defaultOf(key), from: "default" };
  });
  return [...changed, ...gone].filter((one) => one.before !== one.after);
}

/** Rules are on and weights are 1 where nothing says otherwise; the rest always has a row. */
const defaultOf = (key: string): number | string => (key.startsWith("rules.") ? "on" : 1);
