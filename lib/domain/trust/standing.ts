import { type Baseline, emptyBaseline, firstOpenDay } from "../behaviour/baseline.ts";
import { dayOf } from "../behaviour/calendar.ts";
import { isHeldBack } from "../behaviour/held-back.ts";
import { advance, closeDay, daysToClose, movedQuietly } from "../behaviour/passing-time.ts";
import { signalFamilies } from "../detection/signal.ts";
import type { Allowance } from "./allowance.ts";
import { type Contribution, isStronger, outweighs } from "./contribution.ts";
import { trustOf } from "./trust-score.ts";

/** All that is stored of an identity: what it does, and what moved its trust. */
export interface Standing {
  readonly baseline: Baseline;
  /** From closed days: at most one contribution a family and credential, in that order. */
  readonly settled: Contribution[];
  /**
   * From the days still open: at most two a day, family and credential, in that order; four credentials a family and
   * day.
   */
  readonly recent: Contribution[];
  /** What people ruled to be expected, in the order of the verdicts; at most `mostAllowances`. */
  readonly allowances: Allowance[];
  /** When somebody last ruled on a case of the identity, milliseconds since 1970; 0 where nobody has. */
  ruledMs: number;
}

/** Credentials whose evidence is kept apart, in each family. A user has two keys at a time. */
const credentialsRemembered = 4;

export const emptyStanding = (): Standing => ({
  baseline: emptyBaseline(),
  settled: [],
  recent: [],
  allowances: [],
  ruledMs: 0,
});

/** What of the policy shapes a standing. */
export interface StandingSettings {
  /** Multiplies every contribution's points. */
  readonly weight: number;
  /** A day on which trust fell to `alert` or below is held back from the baseline until somebody rules on it. */
  readonly thresholds: { readonly alert: number };
}

/**
 * Brings a standing to the time of a newer event: closes the days that are over, decides which of them are held back,
 * and moves the window. An event that is older than the newest one changes nothing here.
 */
export function advanceStanding(standing: Standing, timeMs: number, settings: StandingSettings): void {
  const { baseline } = standing;
  if (timeMs <= baseline.newestMs) return;
  if (movedQuietly(baseline, timeMs)) return;
  for (const day of daysToClose(baseline, timeMs)) {
    settle(standing, day - 1);
    const heldBack = isHeldBack(baseline, day) || lowestTrustOn(standing, day, settings) <= settings.thresholds.alert;
    closeDay(baseline, day, heldBack);
    settle(standing, day);
  }
  advance(baseline, timeMs);
  settle(standing, firstOpenDay(baseline) - 1);
}

/**
 * Stores a contribution, if it is the strongest of its line on its day (by which the day is judged when it closes)
 * or the one that outweighs the others from now on (a later one of nearly the same strength has decayed less).
 */
export function contribute(standing: Standing, contribution: Contribution): void {
  if (contribution.points <= 0) return;
  const day = dayOf(contribution.timeMs);
  if (day < firstOpenDay(standing.baseline)) {
    settleOne(standing, contribution);
    return;
  }
  const { recent } = standing;
  const isToday = (other: Contribution) => dayOf(other.timeMs) === day && other.family === contribution.family;
  const line = [contribution, ...recent.filter((other) => isToday(other) && isSameLine(other, contribution))];
  const strongest = line.reduce((best, other) => (isStronger(other, best) ? other : best));
  // Which networks of a session are told depends on which came first; the strongest of them does not.
  const isAboutCredential = contribution.family === "credential";
  const weightiest = isAboutCredential
    ? strongest
    : line.reduce((best, other) => (outweighs(other, best) ? other : best));
  if (strongest !== contribution && weightiest !== contribution) return;
  for (const other of line.slice(1)) recent.splice(recent.indexOf(other), 1);
  recent.push(...(strongest === weightiest || isSame(strongest, weightiest) ? [strongest] : [strongest, weightiest]));
  forgetWeakestCredential(recent, recent.filter(isToday));
  recent.sort((a, b) => dayOf(a.timeMs) - dayOf(b.timeMs) || byLine(a, b) || (isStronger(a, b) ? -1 : 1));
}

/** The same evidence told twice, as when a record arrives again. */
const isSame = (a: Contribution, b: Contribution): boolean => !isStronger(a, b) && !isStronger(b, a);

/** Of one family and day, drops the credential whose strongest evidence is the weakest, where there are too many. */
function forgetWeakestCredential(recent: Contribution[], family: readonly Contribution[]): void {
  const strongest = new Map<number, Contribution>();
  for (const one of family) {
    const held = strongest.get(one.credential);
    if (held === undefined || isStronger(one, held)) strongest.set(one.credential, one);
  }
  if (strongest.size <= credentialsRemembered) return;
  const isWeaker = (a: Contribution, b: Contribution) =>
    isStronger(b, a) || (!isStronger(a, b) && a.credential > b.credential);
  const weakest = [...strongest.values()].reduce((weak, other) => (isWeaker(other, weak) ? other : weak));
  for (const one of family) if (one.credential === weakest.credential) recent.splice(recent.indexOf(one), 1);
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
