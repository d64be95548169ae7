import { type Baseline, indexOf, valueDays, weeksOf } from "../behaviour/baseline.ts";
import { countBits } from "../behaviour/calendar.ts";
import { agentDimension, dimensionOf, markKeyOfHash } from "../behaviour/dimension.ts";
import { findMark, namesOf } from "../behaviour/marks.ts";
import { bandOf, surpriseBits } from "../behaviour/surprise.ts";
import { type AgentFamily, placeOf, toolOf } from "../behaviour/user-agent.ts";
import { kindIsOnlyClaimed } from "../identity/kind-evidence.ts";
import { personAgent } from "./compare-human.ts";
import { addSignal, type Comparison } from "./comparison.ts";
import { leastPoints, signalWeights, strengthOf } from "./signal-points.ts";
import { aHolder, holderByMakers, leastHistoryDays, usualHolderOf } from "./workload-home.ts";

/** What the software of a holder names of itself, where AWS gives it `AWS_EXECUTION_ENV`. */
const ownPlaces: ReadonlyMap<string, string> = new Map([
  ["function", "lambda"],
  ["task", "ecs"],
]);

/**
 * What a holder is not. A task without a role of its own uses its instance's, so that an instance may be "on ecs";
 * builds are run by ECS and by Lambda, and say so.
 */
const otherPlaces: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["function", new Set(["ecs", "cloudshell"])],
  ["task", new Set(["lambda", "cloudshell"])],
  ["instance", new Set(["lambda", "cloudshell"])],
  ["pod", new Set(["lambda", "ecs", "cloudshell"])],
  ["build", new Set(["cloudshell"])],
]);

/**
 * Tools that AWS uses a workload's credential with (`awslambda-worker` makes a function's log streams), and people's:
 * they say nothing of where the workload itself runs. The last one marks a call that AWS says a person made.
 */
const ofOthers: ReadonlySet<string> = new Set([
  "aws-internal",
  "aws-service",
  "awslambda-worker",
  "console",
  "browser",
  personAgent,
]);

/**
 * A workload's credential with an agent that does not run where the workload does: one that names no environment, or
 * not its own, where nearly all agents of a function or task, or that same tool, always named it; or one that names
 * what the holder is not. Images and runtimes of one's own need not set the variable, so without history nothing is
 * missing. The agent is the caller's to choose: naming the right environment hides a call from this, and from nothing
 * else.
 */
export function compareExecutionEnvironment(comparison: Comparison, { name, key }: AgentFamily): void {
  const { baseline, mask, active } = comparison;
  if (active < leastHistoryDays) return;
  if (valueDays(baseline, indexOf(baseline, key), mask) * 7 >= active) return;
  const tool = toolOf(name);
  if (ofOthers.has(tool)) return;
  const holder = credentialHolderOf(comparison);
  if (holder === undefined) return;
  const place = placeOf(name);
  const own = ownPlaces.get(holder);
  const others = otherPlaces.get(holder);
  if (others?.has(place) === true) {
    tell(
      comparison,
      seenBefore(baseline, mask, own, others),
      `${aHolder(holder)}'s credential used with ${name}`,
      `not on ${place}`,
    );
  } else if (own !== undefined && own !== place) {
    const ofAll = seenBefore(baseline, mask, own);
    const ofTool = seenBefore(baseline, mask, own, undefined, tool);
    const seen = bitsOf(ofTool) > bitsOf(ofAll) ? ofTool : ofAll;
    tell(
      comparison,
      seen,
      `${aHolder(holder)}'s credential used with ${name}, which names no environment`,
      `on ${own}`,
    );
  }
}

/** Not by a user agent or a session's name, where it is known which service took the role: the caller chose those. */
const credentialHolderOf = (comparison: Comparison): string | undefined =>
  (kindIsOnlyClaimed(comparison.actor.identity) ? holderByMakers(comparison) : undefined) ?? usualHolderOf(comparison);

function tell(comparison: Comparison, seen: Seen, observed: string, usual: string): void {
  const bits = bitsOf(seen);
  const points = signalWeights["execution-environment"].points * strengthOf(bits);
  if (points < leastPoints) return;
  addSignal(comparison, "execution-environment", bits, points, {
    observed,
    expected: `${usual}, as on ${seen.days - seen.oddDays} of ${seen.days} days`,
    band: bandOf(seen.days, seen.oddDays),
  });
}

/** Days on which agents of the workload itself were seen, and on how many of them one was as none should be. */
interface Seen {
  readonly days: number;
  readonly oddDays: number;
  /** How many sorts there were: its own environment, none, what it is not. Each was new on one day. */
  readonly sorts: number;
}

/** As of any value: a habit, on a seventh of the days or more, is no surprise. */
const bitsOf = ({ days, oddDays, sorts }: Seen): number =>
  days < leastHistoryDays || oddDays * 7 >= days ? 0 : surpriseBits(days, oddDays, sorts);

/** Odd are the agents in one of the places that are given, or all that are not in its own. Of one tool, or of all. */
function seenBefore(
  baseline: Baseline,
  mask: number,
  own: string | undefined,
  odd?: ReadonlySet<string>,
  onlyTool?: string,
): Seen {
  const { marks } = baseline;
  let days = 0;
  let weeks = 0;
  let oddDays = 0;
  let oddWeeks = 0;
  let sorts = 0;
  const names = namesOf(marks);
  const at = findMark(marks, markKeyOfHash(agentDimension, 0));
  for (let index = at < 0 ? ~at : at; index < marks.size; index++) {
    if (dimensionOf(marks.keys[index] as number) !== agentDimension) break;
    const name = names[index] as string;
    const tool = toolOf(name);
    if (ofOthers.has(tool) || (onlyTool !== undefined && tool !== onlyTool)) continue;
    const ofDays = (marks.days[index] as number) & mask;
    const ofWeeks = weeksOf(baseline, marks.days[index] as number, marks.weeks[index] as number);
    if (ofDays === 0 && ofWeeks === 0) continue;
    const place = placeOf(name);
    days |= ofDays;
    weeks |= ofWeeks;
    sorts |= place === own ? 1 : odd?.has(place) === true ? 2 : 4;
    if (odd === undefined ? place === own : !odd.has(place)) continue;
    oddDays |= ofDays;
    oddWeeks |= ofWeeks;
  }
  return {
    days: countBits(days) + countBits(weeks),
    oddDays: countBits(oddDays) + countBits(oddWeeks),
    sorts: countBits(sorts),
  };
}
