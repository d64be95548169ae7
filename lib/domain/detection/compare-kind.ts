import type { Network } from "../behaviour/network.ts";
import { addSignal, type Comparison } from "./comparison.ts";
import { signalWeights } from "./signal-points.ts";
import { holderOf, isKnownNetwork, isOutsideAws, leastHistoryDays } from "./workload-home.ts";

/** What a kind leads to expect says little of one identity: gateways in a company's own network look the same. */
const priorShare = 0.2;

/** Whether an identity is so young that its kind is all there is to expect anything by. */
export const isYoung = ({ active }: Comparison): boolean => active < leastHistoryDays;

/**
 * What an identity's kind leads to expect before it has a history of its own: what runs in AWS's own computing calls out
 * of AWS. Told where the published ranges are known and a network that was not seen on earlier days is outside them. A
 * weak sign, and never a fact; from a week of history on, `compareWorkloadAway` goes by what the identity itself did.
 */
export function compareKind(comparison: Comparison, network: Network): void {
  const holder = holderOf(comparison);
  if (holder === undefined || !isOutsideAws(comparison, network) || isKnownNetwork(comparison, network.name)) return;
  addSignal(comparison, "workload-away", 0, signalWeights["workload-away"].points * priorShare, {
    observed: `${a(holder)}'s credential used from ${network.name}, outside AWS`,
    expected: `out of AWS, where ${a(holder)} runs: it has no history of its own yet`,
    band: "unseen",
  });
}

const a = (holder: string): string => (holder === "instance" ? `an ${holder}` : `a ${holder}`);
