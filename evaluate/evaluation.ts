import { type AblationRow, ablate } from "./ablation.ts";
import { type BenignRun, evaluatedOrganisation, runBenign } from "./benign-run.ts";
import { prepareHijacks } from "./hijack.ts";
import { type HijackFigures, hijackFigures } from "./hijack-figures.ts";
import type { Plan } from "./plan.ts";
import { runPrepared } from "./prepared-attack.ts";
import type { Progress } from "./progress.ts";
import { scenarios } from "./scenarios/index.ts";
import { type SetFigures, techniqueFigures } from "./set-figures.ts";
import { runBenignSets } from "./sets/benign-sets.ts";
import { prepareSplicedAttacks } from "./sets/spliced-attacks.ts";
import { runStolenRole } from "./sets/stolen-role.ts";
import { prepareScenarios } from "./simulated-attacks.ts";
import { type SimulationFigures, simulationFigures } from "./simulation-figures.ts";
import type { Settings } from "./warden.ts";

export const parts = ["sets", "simulation", "hijack", "ablation"] as const;
export type Part = (typeof parts)[number];

/** What was measured; parts that were not asked for are absent. */
export interface Evaluation {
  readonly plan: Plan;
  readonly rules: number;
  readonly sets?: SetFigures;
  readonly simulation?: SimulationFigures;
  readonly hijack?: HijackFigures;
  readonly ablation?: readonly AblationRow[];
}

/** Runs the parts that are wanted. The same plan gives the same figures on every machine. */
export async function evaluate(
  settings: Settings & { readonly ruleCount: number },
  plan: Plan,
  wanted: ReadonlySet<Part>,
  progress: Progress,
): Promise<Evaluation> {
  const small = evaluatedOrganisation(plan.small.seed, plan.small.identities);
  const large = evaluatedOrganisation(plan.simulation.seed, plan.simulation.identities);
  const runs = new Map<typeof small, Promise<BenignRun>>();
  const benign = (made: typeof small): Promise<BenignRun> => {
    const run = runs.get(made) ?? runBenign(settings, made, progress);
    runs.set(made, run);
    return run;
  };
  let evaluation: Evaluation = { plan, rules: settings.ruleCount };
  if (wanted.has("sets")) {
    const run = await benign(small);
    const attacks = prepareSplicedAttacks(small, plan.victimsEach);
    const techniques = techniqueFigures(await runPrepared(settings, run, attacks, progress));
    const stolenRole = await runStolenRole(settings, plan.historySeed);
    evaluation = { ...evaluation, sets: { techniques, stolenRole, benign: await runBenignSets(settings) } };
  }
  if (wanted.has("simulation")) {
    const run = await benign(large);
    const attacks = prepareScenarios(large, scenarios, plan.repeats);
    const measured = await runPrepared(settings, run, attacks, progress);
    evaluation = { ...evaluation, simulation: simulationFigures(run, measured) };
  }
  if (wanted.has("hijack")) {
    const run = await benign(large);
    progress("hijack pairs");
    const measured = await runPrepared(settings, run, prepareHijacks(large, plan.pairs), progress);
    evaluation = { ...evaluation, hijack: hijackFigures(run, measured) };
  }
  runs.clear();
  if (wanted.has("ablation")) {
    const attacks = {
      techniques: prepareSplicedAttacks(small, 2),
      scenarios: prepareScenarios(small, scenarios, 1),
      hijacks: prepareHijacks(small, plan.ablationPairs),
    };
    evaluation = { ...evaluation, ablation: await ablate(settings, small, attacks, progress) };
  }
  return evaluation;
}
