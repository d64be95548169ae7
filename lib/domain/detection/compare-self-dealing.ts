import { indexOf, markValue, newDaysOf, valueDays } from "../behaviour/baseline.ts";
import { actionDimension, markKey, resourceDimension } from "../behaviour/dimension.ts";
import { bandOf, surpriseBits } from "../behaviour/surprise.ts";
import { compareRightsChanged } from "./compare-privilege-used.ts";
import { addSignal, type Comparison } from "./comparison.ts";
import { markRightsChanged } from "./rights-changed.ts";
import { selfDealingOf } from "./self-dealing.ts";
import { leastPoints, signalWeights } from "./signal-points.ts";

/** A rotation that comes now and then; a refusal, which gave nothing; a history that is too short to say "never". */
const rareFactor = 0.3;
const refusedFactor = 0.7;
const youngFactor = 0.6;
const youngDays = 7;

/**
 * An identity that makes or changes a key, a login, a right or a trust for itself or its own role (OWASP NHI 2025,
 * ATT&CK T1098). A key that rotates itself every week does so by habit; it is none of anybody else's business before.
 */
export function compareSelfDealing(comparison: Comparison): void {
  const { activity, actor, baseline, mask, active } = comparison;
  const what = selfDealingOf(activity, actor);
  if (what === undefined) return;
  const name = `= ${activity.eventName} for itself`;
  const key = markKey(resourceDimension, name);
  const index = indexOf(baseline, key);
  const seen = valueDays(baseline, index, mask);
  if (seen === 0 || seen * 7 < active) {
    const age = seen > 0 ? rareFactor : active < youngDays ? youngFactor : 1;
    const points = signalWeights["self-dealing"].points * age * (activity.errorCode === undefined ? 1 : refusedFactor);
    if (points >= leastPoints) {
      addSignal(
        comparison,
        "self-dealing",
        surpriseBits(active, seen, newDaysOf(baseline, actionDimension, mask)),
        points,
        {
          observed: `${activity.eventName} ${what}`,
          expected:
            seen === 0 ? "credentials and rights of its own are changed by others" : `on ${seen} of ${active} days`,
          band: bandOf(active, seen),
        },
      );
    }
  }
  markValue(baseline, index, key, activity.timeMs, name);
  if (activity.errorCode !== undefined) return;
  markRightsChanged(baseline, activity.timeMs);
  compareRightsChanged(comparison);
}
