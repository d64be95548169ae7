import { boundedMemo } from "../behaviour/bounded-memo.ts";
import { markKey, resourceDimension } from "../behaviour/dimension.ts";
import { resourcesOf } from "../scope/activity-resources.ts";
import { classOf } from "../scope/name-class.ts";
import type { TouchedResource } from "../scope/touched-resource.ts";
import { addSignal, type Comparison, compareValue } from "./comparison.ts";
import { signalWeights } from "./signal-points.ts";

/** Of a call that names many, so many are learned and compared. */
const mostCompared = 4;

interface Known {
  readonly name: string;
  readonly key: number;
}

/** `secret prod/db-#`: by class and generalised name, so that tomorrow's dated file is no news. */
const knownAs = boundedMemo(10_000, (text): Known => {
  const space = text.indexOf(" ");
  const name = `${text.slice(0, space)} ${classOf(text.slice(space + 1))}`;
  return { name, key: markKey(resourceDimension, name) };
});

/**
 * On what it was done, for calls that can do harm, and whether it is a decoy, for all calls. Objects in a bucket are too
 * many to be known one by one: the bucket stands for them.
 */
export function compareResources(comparison: Comparison): void {
  const { facts, activity, surroundings } = comparison;
  const { isDecoy } = surroundings;
  if (!facts.sensitive && isDecoy === undefined) return;
  const resources = resourcesOf(activity);
  if (isDecoy !== undefined) compareDecoys(comparison, resources, isDecoy);
  if (!facts.sensitive) return;
  let compared = 0;
  for (const resource of resources) {
    if (resource.class === "other" || resource.class === "s3-object") continue;
    const { name, key } = knownAs(`${resource.class} ${resource.name}`);
    compareValue(comparison, "resource", resourceDimension, key, facts.weight, name);
    if (++compared === mostCompared) return;
  }
}

function compareDecoys(
  comparison: Comparison,
  resources: readonly TouchedResource[],
  isDecoy: (name: string) => boolean,
): void {
  const touched = resources.find(({ name, arn }) => isDecoy(name) || (arn !== undefined && isDecoy(arn)));
  if (touched === undefined) return;
  addSignal(comparison, "decoy", 0, signalWeights.decoy.points, {
    observed: `touched the decoy ${touched.class} ${touched.name}`,
    expected: "nobody has a reason to touch it",
    band: "unseen",
    deterministic: true,
  });
}
