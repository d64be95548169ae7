import { printable } from "../../domain/event/printable.ts";
import type { SettingDifference } from "../../domain/response/setting-rows.ts";
import { aligned } from "../figures.ts";

/** One line a difference, indented: `signalWeights.region  1 -> 0`. Beyond `most` lines, how many more there are. */
export function differenceLines(differences: readonly SettingDifference[], most: number): readonly string[] {
  const rows = differences.slice(0, most).map(({ key, before, after }) => {
    return ["", printable(key, 140), `${before} -> ${after}`];
  });
  const more = differences.length - rows.length;
  return [...aligned(rows), ...(more > 0 ? [`  and ${more} more; --json has them all`] : [])];
}
