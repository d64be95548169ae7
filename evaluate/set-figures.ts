import { grouped, median, openedInTime } from "./detection.ts";
import type { Evidence } from "./evidence.ts";
import type { Measured } from "./prepared-attack.ts";
import type { BenignSet } from "./sets/benign-sets.ts";
import type { SplicedTechnique } from "./sets/spliced-attacks.ts";
import type { StolenRole } from "./sets/stolen-role.ts";

/** One technique over all victims that it was tried on. */
export interface TechniqueFigures {
  readonly name: string;
  readonly records: number;
  readonly victims: number;
  /** Victims on whom a case was opened in time. */
  readonly detected: number;
  readonly alerted: number;
  readonly contained: number;
  /** Records until a case, an alert: the median of victims that came to it. */
  readonly recordsToCase: number | undefined;
  readonly recordsToAlert: number | undefined;
  /** Highest of the victims' lowest trust: where the technique is nearest to being missed. */
  readonly weakest: { readonly victim: string; readonly trust: number; readonly evidence: readonly Evidence[] };
  readonly rules: readonly string[];
}

export interface SetFigures {
  readonly techniques: readonly TechniqueFigures[];
  readonly stolenRole: StolenRole;
  readonly benign: readonly BenignSet[];
}

export const techniqueFigures = (measured: readonly Measured<SplicedTechnique>[]): readonly TechniqueFigures[] =>
  [...grouped(measured, ({ about }) => about.name)].map(([name, tries]) => {
    const outcomes = tries.map(({ outcome }) => outcome);
    const lowestOf = ({ outcome }: Measured<SplicedTechnique>) => outcome.lowest.at(-1) ?? 100;
    const weakest = tries.reduce((worst, one) => (lowestOf(one) > lowestOf(worst) ? one : worst));
    return {
      name,
      records: Math.max(...outcomes.map(({ attackRecords }) => attackRecords)),
      victims: tries.length,
      detected: outcomes.filter(openedInTime).length,
      alerted: outcomes.filter(({ alert }) => alert !== undefined).length,
      contained: outcomes.filter(({ playbooks }) => playbooks.length > 0).length,
      recordsToCase: median(outcomes.flatMap(({ review }) => review ?? [])),
      recordsToAlert: median(outcomes.flatMap(({ alert }) => alert ?? [])),
      weakest: { victim: weakest.about.victim, trust: lowestOf(weakest), evidence: weakest.outcome.evidence },
      rules: [...new Set(outcomes.flatMap(({ rules }) => rules))].sort(),
    };
  });

/** Techniques on which a case was opened in time whoever the victim was. */
export const detectedTechniques = (techniques: readonly TechniqueFigures[]): number =>
  techniques.filter(({ victims, detected }) => victims > 0 && detected === victims).length;
