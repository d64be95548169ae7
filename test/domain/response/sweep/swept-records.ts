import type { Activity } from "../../../../lib/domain/event/activity.ts";
import { findingsOf } from "../../../../lib/domain/response/sweep/found.ts";
import { readStart } from "../../../../lib/domain/response/sweep/read-start.ts";
import { beginSweep, defaultLimits, type Sweep, sweepStep } from "../../../../lib/domain/response/sweep/sweep.ts";
import { planOf, type SweepPlan } from "../../../../lib/domain/response/sweep/sweep-plan.ts";
import { account, activitiesFrom } from "./made-records.ts";

/** Runs a sweep over records that all of its look-ups would give. */
export function planFrom(startText: string, records: readonly object[]): SweepPlan {
  const start = readStart(startText);
  if (typeof start === "string") throw new Error(start);
  const activities: readonly Activity[] = activitiesFrom(records);
  let sweep: Sweep = beginSweep(start, { ...defaultLimits, depth: 20 });
  while (sweep.frontier.length > 0) {
    const findings = sweep.frontier.flatMap((node) => activities.map((activity) => findingsOf(node, activity)));
    sweep = sweepStep(sweep, {
      found: findings.flatMap(({ found }) => found),
      origins: findings.flatMap(({ origins }) => origins),
      cuts: [],
    });
  }
  return planOf(sweep, startText, new Set([account]));
}
