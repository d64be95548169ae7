import type { Evaluation } from "./evaluation.ts";
import { detectedTechniques } from "./set-figures.ts";

/** A figure that is to be reached. */
export interface Gate {
  readonly name: string;
  readonly measured: string;
  readonly wanted: string;
  readonly met: boolean;
}

const least = (name: string, value: number, wanted: number): Gate => ({
  name,
  measured: value.toFixed(3),
  wanted: `at least ${wanted.toFixed(3)}`,
  met: value >= wanted,
});

const all = (name: string, value: number, of: number): Gate => ({
  name,
  measured: `${value} of ${of}`,
  wanted: "all",
  met: value === of,
});

const none = (name: string, value: number): Gate => ({ name, measured: `${value}`, wanted: "0", met: value === 0 });

/** What is asked of the parts that were measured. */
export function gatesOf({ sets, simulation, hijack }: Evaluation): readonly Gate[] {
  const gates: Gate[] = [];
  if (sets !== undefined) {
    const { techniques, stolenRole, benign } = sets;
    const { contain, playbooks } = stolenRole.outcome;
    const counts = benign.flatMap(({ asItIs, grown }) => [asItIs, grown]);
    gates.push(
      all("attack techniques, a case in time on every victim", detectedTechniques(techniques), techniques.length),
      {
        name: "recorded theft of a role, contained by the session",
        measured: contain === undefined ? "not contained" : `after ${contain} records`,
        wanted: "within 3 records",
        met:
          contain !== undefined &&
          contain <= 3 &&
          playbooks.some((name) => name === "deny-role-session" || name === "revoke-role-sessions"),
      },
      none(
        "real benign sets, containments",
        counts.reduce((sum, count) => sum + count.containments, 0),
      ),
      // A set is minutes long and has a few dozen identities: one alert is more than 1 per 100 identities and day.
      none(
        "real benign sets, alerts after warm-up",
        benign.reduce((sum, { asItIs }) => sum + asItIs.alerts, 0),
      ),
    );
  }
  if (simulation !== undefined) {
    const { asShipped, atOneAlert, scenarios, benignContainments } = simulation;
    const deterministic = scenarios.filter((one) => one.deterministic);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    gates.push(
      least("simulated scenarios, recall at 1 alert per 100 identities and day", atOneAlert.recall, 0.95),
      {
        name: "simulated organisation, alerts per 100 identities and day",
        measured: asShipped.alertRate.toFixed(2),
        wanted: "at most 1.00",
        met: asShipped.alertRate <= 1,
      },
      none("simulated organisation, containments of the innocent", benignContainments),
      all(
        "deterministic scenarios, contained",
        sum(deterministic.map(({ contained }) => contained)),
        sum(deterministic.map(({ runs }) => runs)),
      ),
    );
  }
  if (hijack !== undefined) gates.push(least("hijacks, recall at 5 % false positives", hijack.recall, 0.9));
  return gates;
}
