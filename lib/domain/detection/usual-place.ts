import { type Baseline, maskBefore } from "../behaviour/baseline.ts";
import { countBits } from "../behaviour/calendar.ts";
import { dimensionOf, networkDimension } from "../behaviour/dimension.ts";
import { namesOf } from "../behaviour/marks.ts";
import { isInAws, type NetworkFacts, type NetworkLookup } from "../behaviour/network-facts.ts";
import { kilometresBetween, type Place } from "../behaviour/place.ts";

/** Days that a usual place comes from; short of the day window, so that no day leaves it while records are late. */
const placeDays = 28;

/** Hundreds of kilometres beyond which a distance is simply far, so that a step more stays a step in `log2`. */
export const mostReach = 100;

/** The last one asked for: calls of one identity stand together. */
const last: {
  baseline: Baseline | undefined;
  networks: NetworkLookup | undefined;
  anchorDay: number;
  window: number;
  place: Place | undefined;
} = { baseline: undefined, networks: undefined, anchorDay: 0, window: 0, place: undefined };

/** The learned days before a day that places are compared with, as bits. */
export const placeWindow = (baseline: Baseline, day: number): number =>
  (maskBefore(baseline, day) & ~maskBefore(baseline, day - placeDays) & ~baseline.suspendedDays) >>> 0;

/** Where a public address of a stranger's network is; undefined for AWS's, the organisation's, IPv6, and where nobody knows. */
export const placeOf = (facts: NetworkFacts): Place | undefined =>
  facts.kind !== "public" || isInAws(facts) || facts.prefix.includes(":") ? undefined : facts.place;

/** How far a place is from the usual one, in whole hundreds of kilometres, at most `mostReach`. */
export const reachOf = (usual: Place, place: Place): number =>
  Math.min(mostReach, Math.floor(kilometresBetween(usual, place) / 100));

/**
 * Where the network is that the identity was used from on most days of a window, among those whose place is known.
 * Closed days alone decide, so all records of a day are told the same. Undefined where there is none.
 */
export function usualPlace(baseline: Baseline, networks: NetworkLookup, window: number): Place | undefined {
  const { marks, anchorDay } = baseline;
  const isAsBefore = last.anchorDay === anchorDay && last.window === window;
  if (isAsBefore && last.baseline === baseline && last.networks === networks) return last.place;
  last.baseline = baseline;
  last.networks = networks;
  last.anchorDay = anchorDay;
  last.window = window;
  last.place = undefined;
  let names: readonly string[] | undefined;
  let most = 0;
  for (let index = 0; index < marks.size; index++) {
    if (dimensionOf(marks.keys[index] as number) !== networkDimension) continue;
    const days = countBits((marks.days[index] as number) & window);
    if (days <= most) continue;
    names ??= namesOf(marks);
    const name = names[index] as string;
    const slash = name.indexOf("/");
    const place = slash < 0 ? undefined : placeOf(networks(name.slice(0, slash)));
    if (place === undefined) continue;
    most = days;
    last.place = place;
  }
  return last.place;
}
