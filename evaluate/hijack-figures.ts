import type { BenignRun } from "./benign-run.ts";
import { grouped, median, recordsUntil } from "./detection.ts";
import { canBeHijacked, type Hijack } from "./hijack.ts";
import type { Measured } from "./prepared-attack.ts";
import { benignDays, bestWithin, shareAtOrBelow, thresholds } from "./sweep.ts";

export interface HijackGroup {
  readonly name: string;
  readonly pairs: number;
  readonly recall: number;
  /** Share that people were told of by the policy as it ships. */
  readonly alerted: number;
}

export interface HijackFigures {
  readonly pairs: number;
  readonly benignIdentityDays: number;
  /** The one with the greatest recall of those at which at most 5 % of benign identity-days are told. */
  readonly threshold: number;
  readonly falsePositiveRate: number;
  readonly recall: number;
  /** Area under the curve of recall over false-positive rate: 1 is perfect, 0.5 is chance. */
  readonly area: number;
  readonly curve: readonly {
    readonly threshold: number;
    readonly falsePositiveRate: number;
    readonly recall: number;
  }[];
  readonly recordsUntil: number | undefined;
  readonly kinds: readonly HijackGroup[];
  /** Pairs of small services that run one program on resources of different names, and all others. */
  readonly alike: HijackGroup;
  readonly different: HijackGroup;
}

const allowedShare = 0.05;
const shownThresholds = [95, 90, 85, 80, 75, 70, 60, 50, 40];

export function hijackFigures(run: BenignRun, measured: readonly Measured<Hijack>[]): HijackFigures {
  const kinds = new Map(run.organisation.identities.map(({ key, kind }) => [key, kind]));
  const days = benignDays(run, (key) => canBeHijacked({ kind: kinds.get(key) ?? "unknown" }));
  const lows = measured.map(lowestOf);
  const threshold = bestWithin(
    allowedShare,
    (one) => shareAtOrBelow(days, one),
    (one) => shareAtOrBelow(lows, one),
  );
  const group = (name: string, some: readonly Measured<Hijack>[]): HijackGroup => ({
    name,
    pairs: some.length,
    recall: shareAtOrBelow(some.map(lowestOf), threshold),
    alerted: some.length === 0 ? 0 : some.filter(({ outcome }) => outcome.alert !== undefined).length / some.length,
  });
  const pointAt = (one: number) => ({
    threshold: one,
    falsePositiveRate: shareAtOrBelow(days, one),
    recall: shareAtOrBelow(lows, one),
  });
  return {
    pairs: measured.length,
    benignIdentityDays: days.length,
    threshold,
    falsePositiveRate: shareAtOrBelow(days, threshold),
    recall: shareAtOrBelow(lows, threshold),
    area: areaUnder(thresholds.map(pointAt)),
    curve: shownThresholds.map(pointAt),
    recordsUntil: median(measured.flatMap(({ outcome }) => recordsUntil(threshold, outcome) ?? [])),
    kinds: [...grouped(measured, ({ about }) => about.kind)].map(([name, some]) => group(name, some)),
    alike: group(
      "alike",
      measured.filter(({ about }) => about.alike),
    ),
    different: group(
      "different",
      measured.filter(({ about }) => !about.alike),
    ),
  };
}

const lowestOf = ({ outcome }: Measured<Hijack>): number => outcome.lowest.at(-1) ?? 100;

/** By trapezoids, from nothing told to everything told. Points in order of falling thresholds. */
export function areaUnder(points: readonly { readonly falsePositiveRate: number; readonly recall: number }[]): number {
  const ends = [{ falsePositiveRate: 1, recall: 1 }, ...points, { falsePositiveRate: 0, recall: 0 }];
  let area = 0;
  for (let index = 1; index < ends.length; index++) {
    const [right, left] = [ends[index - 1] as (typeof ends)[number], ends[index] as (typeof ends)[number]];
    area += ((right.falsePositiveRate - left.falsePositiveRate) * (right.recall + left.recall)) / 2;
  }
  return area;
}
