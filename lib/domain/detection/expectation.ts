import { type Baseline, valueDays } from "../behaviour/baseline.ts";
import { dimensionOf } from "../behaviour/dimension.ts";
import { namesOf } from "../behaviour/marks.ts";

/** Room for a list, so that with its ending it stays below the 120 characters of a signal's text. */
const longestList = 106;

/**
 * What an identity usually does in one dimension, for people: up to three of its most frequent values, with days seen.
 */
export function usualValues(baseline: Baseline, dimension: number, mask: number, activeDays: number): string {
  const { marks } = baseline;
  const names = namesOf(marks);
  const seen: { name: string; days: number }[] = [];
  for (let index = 0; index < marks.size; index++) {
    if (dimensionOf(marks.keys[index] as number) !== dimension) continue;
    const days = valueDays(baseline, index, mask);
    if (days > 0) seen.push({ name: names[index] as string, days });
  }
  if (seen.length === 0) return "nothing of the kind yet";
  seen.sort((a, b) => b.days - a.days || (a.name < b.name ? -1 : 1));
  const shown = seen.slice(0, 3).map(({ name, days }) => `${name} (${days} of ${activeDays} days)`);
  while (shown.length > 1 && shown.join(", ").length > longestList) shown.pop();
  const rest = seen.length - shown.length;
  return `${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
