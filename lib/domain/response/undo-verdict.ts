import { bitOf, firstOpenDay, indexOf, markValue } from "../behaviour/baseline.ts";
import { dayMs, dayOf } from "../behaviour/calendar.ts";
import { holdBackDay, isHeldBack, learnDay } from "../behaviour/held-back.ts";
import { namesOf } from "../behaviour/marks.ts";
import { type Allowance, isAllowed } from "../trust/allowance.ts";
import { contribute, contributionsOf, type Standing } from "../trust/standing.ts";
import { decodeStanding, encodeStanding } from "../trust/standing-codec.ts";
import type { RulingTrace } from "./verdict.ts";

/**
 * Takes a verdict back on a standing that has learned more since: the allowance goes, the evidence counts again, and
 * days are in or out of history as before. `before` is the standing as it was before the verdict. What is not taken
 * back
 * exactly: hours of the week of days older than three days, rates of a forgotten day, and evidence that a stronger one
 * has replaced meanwhile. Where nothing was learned since, `before` itself is the exact answer, and the caller's to
 * use.
 */
export function undoVerdict(current: Standing, before: Standing, trace: RulingTrace): Standing {
  const standing = decodeStanding(encodeStanding(current));
  const { allowance, learnedDays, heldDays, forgottenDays } = trace;
  const kept = standing.allowances.filter(
    ({ caseId, grantedMs }) => caseId !== allowance?.caseId || grantedMs !== allowance.grantedMs,
  );
  standing.allowances.splice(0, standing.allowances.length, ...kept);
  standing.ruledMs = before.ruledMs;
  for (const contribution of contributionsOf(before)) contribute(standing, contribution);
  const { baseline } = standing;
  for (const day of learnedDays) holdBackDay(baseline, day);
  for (const day of forgottenDays) remember(standing, before, day);
  for (const day of closedMeanwhile(before, standing, allowance)) holdBackDay(baseline, day);
  for (const day of heldDays) release(standing, before, day);
  return standing;
}

/**
 * Days that were open at the verdict and closed since, as if there had been no evidence: in doubt they are not learned.
 */
function closedMeanwhile(before: Standing, { baseline }: Standing, allowance: Allowance | undefined): number[] {
  if (allowance === undefined) return [];
  return contributionsOf(before)
    .filter((contribution) => isAllowed([allowance], contribution))
    .map(({ timeMs }) => dayOf(timeMs))
    .filter((day) => day >= firstOpenDay(before.baseline) && day < firstOpenDay(baseline));
}

/** Lets a day into history again; one that closed since with evidence of its own stays held back for that. */
function release(standing: Standing, before: Standing, day: number): void {
  const closedSince = day >= firstOpenDay(before.baseline) && day < firstOpenDay(standing.baseline);
  if (closedSince && contributionsOf(standing).some(({ timeMs }) => dayOf(timeMs) === day)) return;
  learnDay(standing.baseline, day);
}

/** Puts the marks of a forgotten day back as they were, held back or not. */
function remember(standing: Standing, before: Standing, day: number): void {
  const { baseline } = standing;
  const { marks } = before.baseline;
  const names = namesOf(marks);
  const bit = bitOf(before.baseline, day);
  for (let index = 0; index < marks.size; index++) {
    if (((marks.days[index] as number) & bit) === 0) continue;
    const key = marks.keys[index] as number;
    markValue(baseline, indexOf(baseline, key), key, day * dayMs, names[index] as string);
  }
  if ((before.baseline.presenceDays & bit) !== 0) {
    baseline.presenceDays = (baseline.presenceDays | bitOf(baseline, day)) >>> 0;
  }
  if (!isHeldBack(before.baseline, day)) release(standing, before, day);
}
