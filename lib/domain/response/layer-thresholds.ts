import type { Thresholds } from "./policy.ts";
import { type PresetName, presets } from "./presets.ts";
import type { Setting, SettingSource } from "./setting-source.ts";

export type PlacedThresholds = Readonly<Record<keyof Thresholds, Setting<number>>>;

/** The highest of the base's and the presets' thresholds. Of ordered triples the highest of each is ordered too. */
export function presetThresholds(base: Thresholds, names: readonly PresetName[]): PlacedThresholds {
  const placed = (key: keyof Thresholds): Setting<number> => {
    let highest: Setting<number> = { value: base[key], from: "default" };
    for (const name of names) {
      const value = presets[name].thresholds?.[key] ?? 0;
      if (value > highest.value) highest = { value, from: `preset ${name}` };
    }
    return highest;
  };
  return { review: placed("review"), alert: placed("alert"), contain: placed("contain") };
}

/**
 * The base with what a further layer says in its place. What the layer leaves open stays the base's, moved no more than
 * it takes to keep review >= alert >= contain. What the layer says is to be in that order itself.
 */
export function layerThresholds(
  base: PlacedThresholds,
  said: Partial<Thresholds>,
  from: SettingSource,
): PlacedThresholds {
  const within = (key: keyof Thresholds, least: number, most: number): Setting<number> => {
    const value = said[key] ?? Math.min(most, Math.max(least, base[key].value));
    return said[key] === undefined && value === base[key].value ? base[key] : { value, from };
  };
  const { alert = 0, contain = 0 } = said;
  const review = within("review", Math.max(alert, contain), 100);
  const middle = within("alert", contain, review.value);
  return { review, alert: middle, contain: within("contain", 0, middle.value) };
}

export const plainThresholds = (placed: PlacedThresholds): Thresholds => ({
  review: placed.review.value,
  alert: placed.alert.value,
  contain: placed.contain.value,
});
