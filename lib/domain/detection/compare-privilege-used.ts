import { activeDays, type Baseline, bitOf, indexOf, newDaysOf } from "../behaviour/baseline.ts";
import { dayMs } from "../behaviour/calendar.ts";
import { actionDimension } from "../behaviour/dimension.ts";
import { surpriseBits } from "../behaviour/surprise.ts";
import { actionFactsOf } from "./action-facts.ts";
import { addSignal, type Comparison } from "./comparison.ts";
import { historyOfDay, seenOnDay } from "./new-today.ts";
import { rightsChangedKey } from "./rights-changed.ts";
import { rounded, signalWeights, strengthOf } from "./signal-points.ts";

/** Days, and how seldom anything is new, from which a call that is made for the second time is told as well. */
const leastHistoryDays = 8;
const leastStrength = 0.5;
/** A release brings rights and the calls that need them; more than a few of them are more than that. */
const oneCallFactor = 0.5;

/**
 * Whether the rights of the baseline's identity were changed on a day, by itself or, where that is told, by another.
 */
const rightsChangedOn = (baseline: Baseline, dayBit: number): boolean => {
  const index = indexOf(baseline, rightsChangedKey);
  return index >= 0 && ((baseline.marks.days[index] as number) & dayBit) !== 0;
};

/**
 * Rights that were gained and used: on the day, or the day before, on which the identity's rights were changed it made
 * calls that it had never made. Told of the day, from its marks, so that the order of arrival says nothing.
 */
export function comparePrivilegeUsed(comparison: Comparison): void {
  if (comparison.signals?.some(({ kind }) => kind === "action")) tellOfDay(comparison, comparison.day);
}

/** The same where the activity is the change: what was done with it may have come already. */
export function compareRightsChanged(comparison: Comparison): void {
  const { day } = comparison;
  tellOfDay(comparison, day);
  if (day < comparison.baseline.anchorDay) tellOfDay(comparison, day + 1);
}

function tellOfDay(comparison: Comparison, day: number): void {
  const { baseline } = comparison;
  const bit = bitOf(baseline, day);
  if (!rightsChangedOn(baseline, (bit | bitOf(baseline, day - 1)) >>> 0)) return;
  const history = historyOfDay(baseline, day);
  const active = activeDays(baseline, history);
  if (active < leastHistoryDays) return;
  const strength = strengthOf(surpriseBits(active, 0, newDaysOf(baseline, actionDimension, history)));
  if (strength < leastStrength) return;
  const calls = seenOnDay(baseline, actionDimension, bit, history).filter(({ name, isNew }) => isNew && isUse(name));
  if (calls.length === 0) return;
  const factor = Math.min(1, oneCallFactor + (calls.length - 1) / 4) * (calls.some(isHarmful) ? 1 : oneCallFactor);
  const points = signalWeights["privilege-used"].points * strength * factor;
  addSignal(comparison, "privilege-used", rounded(Math.log2(1 + calls.length)), points, {
    observed: `its rights were changed, and ${calls.length} ${calls.length === 1 ? "call" : "calls"} new to it made`,
    expected: `on ${active} days seldom anything new`,
    // What came yesterday for the first time is still new: yesterday may have been open when today began.
    band: "rare",
    timeMs: day * dayMs,
    isSensitive: true,
  });
}

/** The change itself is no use of it. */
const isUse = (action: string): boolean => !(action.startsWith("iam:") && actionFactsOf(action).sensitive);
const isHarmful = ({ name }: { readonly name: string }): boolean => actionFactsOf(name).sensitive;
