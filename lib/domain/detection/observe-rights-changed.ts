import type { Baseline } from "../behaviour/baseline.ts";
import type { Activity } from "../event/activity.ts";
import type { Actor } from "../identity/identity.ts";
import { compareRightsChanged } from "./compare-privilege-used.ts";
import { compareWith } from "./comparison.ts";
import { markRightsChanged } from "./rights-changed.ts";
import type { Signal } from "./signal.ts";

/**
 * Learns, on the baseline of the identity whose rights an activity of another one changed, that they were changed, and
 * tells where it has made calls on that day that it never made before. The baseline must have been brought forward.
 */
export function observeRightsChanged(baseline: Baseline, activity: Activity, changer: Actor): readonly Signal[] {
  const comparison = compareWith(baseline, activity, changer);
  markRightsChanged(baseline, activity.timeMs);
  compareRightsChanged(comparison);
  return comparison.signals ?? [];
}
