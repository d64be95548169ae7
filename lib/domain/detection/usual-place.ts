import type { Baseline } from "../behaviour/baseline.ts";
import { countBits } from "../behaviour/calendar.ts";
import { dimensionOf, networkDimension } from "../behaviour/dimension.ts";
import { namesOf } from "../behaviour/marks.ts";
import type { Network } from "../behaviour/network.ts";
import { isInAws, type NetworkFacts } from "../behaviour/network-facts.ts";
import { kilometresBetween, type Place } from "../behaviour/place.ts";
import { type Comparison, networkFactsOf } from "./comparison.ts";

/** Hundreds of kilometres beyond which a distance is simply far, so that a step more stays a step in `log2`. */
const mostReach = 100;

/** The last one asked for: calls of one identity stand together. */
const last: { baseline: Baseline | undefined; anchorDay: number; mask: number; place: Place | undefined } = {
  baseline: undefined,
  anchorDay: 0,
  mask: 0,
  place: undefined,
};

/**
 * How far a caller is from the identity's usual place, in whole hundreds of kilometres, at most `mostReach`. Undefined
 * where either is not known: for AWS's networks, the organisation's own and IPv6, whose tunnels end anywhere.
 */
export function reachOf(comparison: Comparison, network: Network): number | undefined {
  const place = placeOf(networkFactsOf(comparison, network));
  const usual = place && usualPlace(comparison);
  return usual && Math.min(mostReach, Math.floor(kilometresBetween(usual, place) / 100));
}

const placeOf = (facts: NetworkFacts | undefined): Place | undefined =>
  facts?.kind !== "public" || isInAws(facts) || facts.prefix.includes(":") ? undefined : facts.place;

/**
 * Where the network is that the identity was used from on most of the days that are remembered one by one, among those
 * whose place is known. Closed days alone decide, so all records of a day are told the same.
 */
function usualPlace({ baseline, mask, surroundings }: Comparison): Place | undefined {
  const { marks, anchorDay } = baseline;
  if (last.baseline === baseline && last.anchorDay === anchorDay && last.mask === mask) return last.place;
  last.baseline = baseline;
  last.anchorDay = anchorDay;
  last.mask = mask;
  last.place = undefined;
  let most = 0;
  for (let index = 0; index < marks.size; index++) {
    const days = countBits((marks.days[index] as number) & mask);
    if (dimensionOf(marks.keys[index] as number) !== networkDimension || days <= most) continue;
    // The first address of a prefix stands for it; other names are no public networks.
    const place = placeOf(surroundings.networks?.((namesOf(marks)[index] as string).split("/", 1)[0] as string));
    if (place === undefined) continue;
    most = days;
    last.place = place;
  }
  return last.place;
}
