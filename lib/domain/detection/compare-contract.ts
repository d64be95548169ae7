import { hourMs, hourOf } from "../behaviour/calendar.ts";
import { openHourOf, sketchCount } from "../behaviour/volume.ts";
import type { SessionIssued } from "../identity/identity.ts";
import { everyResource, resourcesOf } from "../scope/activity-resources.ts";
import type { Clause, Contract } from "../scope/contract.ts";
import { dataCategoriesOf } from "../scope/data-categories.ts";
import { sessionViolationOf, type Violation, violationsOf } from "../scope/violations.ts";
import { addSignal, type Comparison, networkFactsOf } from "./comparison.ts";
import { signalWeights } from "./signal-points.ts";

/** How much of the weight a clause carries: whose data and which calls most, an agreement that ran out least. */
const clauseFactor: Readonly<Record<Clause, number>> = {
  dataCategories: 1.5,
  actions: 1.2,
  resources: 1.2,
  networks: 1.2,
  peers: 1.2,
  regions: 1,
  volume: 0.8,
  schedule: 0.6,
  agents: 0.6,
  expired: 0.3,
};

/** The clauses of the identity's contract that the activity is outside of. Needs the caller and the volume compared. */
export function contractViolations(comparison: Comparison, contract: Contract): readonly Violation[] {
  comparison.violations ??= violationsBy(comparison, contract);
  return comparison.violations;
}

function violationsBy(comparison: Comparison, contract: Contract): readonly Violation[] {
  const { activity, actor, baseline, surroundings } = comparison;
  const needsResources = contract.resources !== undefined || contract.dataCategories !== undefined;
  // Every one of them: a seventeenth must not hide behind sixteen that are allowed.
  const resources = needsResources ? resourcesOf(activity, everyResource) : [];
  const caller = baseline.last.caller;
  const network = caller?.network;
  const hour = openHourOf(baseline.volume, activity.timeMs, baseline.newestMs);
  return violationsOf(contract, {
    activity,
    actor,
    resources,
    dataCategories: dataCategoriesOf(resources, surroundings.dataCategories),
    network: network && (networkFactsOf(comparison, network) ?? { kind: network.kind, prefix: network.name }),
    agentFamily: caller?.agent?.name,
    maker: undefined,
    callsThisHour: hour === undefined ? undefined : sketchCount(hour.calls),
  });
}

/** A session that was issued to somebody whom the contract of the assumed identity does not name. */
export function compareSessionContract(comparison: Comparison, contract: Contract, issued: SessionIssued): void {
  const violation = sessionViolationOf(contract, issued);
  if (violation !== undefined) addViolation(comparison, contract, violation);
}

/** What the owner wrote down is not a matter of habit: a violation stays one, however often it comes. */
export function compareContract(comparison: Comparison, contract: Contract): void {
  for (const violation of contractViolations(comparison, contract)) addViolation(comparison, contract, violation);
}

function addViolation(comparison: Comparison, contract: Contract, { clause, observed, allowed }: Violation): void {
  const isRate = clause === "volume";
  addSignal(comparison, "contract-violation", 0, signalWeights["contract-violation"].points * clauseFactor[clause], {
    // A count depends on which of the hour's calls came first, so the hour is told and not the count.
    observed: isRate ? "volume: more in one hour or day than agreed" : `${clause}: ${observed}`,
    expected: `contract ${contract.name}: ${allowed}`,
    band: undefined,
    ...(isRate ? { timeMs: hourOf(comparison.activity.timeMs) * hourMs } : {}),
  });
}
