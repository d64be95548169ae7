import { newDaysOf } from "../behaviour/baseline.ts";
import { dayOf, hourMs, latenessMs } from "../behaviour/calendar.ts";
import type { Caller } from "../behaviour/caller.ts";
import { countryDimension } from "../behaviour/dimension.ts";
import type { Network } from "../behaviour/network.ts";
import type { SessionLink } from "../behaviour/session-links.ts";
import { surpriseBits } from "../behaviour/surprise.ts";
import { isLongTermKey } from "../identity/access-key-id.ts";
import { heldInOnePlace, systemFactor } from "./compare-concurrency.ts";
import { addSignal, type Comparison } from "./comparison.ts";
import { inOrder, placesOf } from "./credential-places.ts";
import { signalWeights, strengthOf } from "./signal-points.ts";
import { reachOf } from "./usual-place.ts";
import { isKnownNetwork } from "./workload-home.ts";

/**
 * How much farther from the usual place one call must come than another of the same hour, in hundreds of kilometres.
 * Airliners cruise at some 900 km/h, so nobody travels 1,000 km within an hour; 400 km more are left to databases,
 * which vouch for a place to 200 km at each end, and 100 km to counting in whole hundreds.
 */
const leastReach = 15;

/** What is left of the weight where the identity's countries change all the time; the physics stay. */
const leastShare = 0.5;

/** The last call that was no news: calls of one credential stand together. A caller is of one baseline alone. */
const last: { caller: Caller | undefined; accessKeyId: string; hour: number } = {
  caller: undefined,
  accessKeyId: "",
  hour: -1,
};

/**
 * One credential within one hour in two places that no aircraft connects: a long-term key in a clock hour, a session in
 * its first hour (most last no longer). Kept of an hour are the nearest to the identity's usual place and the farthest
 * network that it was never in; a difference of distances is never more than the way between. Both only ever grow
 * apart, so whichever call arrives first, the last state tells the most. A known network or provider is no news.
 */
export function compareTravel(comparison: Comparison, network: Network): void {
  const { baseline, activity, actor, hour, surroundings } = comparison;
  const { accessKeyId } = actor;
  if (surroundings.networks === undefined || network.kind !== "public" || accessKeyId === undefined) return;
  if (!heldInOnePlace.has(actor.identity.kind)) return;
  const startedMs = isLongTermKey(accessKeyId) ? undefined : (actor.sessionStartedMs ?? 0);
  if (startedMs !== undefined && !isFirstHour(activity.timeMs, startedMs)) return;
  const { caller } = baseline.last;
  if (last.caller === caller && last.hour === hour && last.accessKeyId === accessKeyId) return;
  const reach = reachOf(comparison, network);
  if (reach !== undefined) {
    const link = placesOf(baseline.sessions, accessKeyId, startedMs, activity.timeMs, baseline.newestMs);
    // The first call from a far network counts, and may be the last to arrive.
    if (link !== undefined && comparePlace(comparison, network.name, reach, link)) return;
  }
  last.caller = caller;
  last.accessKeyId = accessKeyId;
  last.hour = hour;
}

/** Whether a call is in a session's first hour, and is compared with just the days that the session's first call is. */
const isFirstHour = (timeMs: number, startedMs: number): boolean =>
  Math.floor((timeMs - startedMs) / hourMs) === 0 &&
  dayOf(timeMs - latenessMs) === dayOf(startedMs - latenessMs) &&
  dayOf(timeMs + latenessMs) === dayOf(startedMs + latenessMs);

/** Notes where a call came from. True for a network that is far away and was never seen. */
function comparePlace(comparison: Comparison, network: string, reach: number, link: SessionLink): boolean {
  const { baseline, activity } = comparison;
  const { timeMs, eventId } = activity;
  // Nor of a system that it is in: a carrier's and a VPN's gateways are in many places.
  const isFar = reach >= leastReach && !isKnownNetwork(comparison, network) && systemFactor(comparison, network) > 0;
  const isNearer = link.nearest === undefined || reach < link.nearest;
  if (isNearer) link.nearest = reach;
  const known = link.farthest;
  const far = { reach, network, firstMs: timeMs, eventId };
  // The farther, then the earlier: a total order, so what is kept does not depend on arrival.
  const isFarther = isFar && (known === undefined || (reach - known.reach || inOrder(known, far)) > 0);
  if (isFarther) link.farthest = far;
  if (isNearer || isFarther) {
    baseline.sessions.packed = undefined;
    tellTravel(comparison, link);
  }
  return isFar;
}

function tellTravel(comparison: Comparison, { nearest = 0, farthest }: SessionLink): void {
  const { baseline, actor, mask, active } = comparison;
  const apart = farthest === undefined ? 0 : farthest.reach - nearest;
  if (farthest === undefined || apart < leastReach) return;
  const settled = strengthOf(surpriseBits(active, 0, newDaysOf(baseline, countryDimension, mask)));
  const points = signalWeights["impossible-travel"].points * Math.max(leastShare, settled);
  const what = isLongTermKey(actor.accessKeyId) ? "key" : "session";
  // A farther place counts as more surprising, so that of two states of one hour the last one is the stronger.
  addSignal(comparison, "impossible-travel", Math.log2(apart), points, {
    observed: `one ${what} within an hour from ${farthest.network} and from ${apart * 100} km nearer to its usual place`,
    expected: "at most 1,000 km an hour",
    band: "unseen",
    timeMs: farthest.firstMs,
    eventId: farthest.eventId,
  });
}
