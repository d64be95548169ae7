import { type SignalFamily, signalFamilies } from "../detection/signal.ts";
import { type Contribution, halfLifeMs } from "./contribution.ts";
import { contributionsOf, type Standing } from "./standing.ts";
import { familyLosses } from "./trust-score.ts";

/** A stored contribution, and what it takes at the time asked for. */
export interface ExplainedContribution extends Contribution {
  /** At most 95, with the identity's weight. */
  readonly pointsNow: number;
  readonly halfLifeMs: number;
  /** True for the one that its family counts with; the others of the family are outweighed. */
  readonly counts: boolean;
}

export interface ExplainedFamily {
  readonly family: SignalFamily;
  /** What the family takes: trust is multiplied by 1 - points / 100. */
  readonly points: number;
  /** Strongest first. */
  readonly contributions: readonly ExplainedContribution[];
}

export interface TrustExplanation {
  readonly atMs: number;
  readonly weight: number;
  /** 0 to 100, and exactly what `trustOf` gives. */
  readonly trust: number;
  /** In the order of `signalFamilies`, those that take something. */
  readonly families: readonly ExplainedFamily[];
}

/** Rebuilds the trust of a standing at a time from what is stored, number by number. */
export function explainTrust(standing: Standing, atMs: number, weight: number): TrustExplanation {
  const all = contributionsOf(standing);
  const families = signalFamilies.flatMap((family) => {
    const of = all.filter((contribution) => contribution.family === family);
    return of.length === 0 ? [] : [explainFamily(family, of, atMs, weight)];
  });
  let trust = 100;
  for (const { points } of families) trust *= 1 - points / 100;
  return { atMs, weight, trust, families };
}

function explainFamily(
  family: SignalFamily,
  contributions: readonly Contribution[],
  atMs: number,
  weight: number,
): ExplainedFamily {
  const takes = contributions
    .map((contribution) => {
      const pointsNow = familyLosses([contribution], atMs, weight)[0]?.points ?? 0;
      return { ...contribution, pointsNow, halfLifeMs: halfLifeMs[family] };
    })
    .sort((a, b) => b.pointsNow - a.pointsNow);
  const explained = takes.map((one, index) => ({ ...one, counts: index === 0 }));
  return { family, points: explained[0]?.pointsNow ?? 0, contributions: explained };
}
