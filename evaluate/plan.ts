/** How much is run. Seeds from 900,000 on are the evaluation's own: no test and no demonstration uses them. */
export interface Plan {
  readonly simulation: { readonly seed: number; readonly identities: number };
  /** For the real attack techniques' victims, and for what is run once for each signal family. */
  readonly small: { readonly seed: number; readonly identities: number };
  /** Of the history that the recorded theft's role is given. */
  readonly historySeed: number;
  readonly victimsEach: number;
  readonly repeats: number;
  readonly pairs: number;
  readonly ablationPairs: number;
}

export const fullPlan: Plan = {
  simulation: { seed: 900_001, identities: 200 },
  small: { seed: 900_101, identities: 80 },
  historySeed: 900_201,
  victimsEach: 4,
  repeats: 4,
  pairs: 240,
  ablationPairs: 60,
};

/** Some seconds instead of minutes; its figures are rougher and are not written down. */
export const quickPlan: Plan = {
  ...fullPlan,
  simulation: fullPlan.small,
  victimsEach: 2,
  repeats: 1,
  pairs: 60,
};
