import { activeDays, type Baseline, bitOf, maskBefore, newDaysOf, weeksOf } from "../behaviour/baseline.ts";
import { dayMs, dayOf } from "../behaviour/calendar.ts";
import { actionDimension, dimensionOf } from "../behaviour/dimension.ts";
import { namesOf } from "../behaviour/marks.ts";
import { surpriseBits } from "../behaviour/surprise.ts";
import { actionFactsOf } from "./action-facts.ts";
import { addSignal, type Comparison, type Said } from "./comparison.ts";
import type { ActionClass } from "./sensitivity.ts";
import { leastPoints, rounded, signalWeights, strengthOf } from "./signal-points.ts";

/** What an intruder does one after the other, by the class of the calls; ATT&CK's tactics as far as calls show them. */
const stageOf: Readonly<Partial<Record<ActionClass, string>>> = {
  reconnaissance: "looking around",
  credential: "taking credentials",
  privilege: "raising privileges",
  persistence: "staying",
  defence: "blinding",
  data: "reading data",
  exfiltration: "taking data out",
  impact: "destroying",
};

const leastNewActions = 4;
const leastStages = 3;

/**
 * How much of a day is new: the calls that were made on it and on no day before the one before it, their number and the
 * stages of an attack that they make up. Counted from the day's marks, so the order of arrival says nothing, and told
 * as of the day's beginning, because it is the day's calls together that show it.
 */
export function compareNewActions(comparison: Comparison): void {
  const { baseline, activity } = comparison;
  if (!comparison.signals?.some(({ kind }) => kind === "action")) return;
  const day = dayOf(activity.timeMs);
  const history = (maskBefore(baseline, day - 1) & ~baseline.suspendedDays) >>> 0;
  const active = activeDays(baseline, history);
  if (active < 3) return;
  const strength = strengthOf(surpriseBits(active, 0, newDaysOf(baseline, actionDimension, history)));
  if (strength === 0) return;
  const names = newActionsOn(baseline, bitOf(baseline, day), history);
  const stages = [...new Set(names.flatMap((name) => stageOf[actionFactsOf(name).actionClass] ?? []))].sort();
  const said = { expected: `on ${active} days seldom anything new`, band: "unseen", timeMs: day * dayMs } as const;
  addNewActions(comparison, names.length, strength, said);
  addStages(comparison, stages, strength, said);
}

function addNewActions(comparison: Comparison, count: number, strength: number, said: Omit<Said, "observed">): void {
  if (count < leastNewActions) return;
  const points = signalWeights["new-actions"].points * strength * Math.min(1, Math.log2(count / 2) / 3);
  if (points < leastPoints) return;
  const observed = `${count} calls on one day that were never made before`;
  addSignal(comparison, "new-actions", rounded(Math.log2(count)), points, { ...said, observed });
}

function addStages(
  comparison: Comparison,
  stages: readonly string[],
  strength: number,
  said: Omit<Said, "observed">,
): void {
  if (stages.length < leastStages) return;
  const points = signalWeights["action-chain"].points * strength * Math.min(1, (stages.length - 1) / 4);
  const observed = `new calls on one day for ${stages.join(", ")}`;
  addSignal(comparison, "action-chain", stages.length, points, { ...said, observed, isSensitive: true });
}

/** Names of the calls with a mark on a day and none in the history. */
function newActionsOn(baseline: Baseline, dayBit: number, history: number): string[] {
  const { marks } = baseline;
  const names = namesOf(marks);
  const found: string[] = [];
  // Keys are sorted, and the dimension is their highest part.
  for (let index = 0; index < marks.size; index++) {
    if (dimensionOf(marks.keys[index] as number) !== actionDimension) break;
    const days = marks.days[index] as number;
    if ((days & dayBit) !== 0 && (days & history) === 0 && weeksOf(baseline, days, marks.weeks[index] as number) === 0)
      found.push(names[index] as string);
  }
  return found;
}
