import { type Baseline, emptyBaseline, firstOpenDay } from "../behaviour/baseline.ts";
import { dayOf } from "../behaviour/calendar.ts";
import { advance, closeDay, closesNothing, daysToClose } from "../behaviour/passing-time.ts";
import { signalFamilies } from "../detection/signal.ts";
import { type Contribution, isStronger, outweighs } from "./contribution.ts";
import { trustOf } from "./trust-score.ts";

/** All that is stored of an identity: what it does, and what moved its trust. */
export interface Standing {
  readonly baseline: Baseline;
  /** From closed days: at most one contribution a family and credential, in that order. */
  readonly settled: Contribution[];
  /** From the days still open: at most one a day, family and credential, in that order; of each family four a day. */
  readonly recent: Contribution[];
}

/** Credentials whose evidence is kept apart, in each family. A user has two keys at a time. */
const credentialsRemembered = 4;

export const emptyStanding = (): Standing => ({
  baseline: emptyBaseline(),
  settled: [],
  recent: [],
});

/** What of the policy shapes a standing. */
export interface StandingSettings {
  /** Multiplies every contribution's points. */
  readonly weight: number;
  /** A day on which trust fell to this or below is held back from the baseline until somebody rules on it. */
  readonly holdBackAt: number;
}

/**
 * Brings a standing to the time of a newer event: closes the days that are over, decides which of them are held back,
 * and moves the window. An event that is older than the newest one changes nothing here.
 */
export function advanceStanding(standing: Standing, timeMs: number, settings: StandingSettings): void {
  const { baseline } = standing;
  if (timeMs <= baseline.newestMs) return;
  if (closesNothing(baseline, timeMs)) {
    baseline.newestMs = timeMs;
    return;
  }
  for (const day of daysToClose(baseline, timeMs)) {
    settle(standing, day - 1);
    const heldBack = lowestTrustOn(standing, day, settings) <= settings.holdBackAt;
    closeDay(baseline, day, heldBack);
    settle(standing, day);
  }
  advance(baseline, timeMs);
  settle(standing, firstOpenDay(baseline) - 1);
}

/** Stores a contribution, if it is the strongest of its family, day and credential. */
export function contribute(standing: Standing, contribution: Contribution): void {
  if (contribution.points <= 0) return;
  const day = dayOf(contribution.timeMs);
  if (day < firstOpenDay(standing.baseline)) {
    settleOne(standing, contribution);
    return;
  }
  const { recent } = standing;
  const index = recent.findIndex((other) => dayOf(other.timeMs) === day && isSameLine(other, contribution));
  if (index >= 0) {
    if (isStronger(contribution, recent[index] as Contribution)) recent[index] = contribution;
    return;
  }
  recent.push(contribution);
  recent.sort((a, b) => dayOf(a.timeMs) - dayOf(b.timeMs) || byLine(a, b));
  const family = recent.filter((other) => dayOf(other.timeMs) === day && other.family === contribution.family);
  if (family.length <= credentialsRemembered) return;
  const weakest = family.reduce((weak, other) => (isStronger(weak, other) ? other : weak));
  recent.splice(recent.indexOf(weakest), 1);
}

const familyIndex = new Map(signalFamilies.map((family, index) => [family, index]));

/** Contributions of one line replace each other: one family, seen with one credential. */
const isSameLine = (a: Contribution, b: Contribution): boolean =>
  a.family === b.family && a.credential === b.credential;

const byLine = (a: Contribution, b: Contribution): number =>
  (familyIndex.get(a.family) as number) - (familyIndex.get(b.family) as number) || a.credential - b.credential;

/** Moves the contributions of a day and those before it from recent to settled. */
function settle(standing: Standing, untilDay: number): void {
  while (standing.recent.length > 0 && dayOf((standing.recent[0] as Contribution).timeMs) <= untilDay) {
    settleOne(standing, standing.recent.shift() as Contribution);
  }
}

function settleOne(standing: Standing, contribution: Contribution): void {
  const { settled } = standing;
  const index = settled.findIndex((other) => isSameLine(other, contribution));
  if (index >= 0) {
    if (outweighs(contribution, settled[index] as Contribution)) settled[index] = contribution;
    return;
  }
  settled.push(contribution);
  settled.sort(byLine);
  const family = settled.filter((other) => other.family === contribution.family);
  if (family.length > credentialsRemembered) remove(settled, family, outweighs);
}

/** Removes from a list the last of some of its members. */
function remove(from: Contribution[], some: readonly Contribution[], comesFirst: typeof outweighs): void {
  const last = some.reduce((least, other) => (comesFirst(least, other) ? other : least));
  from.splice(from.indexOf(last), 1);
}

/** The lowest trust on a day, from what was settled before it and what came on it. 100 where nothing came. */
function lowestTrustOn(standing: Standing, day: number, settings: StandingSettings): number {
  const today = standing.recent.filter((contribution) => dayOf(contribution.timeMs) === day);
  let lowest = 100;
  for (const { timeMs } of today) {
    const until = today.filter((contribution) => contribution.timeMs <= timeMs);
    lowest = Math.min(lowest, trustOf([...standing.settled, ...until], timeMs, settings.weight));
  }
  return lowest;
}

/** Everything that moves the trust of a standing: settled first, then recent. */
export const contributionsOf = (standing: Standing): Contribution[] => [...standing.settled, ...standing.recent];
