import { type Baseline, indexOf, valueDays } from "../behaviour/baseline.ts";
import { countBits, dayOf, hourMs, latenessMs } from "../behaviour/calendar.ts";
import { countryDimension, markKey, systemDimension } from "../behaviour/dimension.ts";
import type { Network } from "../behaviour/network.ts";
import type { NetworkFacts, NetworkLookup } from "../behaviour/network-facts.ts";
import type { FarNetwork, SessionLink } from "../behaviour/session-links.ts";
import { surpriseBits } from "../behaviour/surprise.ts";
import { networkFactsOf } from "./compare-caller.ts";
import { heldInOnePlace } from "./compare-concurrency.ts";
import { addSignal, type Comparison } from "./comparison.ts";
import { placesOf } from "./credential-places.ts";
import { rounded, signalWeights, strengthOf } from "./signal-points.ts";
import { placeOf, placeWindow, reachOf, usualPlace } from "./usual-place.ts";

/**
 * How much farther from the usual place one call must come than another of the same hour, in hundreds of kilometres.
 * Airliners cruise at some 900 km/h, so nobody travels 1,000 km within an hour; 400 km more are left to databases, which
 * vouch for a place to 200 km at each end, and 100 km to counting in whole hundreds.
 */
const leastReach = 15;

/** What is left of the weight where the identity's countries change all the time; the physics stay. */
const leastShare = 0.5;

/** The last call that was no news: calls of one credential stand together. */
const last: {
  baseline: Baseline | undefined;
  networks: NetworkLookup | undefined;
  sourceAddress: string;
  accessKeyId: string;
  hour: number;
  mask: number;
} = { baseline: undefined, networks: undefined, sourceAddress: "", accessKeyId: "", hour: -1, mask: 0 };

/**
 * One credential within one hour in two places that no aircraft connects: a long-term key in a clock hour, a session in
 * its first hour (most last no longer). Kept of an hour are the nearest to the identity's usual place and the farthest
 * network that it was never in; a difference of distances is never more than the way between. Both only ever grow apart,
 * so whichever call arrives first, the last state tells the most. A known network or provider is no news.
 */
export function compareTravel(comparison: Comparison, network: Network): void {
  const { baseline, activity, actor, mask, hour, surroundings } = comparison;
  const { networks } = surroundings;
  const { accessKeyId, sessionStartedMs } = actor;
  const { sourceAddress, timeMs } = activity;
  if (networks === undefined || network.kind !== "public") return;
  if (accessKeyId === undefined || sourceAddress === undefined || !heldInOnePlace.has(actor.identity.kind)) return;
  const startedMs = accessKeyId.startsWith("AKIA") ? undefined : sessionStartedMs;
  if (startedMs === undefined ? !accessKeyId.startsWith("AKIA") : !isFirstHour(timeMs, startedMs)) return;
  const isAsBefore = last.baseline === baseline && last.hour === hour && last.mask === mask;
  if (isAsBefore && last.networks === networks && last.sourceAddress === sourceAddress) {
    if (last.accessKeyId === accessKeyId) return;
  }
  // The first call from a strange network counts, and may be the last to arrive.
  if (comparePlace(comparison, network, networks, accessKeyId, startedMs) === "strange") return;
  last.baseline = baseline;
  last.networks = networks;
  last.sourceAddress = sourceAddress;
  last.accessKeyId = accessKeyId;
  last.hour = hour;
  last.mask = mask;
}

/** Whether a call is in a session's first hour, and compared with the days that the session began after. */
const isFirstHour = (timeMs: number, startedMs: number): boolean =>
  timeMs >= startedMs && timeMs - startedMs < hourMs && dayOf(timeMs - latenessMs) === dayOf(startedMs - latenessMs);

function comparePlace(
  comparison: Comparison,
  network: Network,
  networks: NetworkLookup,
  accessKeyId: string,
  startedMs: number | undefined,
): "strange" | undefined {
  const { baseline, activity } = comparison;
  const facts = networkFactsOf(comparison, network);
  const place = facts && placeOf(facts);
  if (facts === undefined || place === undefined) return undefined;
  const window = placeWindow(baseline, dayOf(activity.timeMs - latenessMs));
  const usual = usualPlace(baseline, networks, window);
  if (usual === undefined) return undefined;
  const link = placesOf(baseline.sessions, accessKeyId, startedMs, activity.timeMs, baseline.newestMs);
  if (link === undefined) return undefined;
  const reach = reachOf(usual, place);
  const isStrange = reach >= leastReach && isNeverSeen(comparison, network, facts);
  const isNearer = noteNearest(link, reach);
  const far = { reach, network: network.name, firstMs: activity.timeMs, eventId: activity.eventId };
  const isFarther = isStrange && noteFarthest(link, far);
  if (isNearer || isFarther) {
    baseline.sessions.packed = undefined;
    tellTravel(comparison, link, window, startedMs === undefined ? "key" : "session");
  }
  return isStrange ? "strange" : undefined;
}

/** Neither the network nor whoever runs it: a carrier's and a VPN's gateways are in many places. */
function isNeverSeen({ baseline, mask }: Comparison, network: Network, { asn }: NetworkFacts): boolean {
  if (valueDays(baseline, indexOf(baseline, network.key), mask) > 0) return false;
  return asn === undefined || valueDays(baseline, indexOf(baseline, markKey(systemDimension, String(asn))), mask) === 0;
}

function noteNearest(link: SessionLink, reach: number): boolean {
  if (link.nearest !== undefined && link.nearest <= reach) return false;
  link.nearest = reach;
  return true;
}

function noteFarthest(link: SessionLink, far: FarNetwork): boolean {
  if (link.farthest !== undefined && !isFarther(far, link.farthest)) return false;
  link.farthest = far;
  return true;
}

/** The farther, then the earlier: a total order, so what is kept does not depend on arrival. */
function isFarther(a: FarNetwork, b: FarNetwork): boolean {
  if (a.reach !== b.reach) return a.reach > b.reach;
  if (a.firstMs !== b.firstMs) return a.firstMs < b.firstMs;
  return a.eventId === b.eventId ? a.network < b.network : a.eventId < b.eventId;
}

function tellTravel(comparison: Comparison, link: SessionLink, window: number, what: string): void {
  const { nearest, farthest } = link;
  if (nearest === undefined || farthest === undefined || farthest.reach - nearest < leastReach) return;
  const apart = farthest.reach - nearest;
  const { presenceDays, newDays } = comparison.baseline;
  const bits = surpriseBits(
    countBits(presenceDays & window),
    0,
    countBits((newDays[countryDimension] as number) & window),
  );
  const share = leastShare + (1 - leastShare) * strengthOf(bits);
  // A farther place counts as more surprising, so that of two states of one hour the last one is the stronger.
  addSignal(
    comparison,
    "impossible-travel",
    rounded(Math.log2(apart)),
    signalWeights["impossible-travel"].points * share,
    {
      observed: `one ${what} within an hour from ${farthest.network} and from ${apart * 100} km nearer to its usual place`,
      expected: "no way of more than 1,000 km an hour: no airliner is that fast",
      band: "unseen",
      timeMs: farthest.firstMs,
      eventId: farthest.eventId,
    },
  );
}

/** How far a caller is from the identity's usual place, in hundreds of kilometres written out; undefined where that is not known. */
export function kilometresFromUsual(comparison: Comparison, network: Network | undefined): number | undefined {
  const { baseline, activity, surroundings } = comparison;
  const { networks } = surroundings;
  if (network === undefined || networks === undefined) return undefined;
  const facts = networkFactsOf(comparison, network);
  const place = facts && placeOf(facts);
  if (place === undefined) return undefined;
  const usual = usualPlace(baseline, networks, placeWindow(baseline, dayOf(activity.timeMs - latenessMs)));
  return usual && reachOf(usual, place) * 100;
}
