import { indexOf, valueDays } from "../behaviour/baseline.ts";
import type { Network } from "../behaviour/network.ts";
import { type AgentFamily, placeOf, toolOf } from "../behaviour/user-agent.ts";
import { kindIsOnlyClaimed } from "../identity/kind-evidence.ts";
import { addSignal, type Comparison } from "./comparison.ts";
import { expectedOfKind, type Oddity } from "./expected-of-kind.ts";
import { signalWeights } from "./signal-points.ts";
import { aHolder, holderOf, isKnownNetwork, isOutsideAws, leastHistoryDays } from "./workload-home.ts";

/** What a kind leads to expect says little of one identity: gateways in a company's own network look the same. */
const priorShare = 0.2;

/** Whether an identity is so young that its kind is all there is to expect anything by. */
export const isYoung = ({ active }: Comparison): boolean => active < leastHistoryDays;

/**
 * What an identity's kind leads to expect before it has a history of its own. Weak signs, and never facts; from a week
 * of history on, `compareWorkloadAway` and `compareExecutionEnvironment` go by what the identity itself did.
 */
export function compareKind(
  comparison: Comparison,
  network: Network | undefined,
  agent: AgentFamily | undefined,
): void {
  if (network !== undefined) compareNetworkOfKind(comparison, network);
  if (agent !== undefined) compareAgentOfKind(comparison, agent);
}

/**
 * What runs in AWS's own computing calls out of AWS. Told where the published ranges are known and a network that was
 * not seen on earlier days is outside them.
 */
function compareNetworkOfKind(comparison: Comparison, network: Network): void {
  const holder = holderOf(comparison);
  if (holder === undefined || !isOutsideAws(comparison, network) || isKnownNetwork(comparison, network.name)) return;
  addSignal(comparison, "workload-away", 0, signalWeights["workload-away"].points * priorShare, {
    observed: `${aHolder(holder)}'s credential used from ${network.name}, outside AWS`,
    expected: `out of AWS, where ${aHolder(holder)} runs: it has no history of its own yet`,
    band: "unseen",
  });
}

/**
 * Machines use no console, no browser and no shell in one, and few of them are desktops. Told of an agent that was not
 * seen on earlier days. This is what the agent says of itself: where AWS says that a person made the call, the
 * record's kind is human, and `compareHuman` and the rules about consoles tell it.
 */
function compareAgentOfKind(comparison: Comparison, { name, key }: AgentFamily): void {
  const { baseline, mask, actor } = comparison;
  const { identity } = actor;
  const kind = expectedOfKind[identity.kind];
  if (kind === undefined) return;
  // A user that is only named as Bedrock names those of its API keys: a developer's own machine is to be expected.
  if (identity.kind === "bedrock-agent" && kindIsOnlyClaimed(identity)) return;
  const share = kind.shares[oddityOf(name)] ?? 0;
  if (share === 0 || valueDays(baseline, indexOf(baseline, key), mask) > 0) return;
  addSignal(comparison, "execution-environment", 0, signalWeights["execution-environment"].points * share, {
    observed: `${aHolder(kind.holder)}'s credential used with ${name}`,
    expected: `the software of ${aHolder(kind.holder)}: it has no history of its own yet`,
    band: "unseen",
  });
}

const byHand: ReadonlySet<string> = new Set(["console", "browser"]);
const oddityOf = (name: string): Oddity => (byHand.has(toolOf(name)) ? "by hand" : (placeOf(name) as Oddity));
