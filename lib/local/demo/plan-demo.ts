import { attackCatalogue } from "../organisation/attacks/catalogue.ts";
import type { AttackScenario, AttackStep } from "../organisation/attacks/scenario.ts";
import { type Organisation, organisation } from "../organisation/organisation.ts";
import { dayMs, hourMs, minuteMs } from "../organisation/time-text.ts";
import type { DemoMake } from "./demo-data.ts";
import { DemoRefusedError } from "./demo-refused-error.ts";
import type { DemoReport } from "./demo-report.ts";

export interface DemoPlan {
  readonly organisation: Organisation;
  readonly scenario: AttackScenario;
  readonly steps: readonly AttackStep[];
  /** The intruder's first call, milliseconds since 1970. */
  readonly attackMs: number;
}

/** A Monday, so that weeks begin as people count them. Fixed, so that a seed gives the same demo on any day. */
export const firstDayMs = Date.UTC(2026, 0, 5);
const attackTimeMs = 10 * hourMs + 17 * minuteMs;

/**
 * The organisation, and the attack at the end of its weeks; each earlier run on the same data adds a day.
 * Throws DemoRefusedError for an unknown attack, and where the attacked identity did nothing yet that could be stolen.
 */
export function planDemo(make: DemoMake, attackName: string, runsBefore: number): DemoPlan {
  const create = Object.hasOwn(attackCatalogue, attackName) ? attackCatalogue[attackName] : undefined;
  if (create === undefined) {
    const known = Object.keys(attackCatalogue).join(", ");
    throw new DemoRefusedError(`there is no attack ${JSON.stringify(attackName)}; there are ${known}`);
  }
  const days = make.weeks * 7 + runsBefore;
  const made = organisation({ ...make, startMs: firstDayMs, days: days + 1 });
  const attackMs = firstDayMs + days * dayMs + attackTimeMs;
  try {
    const scenario = create({ organisation: made, startMs: attackMs });
    return { organisation: made, scenario, steps: scenario.attackSteps(), attackMs };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DemoRefusedError(
      `the attack ${attackName} is not possible here: ${error.message} (with more weeks, or more of everything)`,
    );
  }
}

/** What there is to tell of an organisation before anything happens. */
export function describe({ identities, accounts }: Organisation): DemoReport["organisation"] {
  const kinds: Record<string, number> = {};
  for (const { kind } of identities) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return {
    identities: identities.length,
    accounts: accounts.map(({ accountId, name }) => ({ accountId, name })),
    kinds,
  };
}
