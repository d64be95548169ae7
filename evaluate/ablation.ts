import { type SignalFamily, type SignalKind, signalFamilies, signalKinds } from "../lib/domain/detection/signal.ts";
import { signalWeights } from "../lib/domain/detection/signal-points.ts";
import type { Organisation } from "../lib/local/organisation/organisation.ts";
import { runBenign } from "./benign-run.ts";
import type { Hijack } from "./hijack.ts";
import { hijackFigures } from "./hijack-figures.ts";
import { type Prepared, runPrepared } from "./prepared-attack.ts";
import type { Progress } from "./progress.ts";
import { detectedTechniques, techniqueFigures } from "./set-figures.ts";
import type { SplicedTechnique } from "./sets/spliced-attacks.ts";
import type { SimulatedAttack } from "./simulated-attacks.ts";
import { simulationFigures } from "./simulation-figures.ts";
import type { Settings } from "./warden.ts";

/** What is run again for each family that is switched off. */
export interface PreparedAttacks {
  readonly techniques: readonly Prepared<SplicedTechnique>[];
  readonly scenarios: readonly Prepared<SimulatedAttack>[];
  readonly hijacks: readonly Prepared<Hijack>[];
}

export interface AblationRow {
  /** The family that is off; undefined where all are on. */
  readonly without: SignalFamily | undefined;
  readonly techniques: number;
  readonly scenariosAsShipped: number;
  readonly scenariosAtOneAlert: number;
  readonly benignAlertRate: number;
  readonly hijackRecall: number;
  readonly hijackArea: number;
}

/** The policy with every signal of a family weighing nothing. */
export function without(settings: Settings, family: SignalFamily): Settings {
  const kinds = signalKinds.filter((kind) => signalWeights[kind].family === family);
  const off = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Partial<Record<SignalKind, number>>;
  const { policy } = settings;
  return { ...settings, policy: { ...policy, signalWeights: { ...policy.signalWeights, ...off } } };
}

/** Everything on, then each family off in turn. */
export async function ablate(
  settings: Settings,
  made: Organisation,
  attacks: PreparedAttacks,
  progress: Progress,
): Promise<readonly AblationRow[]> {
  const rows: AblationRow[] = [];
  for (const family of [undefined, ...signalFamilies]) {
    const say: Progress = (text) => progress(`without ${family ?? "nothing"}: ${text}`);
    const bent = family === undefined ? settings : without(settings, family);
    const run = await runBenign(bent, made, say);
    const techniques = techniqueFigures(await runPrepared(bent, run, attacks.techniques, say));
    const simulation = simulationFigures(run, await runPrepared(bent, run, attacks.scenarios, say));
    const hijack = hijackFigures(run, await runPrepared(bent, run, attacks.hijacks, say));
    rows.push({
      without: family,
      techniques: detectedTechniques(techniques),
      scenariosAsShipped: simulation.asShipped.recall,
      scenariosAtOneAlert: simulation.atOneAlert.recall,
      benignAlertRate: simulation.asShipped.alertRate,
      hijackRecall: hijack.recall,
      hijackArea: hijack.area,
    });
  }
  return rows;
}
