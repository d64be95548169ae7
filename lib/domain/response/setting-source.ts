import type { PresetName } from "./presets.ts";

/** What said the last word on a setting; "presets" where several say it together. */
export type SettingSource = "default" | `preset ${PresetName}` | "presets" | "file" | "live";

export interface Setting<Value> {
  readonly value: Value;
  readonly from: SettingSource;
}
