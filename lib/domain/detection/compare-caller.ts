import { indexOf, valueDays } from "../behaviour/baseline.ts";
import { type Caller, callerOf } from "../behaviour/caller.ts";
import {
  agentDimension,
  countryDimension,
  markKey,
  networkDimension,
  regionDimension,
  systemDimension,
} from "../behaviour/dimension.ts";
import type { Network } from "../behaviour/network.ts";
import { isInAws, type NetworkFacts } from "../behaviour/network-facts.ts";
import { rentedSystems } from "../behaviour/rented-systems.ts";
import { compareExecutionEnvironment } from "./compare-execution-environment.ts";
import { compareKind, isYoung } from "./compare-kind.ts";
import { comparePeers } from "./compare-peers.ts";
import { compareVersion } from "./compare-version.ts";
import { addSignal, type Comparison, compareValue, hasHistory, networkFactsOf } from "./comparison.ts";
import { signalWeights } from "./signal-points.ts";

/** A new private path or service caller says less than a new public network; the organisation's own says least. */
const networkFactor = { public: 1, private: 0.5, "aws-service": 0.3, unknown: 0.6, own: 0.2 } as const;

/** A new prefix of a provider that the identity is used from anyway, as when a line gets another address. */
const knownSystemFactor = 0.35;
/** A machine at AWS, which may be the user's own or anybody's. */
const awsFactor = 0.8;
const newSystemFactor = 1.3;
/** Where anybody can rent a machine, or a way out, for an hour, as whoever holds a stolen credential may. */
const newRentedFactor = 1.6;

/** From where and with what. A caller that repeats itself within a day, and was no news before, is none now. */
export function compareCaller(comparison: Comparison): Caller {
  const { activity, mask, baseline, day, actor } = comparison;
  const { last } = baseline;
  const caller = callerOf(activity, last.caller);
  // What was no news of the last caller is none of this one.
  const isAsBefore = last.callerDay === day && last.callerMask === mask && last.callerIdentity === actor.identity;
  const known = isAsBefore ? last.caller : undefined;
  if (known === caller) return caller;
  const { network, agent, region, regionKey } = caller;
  const before = comparison.signals?.length ?? 0;
  if (network !== undefined && !isAsKnown(comparison, network, known?.network)) compareNetwork(comparison, network);
  if (agent !== undefined && agent !== known?.agent) {
    compareValue(comparison, "user-agent", agentDimension, agent.key, 1, agent.name);
    compareVersion(comparison, agent);
    compareExecutionEnvironment(comparison, agent);
  }
  if (region !== "" && regionKey !== known?.regionKey) {
    const from = comparison.signals?.length ?? 0;
    compareValue(comparison, "region", regionDimension, regionKey, 1, region);
    comparePeers(comparison, from, regionKey);
  }
  if (isYoung(comparison)) compareKind(comparison, network, agent);
  last.caller = caller;
  last.callerDay = (comparison.signals?.length ?? 0) === before ? day : -1;
  last.callerMask = mask;
  last.callerIdentity = actor.identity;
  return caller;
}

/**
 * Whether another address of a network says what the last one said: not where something is known of single addresses.
 */
const isAsKnown = ({ surroundings }: Comparison, network: Network, known: Network | undefined): boolean =>
  network.key === known?.key && (network.kind !== "public" || surroundings.networks === undefined);

function compareNetwork(comparison: Comparison, network: Network): void {
  const { baseline, mask } = comparison;
  const facts = networkFactsOf(comparison, network);
  const isNew = facts !== undefined && valueDays(baseline, indexOf(baseline, network.key), mask) === 0;
  const factor = facts === undefined ? networkFactor[network.kind] : factorOf(comparison, facts);
  compareValue(comparison, "network", networkDimension, network.key, factor, network.name);
  if (facts === undefined) return;
  if (facts.tor) reportThreat(comparison, facts, "out of the Tor network");
  const lists = facts.threatLists?.join(", ");
  if (lists !== undefined) reportThreat(comparison, facts, `from an address on the list ${lists}`);
  if (facts.kind === "own") return;
  if (facts.asn !== undefined) {
    // A database that was given only yesterday makes no news of networks that were known all along.
    const isNews = isNew && hasHistory(comparison, systemDimension);
    const rents = isNews && facts.hosting === true && !isInAws(facts);
    const factor = isNews ? (rents ? newRentedFactor : newSystemFactor) : 0;
    const name = systemName(facts);
    const told = rents ? `${name}, which ${sells(facts)}` : name;
    compareValue(comparison, "network", systemDimension, systemKey(facts), factor, name, told);
  }
  if (facts.country !== undefined) {
    const key = markKey(countryDimension, facts.country);
    const factor = isNew && hasHistory(comparison, countryDimension) ? 1 : 0;
    compareValue(comparison, "network", countryDimension, key, factor, `country ${facts.country}`);
  }
}

const systemKey = ({ asn }: NetworkFacts): number => markKey(systemDimension, String(asn));
const systemName = ({ asn, organisation }: NetworkFacts): string =>
  organisation === undefined ? `AS${asn}` : `AS${asn} ${organisation}`;
const sells = ({ asn = 0 }: NetworkFacts): string =>
  rentedSystems.get(asn)?.sort === "vpn" ? "sells VPN access" : "rents out machines";

function factorOf({ baseline, mask }: Comparison, facts: NetworkFacts): number {
  if (facts.kind === "own") return networkFactor.own;
  if (facts.asn !== undefined && valueDays(baseline, indexOf(baseline, systemKey(facts)), mask) > 0) {
    return knownSystemFactor;
  }
  return isInAws(facts) ? awsFactor : networkFactor.public;
}

/** Nothing that runs by itself comes out of Tor or off a threat list, unless it always did. */
function reportThreat(comparison: Comparison, facts: NetworkFacts, whence: string): void {
  const { baseline, mask, active } = comparison;
  const key = markKey(networkDimension, facts.prefix);
  if (active > 0 && valueDays(baseline, indexOf(baseline, key), mask) * 7 >= active) return;
  addSignal(comparison, "threat-network", 0, signalWeights["threat-network"].points, {
    observed: `a call ${whence} (${facts.prefix})`,
    expected: "never from such a network",
    band: "unseen",
  });
}
