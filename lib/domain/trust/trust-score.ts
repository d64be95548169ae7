import { type SignalFamily, signalFamilies } from "../detection/signal.ts";
import { type Contribution, pointsAt } from "./contribution.ts";

/** No family alone takes more than this: something is always left to fall. */
const mostPoints = 95;

/** The strongest contribution of one family at a time, and what it takes. */
export interface FamilyLoss {
  readonly family: SignalFamily;
  readonly points: number;
  readonly contribution: Contribution;
}

/** What each family takes at a time: its strongest contribution alone, so correlated evidence counts once. */
export function familyLosses(contributions: readonly Contribution[], atMs: number, weight: number): FamilyLoss[] {
  const strongest = new Map<SignalFamily, FamilyLoss>();
  for (const contribution of contributions) {
    const points = Math.min(mostPoints, pointsAt(contribution, atMs) * weight);
    const held = strongest.get(contribution.family);
    if (held === undefined || points > held.points) {
      strongest.set(contribution.family, { family: contribution.family, points, contribution });
    }
  }
  return signalFamilies.flatMap((family) => strongest.get(family) ?? []);
}

/**
 * Trust at a time, 0 to 100: 100 times the product over families of (1 - points / 100).
 * That is a noisy-OR of independent families (Pearl 1988): bounded, independent of order, and never raised by more
 * evidence.
 */
export function trustOf(contributions: readonly Contribution[], atMs: number, weight: number): number {
  if (contributions.length === 0) return 100;
  let trust = 100;
  for (const { points } of familyLosses(contributions, atMs, weight)) trust *= 1 - points / 100;
  return trust;
}
