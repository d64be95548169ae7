import { type BenignRun, measuredFromMs, simulatedDays, warmUpDays } from "./benign-run.ts";
import { fellTo, grouped, median, shareOf, wasTold } from "./detection.ts";
import type { FalseAlert } from "./evidence.ts";
import type { Measured } from "./prepared-attack.ts";
import type { SimulatedAttack } from "./simulated-attacks.ts";
import { alertRate, benignDays, bestWithin, per100, shareAtOrBelow } from "./sweep.ts";

const measuredDays = simulatedDays - warmUpDays;

/** How the warden does with its alert at one threshold. */
export interface OperatingPoint {
  /** Trust at or below it is told; undefined for the policy as it ships, with the alerts that it really sent. */
  readonly threshold: number | undefined;
  readonly recall: number;
  /** Alerts on benign records, per 100 identities and day. */
  readonly alertRate: number;
  /** Benign identity-days with trust at or below the threshold. */
  readonly falsePositiveRate: number;
  /** Of all that was told, the share that was an attack, with each attack once in the measured days. */
  readonly precision: number;
}

export interface ScenarioFigures {
  readonly name: string;
  readonly technique: string;
  readonly deterministic: boolean;
  readonly slow: boolean;
  readonly kind: string;
  readonly runs: number;
  readonly alerted: number;
  readonly recallAtOneAlert: number;
  readonly contained: number;
  readonly records: number;
  readonly recordsToAlert: number | undefined;
  readonly lowestTrust: number;
}

export interface SimulationFigures {
  readonly identities: number;
  readonly records: number;
  readonly benignAlerts: readonly FalseAlert[];
  readonly benignContainments: number;
  readonly benignIdentityDays: number;
  readonly signalDays: readonly { readonly kind: string; readonly days: number }[];
  readonly asShipped: OperatingPoint;
  readonly atOneAlert: OperatingPoint;
  readonly atFivePercent: OperatingPoint;
  readonly scenarios: readonly ScenarioFigures[];
  readonly techniques: readonly { readonly technique: string; readonly runs: number; readonly alerted: number }[];
}

/** Benign alerts per 100 identities and day that the figures are asked for. */
const allowedRate = 1;
const allowedShare = 0.05;
const shippedAlert = 60;

export function simulationFigures(run: BenignRun, measured: readonly Measured<SimulatedAttack>[]): SimulationFigures {
  const identities = run.organisation.identities.length;
  const days = benignDays(run);
  const rateAt = (threshold: number) => alertRate(run, threshold, measuredFromMs, measuredDays);
  const outcomes = measured.map(({ outcome }) => outcome);
  const scenarioCount = new Set(measured.map(({ about }) => about.name)).size;
  const recallAt = (threshold: number) => shareOf(outcomes, (outcome) => fellTo(threshold, outcome));
  const point = (threshold: number): OperatingPoint => {
    const recall = recallAt(threshold);
    const rate = rateAt(threshold);
    return {
      threshold,
      recall,
      alertRate: rate,
      falsePositiveRate: shareAtOrBelow(days, threshold),
      precision: precisionOf(recall * scenarioCount, (rate * identities * measuredDays) / 100),
    };
  };
  const oneAlert = bestWithin(allowedRate, rateAt, recallAt);
  const fivePercent = bestWithin(allowedShare, (threshold) => shareAtOrBelow(days, threshold), recallAt);
  const recallShipped = shareOf(outcomes, wasTold);
  return {
    identities,
    records: run.records,
    benignAlerts: run.alerts,
    benignContainments: run.containments.length,
    benignIdentityDays: days.length,
    signalDays: [...run.signalDays].map(([kind, count]) => ({ kind, days: count })).sort((a, b) => b.days - a.days),
    asShipped: {
      threshold: undefined,
      recall: recallShipped,
      alertRate: per100(run.alerts.length, identities, measuredDays),
      falsePositiveRate: shareAtOrBelow(days, shippedAlert),
      precision: precisionOf(recallShipped * scenarioCount, run.alerts.length),
    },
    atOneAlert: point(oneAlert),
    atFivePercent: point(fivePercent),
    scenarios: [...grouped(measured, ({ about }) => about.name).values()].map((runs) => ofScenario(runs, oneAlert)),
    techniques: [...grouped(measured, ({ about }) => about.technique)]
      .map(([technique, runs]) => ({
        technique,
        runs: runs.length,
        alerted: runs.filter(({ outcome }) => wasTold(outcome)).length,
      }))
      .sort((a, b) => (a.technique < b.technique ? -1 : 1)),
  };
}

function ofScenario(runs: readonly Measured<SimulatedAttack>[], threshold: number): ScenarioFigures {
  const outcomes = runs.map(({ outcome }) => outcome);
  return {
    ...(runs[0] as Measured<SimulatedAttack>).about,
    runs: runs.length,
    alerted: outcomes.filter(wasTold).length,
    recallAtOneAlert: shareOf(outcomes, (outcome) => fellTo(threshold, outcome)),
    contained: outcomes.filter(({ playbooks }) => playbooks.length > 0).length,
    records: Math.max(...outcomes.map(({ attackRecords }) => attackRecords)),
    recordsToAlert: median(outcomes.flatMap(({ alert }) => alert ?? [])),
    lowestTrust: Math.max(...outcomes.map(({ lowest }) => lowest.at(-1) ?? 100)),
  };
}

/** 1 where nothing was told at all. */
const precisionOf = (right: number, wrong: number): number => (right + wrong === 0 ? 1 : right / (right + wrong));
