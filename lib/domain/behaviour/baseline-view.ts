import type { BaselineView } from "../scope/contract-draft.ts";
import type { SeenValue } from "../scope/draft-section.ts";
import { activeDays, type Baseline, valueDays } from "./baseline.ts";
import { dayMs, hourOfWeek } from "./calendar.ts";
import {
  actionDimension,
  agentDimension,
  assumedByDimension,
  dimensionOf,
  dimensions,
  networkDimension,
  regionDimension,
  resourceDimension,
} from "./dimension.ts";
import { namesOf } from "./marks.ts";
import { busiestHour, sketchCount } from "./volume.ts";

const everyDay = 0xffffffff;

/** A baseline as a contract is drafted from it: all that is remembered, with the days still open. */
export function baselineView(identityKey: string, baseline: Baseline): BaselineView {
  const learned = ~baseline.suspendedDays >>> 0;
  const seen = seenByDimension(baseline, learned);
  const values = (dimension: number) => seen[dimension] as SeenValue[];
  const openHours = baseline.volume.openHours.map(({ calls }) => sketchCount(calls));
  return {
    identityKey,
    activeDays: activeDays(baseline, learned),
    actions: values(actionDimension),
    networks: values(networkDimension),
    regions: values(regionDimension),
    agents: values(agentDimension),
    assumedBy: values(assumedByDimension),
    resourceClasses: values(resourceDimension),
    hours: hoursOf(baseline),
    busiestHour: Math.max(busiestHour(baseline.volume.callPeaks, learned), ...openHours),
  };
}

function seenByDimension(baseline: Baseline, learned: number): readonly SeenValue[][] {
  const { marks } = baseline;
  const names = namesOf(marks);
  const seen = dimensions.map((): SeenValue[] => []);
  for (let index = 0; index < marks.size; index++) {
    const days = valueDays(baseline, index, learned);
    const isHeldBack = days === 0;
    const value = { name: names[index] as string, days: isHeldBack ? valueDays(baseline, index, everyDay) : days };
    // What the warden notes for itself is no behaviour.
    if (value.days > 0 && !value.name.startsWith("= "))
      seen[dimensionOf(marks.keys[index] as number)]?.push(isHeldBack ? { ...value, isHeldBack } : value);
  }
  return seen;
}

/** Closed days are folded into hours of the week already; the last three may still be open. */
function hoursOf({ hours, openHours, anchorDay, suspendedDays }: Baseline): readonly number[] {
  const all = [...hours];
  for (const [back, seen] of openHours.entries()) {
    if ((suspendedDays >>> back) & 1) continue;
    const midnight = hourOfWeek((anchorDay - back) * dayMs);
    for (let hour = 0; hour < 24; hour++) {
      if ((seen >>> hour) & 1) all[midnight + hour] = Math.max(1, all[midnight + hour] as number);
    }
  }
  return all;
}
