import { versionName } from "./agent-version.ts";
import type { Band } from "./band.ts";
import { activeDays, type Baseline, historyMask, valueDays } from "./baseline.ts";
import { hourOfWeekName } from "./calendar.ts";
import { agentVersionDimension, type Dimension, dimensionOf, dimensions, hourDimension } from "./dimension.ts";
import { heldBackDays } from "./held-back.ts";
import { namesOf } from "./marks.ts";
import { bandOf } from "./surprise.ts";

export interface DescribedValue {
  readonly name: string;
  /** Days with it, of `activeDays`; a folded week counts as one. */
  readonly days: number;
  readonly band: Exclude<Band, "unseen">;
}

/** A baseline for people: what the identity does, and how often. */
export interface DescribedBaseline {
  /** Days since 1970. */
  readonly firstDay: number;
  readonly newestMs: number;
  readonly activeDays: number;
  readonly heldBackDays: readonly number[];
  /** Dimensions with at least one value, values most frequent first. */
  readonly dimensions: readonly { readonly dimension: Dimension; readonly values: readonly DescribedValue[] }[];
  /** Hours of the week in which it was active, `Monday 03:00 UTC`, with the number of weeks. */
  readonly hours: readonly { readonly name: string; readonly weeks: number }[];
}

/** What the newest activity was compared with: closed days that are not held back. */
export function describeBaseline(baseline: Baseline): DescribedBaseline {
  const { marks } = baseline;
  const mask = historyMask(baseline, baseline.newestMs);
  const active = activeDays(baseline, mask);
  const names = namesOf(marks);
  const byDimension = dimensions.map((dimension) => ({ dimension, values: [] as DescribedValue[] }));
  for (let index = 0; index < marks.size; index++) {
    const days = valueDays(baseline, index, mask);
    if (days === 0) continue;
    const band = bandOf(active, days) as DescribedValue["band"];
    const key = marks.keys[index] as number;
    const dimension = dimensionOf(key);
    const name = dimension === agentVersionDimension ? versionName(key) : (names[index] as string);
    byDimension[dimension]?.values.push({ name, days, band });
  }
  for (const { values } of byDimension) values.sort((a, b) => b.days - a.days || (a.name < b.name ? -1 : 1));
  const hours = [...baseline.hours].flatMap((weeks, hour) =>
    weeks > 0 ? [{ name: hourOfWeekName(hour), weeks }] : [],
  );
  return {
    firstDay: baseline.firstDay,
    newestMs: baseline.newestMs,
    activeDays: active,
    heldBackDays: heldBackDays(baseline),
    dimensions: byDimension.filter(({ values }, index) => values.length > 0 && index !== hourDimension),
    hours,
  };
}
