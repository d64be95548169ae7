import { endOfVersions, firstVersionKey, versionName } from "../behaviour/agent-version.ts";
import { type Baseline, indexOf, markValue, newDaysOf, valueDays, weeksOf } from "../behaviour/baseline.ts";
import { countBits } from "../behaviour/calendar.ts";
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
  const { baseline, activity, actor, mask } = comparison;
  if (versionKey === 0 || !heldInOnePlace.has(actor.identity.kind)) return;
  const index = indexOf(baseline, versionKey);
  if (valueDays(baseline, index, mask) === 0) tellRegression(comparison, versionKey, name);
  // Its key says which version it is.
  markValue(baseline, index, versionKey, activity.timeMs, "");
}

function tellRegression(comparison: Comparison, versionKey: number, name: string): void {
  const { baseline, mask } = comparison;
  const seen = seenVersions(baseline, mask, versionKey);
  if (seen.lowest < versionKey || seen.days < leastDays) return;
  const bits = surpriseBits(seen.days, 0, newDaysOf(baseline, agentVersionDimension, mask));
  const points = signalWeights["version-regression"].points * strengthOf(bits);
  if (points < leastPoints) return;
  addSignal(comparison, "version-regression", bits, points, {
    observed: `${name} ${versionName(versionKey)}`,
    expected: `${versionName(seen.lowest)} or later, as on all ${seen.days} days with a version`,
    band: "unseen",
  });
}

/** The lowest version of the same product in history, and on how many days any was seen. Versions of one stand together. */
function seenVersions(baseline: Baseline, mask: number, versionKey: number) {
  const { marks } = baseline;
  const [first, end] = [firstVersionKey(versionKey), endOfVersions(versionKey)];
  let lowest = end;
  let days = 0;
  let weeks = 0;
  const found = indexOf(baseline, first);
  for (let index = found < 0 ? ~found : found; index < marks.size && (marks.keys[index] as number) < end; index++) {
    if (valueDays(baseline, index, mask) === 0) continue;
    lowest = Math.min(lowest, marks.keys[index] as number);
    days |= marks.days[index] as number;
    weeks |= marks.weeks[index] as number;
  }
  return { lowest, days: countBits(days & mask) + countBits(weeksOf(baseline, days >>> 0, weeks)) };
}
