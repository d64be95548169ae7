import { indexOf, markValue, newDaysOf, valueDays } from "../behaviour/baseline.ts";
import { boundedMemo } from "../behaviour/bounded-memo.ts";
import { markKey, ruleDimension } from "../behaviour/dimension.ts";
import { bandOf, surpriseBits } from "../behaviour/surprise.ts";
import { addSignal, type Comparison } from "./comparison.ts";
import type { Finding } from "./finding.ts";
import { leastPoints, levelFloor, levelPoints, strengthOf } from "./signal-points.ts";

const ruleKey = boundedMemo(5_000, (ruleId) => markKey(ruleDimension, ruleId));

/**
 * Of a rule about taking away what watches the whole account: its trail, GuardDuty, Config, Security Hub, a quarantine.
 */
const guardrailTag = "nhi.guardrail";

/**
 * What is hardly ever legitimate; and guardrails taken away: whoever blinds the defenders leaves no time to wait for
 * more.
 */
const isFact = ({ level, tags }: Finding): boolean =>
  level === "critical" || (level === "high" && tags.includes(guardrailTag));

/**
 * What a match weighs before the identity's history is asked. A fact weighs as much as facts do, whatever its level:
 * one that could not move trust to where things are contained would be none.
 */
const weightOf = (finding: Finding): number => levelPoints[isFact(finding) ? "critical" : finding.level];

/** A rule that the identity matches as a habit counts little; one that it never matched counts in full. */
export function compareRule(comparison: Comparison, finding: Finding): void {
  const { baseline, activity, mask, active } = comparison;
  const key = ruleKey(finding.ruleId);
  const index = indexOf(baseline, key);
  const seen = valueDays(baseline, index, mask);
  const habit = active >= 7 && seen * 7 >= active;
  const bits = surpriseBits(active, seen, newDaysOf(baseline, ruleDimension, mask));
  const strength = habit ? 0.15 : Math.max(levelFloor[finding.level], strengthOf(bits));
  const points = weightOf(finding) * strength;
  if (points >= leastPoints) {
    addSignal(comparison, "rule-match", bits, points, {
      observed: `rule ${finding.ruleId}: ${finding.observed ?? finding.title}`,
      expected: seen === 0 ? "never matched before" : `matched on ${seen} of ${active} days`,
      band: bandOf(active, seen),
      deterministic: isFact(finding) && !habit,
    });
  }
  markValue(baseline, index, key, activity.timeMs, finding.ruleId);
}
