import { firstVersionKey, versionName, versionSpan } from "../behaviour/agent-version.ts";
import { type Baseline, indexOf, markValue, newDaysOf, valueDays } from "../behaviour/baseline.ts";
import { agentVersionDimension } from "../behaviour/dimension.ts";
import { surpriseBits } from "../behaviour/surprise.ts";
import type { AgentFamily } from "../behaviour/user-agent.ts";
import { heldInOnePlace } from "./compare-concurrency.ts";
import { addSignal, type Comparison } from "./comparison.ts";
import { leastPoints, signalWeights, strengthOf } from "./signal-points.ts";

/** Days with any version of a product, before one of them can be lower than usual. */
const leastDays = 7;

/**
 * An SDK or command line in a version lower than all that the identity was seen with. Programs are upgraded, and rolled
 * back to what they were; a copy of their credential may be used with whatever its holder has. Weak: a second machine
 * does the same.
 */
export function compareVersion(comparison: Comparison, { versionKey, name }: AgentFamily): void {
  const { baseline, activity, actor, mask, active } = comparison;
  if (versionKey === 0 || !heldInOnePlace.has(actor.identity.kind)) return;
  const lowest = lowestVersion(baseline, mask, versionKey);
  if (lowest > versionKey) {
    const bits = surpriseBits(active, 0, newDaysOf(baseline, agentVersionDimension, mask));
    const points = signalWeights["version-regression"].points * strengthOf(bits);
    if (points >= leastPoints) {
      addSignal(comparison, "version-regression", bits, points, {
        observed: `${name} ${versionName(versionKey)}`,
        expected: `${versionName(lowest)} or later`,
        band: "unseen",
      });
    }
  }
  // Its key says which version it is.
  markValue(baseline, indexOf(baseline, versionKey), versionKey, activity.timeMs, "");
}

/** The lowest version of the same product in history; 0 where too little is known. Versions of one stand together. */
function lowestVersion(baseline: Baseline, mask: number, versionKey: number): number {
  const { keys, size } = baseline.marks;
  const first = firstVersionKey(versionKey);
  let lowest = 0;
  let days = 0;
  const found = indexOf(baseline, first);
  for (let index = found < 0 ? ~found : found; index < size; index++) {
    const key = keys[index] as number;
    if (key >= first + versionSpan) break;
    const seen = valueDays(baseline, index, mask);
    if (seen > 0 && lowest === 0) lowest = key;
    days += seen;
  }
  return days < leastDays ? 0 : lowest;
}
