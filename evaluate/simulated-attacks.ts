import type { CloudTrailRecord } from "../lib/domain/event/activity.ts";
import type { Organisation } from "../lib/local/organisation/organisation.ts";
import { seededRandom } from "../lib/local/organisation/random.ts";
import { dayMs, hourMs } from "../lib/local/organisation/time-text.ts";
import { measuredFromMs } from "./benign-run.ts";
import { amongOrdinaryLife, type Prepared } from "./prepared-attack.ts";
import type { AttackScenario } from "./scenarios/scenario.ts";
import { principalsOf } from "./sets/splice.ts";

/** One scenario at one time. */
export interface SimulatedAttack {
  readonly name: string;
  readonly technique: string;
  readonly deterministic: boolean;
  readonly slow: boolean;
  /** Kind of the identity that is attacked. */
  readonly kind: string;
}

/** Each scenario some times in an organisation, at hours that the organisation's seed chooses. */
export function prepareScenarios(
  made: Organisation,
  scenarios: readonly AttackScenario[],
  repeats: number,
): readonly Prepared<SimulatedAttack>[] {
  return scenarios.flatMap((scenario) =>
    Array.from({ length: repeats }, (_, repeat) => prepare(made, scenario, repeat)),
  );
}

function prepare(made: Organisation, scenario: AttackScenario, repeat: number): Prepared<SimulatedAttack> {
  const { name, technique, deterministic, slow } = scenario;
  const { seed } = made.world;
  const built = scenario.build({ seed: seed + repeat, organisation: made, startMs: startOf(scenario, seed, repeat) });
  const attack = built.records as readonly CloudTrailRecord[];
  const keys = new Set([built.identityKey, ...principalsOf(attack).map(({ key }) => key)]);
  const kind = made.identities.find(({ key }) => key === built.identityKey)?.kind ?? "unknown";
  return amongOrdinaryLife({ name, technique, deterministic, slow, kind }, made, keys, attack);
}

/** When a scenario begins: slow ones on one of the first two measured days, so that they end within the month. */
export function startOf({ name, slow }: { name: string; slow: boolean }, seed: number, repeat: number): number {
  const random = seededRandom(seed, `start:${name}:${repeat}`);
  const day = random.integer(0, slow ? 1 : 6);
  return measuredFromMs + day * dayMs + Math.floor(random.unit() * 22 * hourMs);
}
