import { indexOf, newDaysOf, valueDays } from "../behaviour/baseline.ts";
import { assumedByDimension, dimensionOf, markKey, networkDimension } from "../behaviour/dimension.ts";
import { namesOf } from "../behaviour/marks.ts";
import type { Network } from "../behaviour/network.ts";
import { isInAws, type NetworkFacts } from "../behaviour/network-facts.ts";
import { surpriseBits } from "../behaviour/surprise.ts";
import type { IdentityKind } from "../identity/identity.ts";
import { type Comparison, networkFactsOf } from "./comparison.ts";
import { strengthOf } from "./signal-points.ts";

/** What holds the session of a workload's role. */
const holders: Readonly<Partial<Record<IdentityKind, string>>> = {
  ec2: "instance",
  lambda: "function",
  ecs: "task",
  eks: "pod",
  codebuild: "build",
};

/** What AWS's services take roles for, by the name of the maker of a session. */
const holdersByMaker: ReadonlyMap<string, string> = new Map([
  ["service:ec2.amazonaws.com", "instance"],
  ["service:lambda.amazonaws.com", "function"],
  ["service:ecs-tasks.amazonaws.com", "task"],
  ["service:pods.eks.amazonaws.com", "pod"],
  ["service:codebuild.amazonaws.com", "build"],
]);

/** Days of history, and how settled the networks must be, for a lock that only history can tell. */
export const leastHistoryDays = 7;
const leastSettled = 0.8;

/** What holds the credential, as the record itself says; undefined where it says of no workload. */
export const holderOf = ({ actor }: Comparison): string | undefined => holders[actor.identity.kind];

/**
 * The same, and where the record says no more than that it is a role, what AWS's services took it for on the days
 * before: some of what tells a task or a function is written by its own software, and is missing where others use its
 * session.
 */
export const usualHolderOf = (comparison: Comparison): string | undefined =>
  comparison.actor.identity.kind === "role" ? holderByMakers(comparison) : holderOf(comparison);

/** What AWS's services took a role for on the days before. Undefined for one that was also taken by anybody else. */
export function holderByMakers({ baseline, mask }: Comparison): string | undefined {
  const { marks } = baseline;
  const names = namesOf(marks);
  let holder: string | undefined;
  for (let index = 0; index < marks.size; index++) {
    if (dimensionOf(marks.keys[index] as number) !== assumedByDimension || valueDays(baseline, index, mask) === 0)
      continue;
    const maker = names[index] as string;
    // What held the credential stands among its makers; it is no maker.
    if (maker.startsWith("held by ")) continue;
    holder = holdersByMaker.get(maker);
    if (holder === undefined) return undefined;
  }
  return holder;
}

/** `a function`, `an instance`. */
export const aHolder = (holder: string): string => `${/^[ai]/.test(holder) ? "an" : "a"} ${holder}`;

/** Whether a network that was never seen is news at all for this identity. */
export const isSettled = ({ baseline, mask, active }: Comparison): boolean =>
  active >= leastHistoryDays &&
  strengthOf(surpriseBits(active, 0, newDaysOf(baseline, networkDimension, mask))) >= leastSettled;

/** Whether the identity was in a network on any of the days before. */
export const isKnownNetwork = ({ baseline, mask }: Comparison, name: string): boolean =>
  valueDays(baseline, indexOf(baseline, markKey(networkDimension, name)), mask) > 0;

/**
 * Whether the address is none of AWS's and every network of the days before was AWS's, the organisation's or private.
 */
export function hasLeftAws(comparison: Comparison, network: Network): boolean {
  return comparison.active >= leastHistoryDays && isOutsideAws(comparison, network) && !wasOutside(comparison);
}

/** Whether the published ranges are known, and the address is in none of them nor the organisation's own. */
export function isOutsideAws(comparison: Comparison, network: Network): boolean {
  if (!comparison.surroundings.knowsAwsRanges()) return false;
  const facts = networkFactsOf(comparison, network);
  return facts !== undefined && isOutside(facts);
}

const isOutside = (facts: NetworkFacts): boolean => facts.kind === "public" && !isInAws(facts);

/** Networks are remembered as prefixes: the first address of one stands for it. */
function wasOutside({ baseline, mask, surroundings }: Comparison): boolean {
  const { marks } = baseline;
  const names = namesOf(marks);
  for (let index = 0; index < marks.size; index++) {
    if (dimensionOf(marks.keys[index] as number) !== networkDimension || valueDays(baseline, index, mask) === 0)
      continue;
    const name = names[index] as string;
    const slash = name.indexOf("/");
    const facts = slash < 0 ? undefined : surroundings.networks?.(name.slice(0, slash));
    if (facts !== undefined && isOutside(facts)) return true;
  }
  return false;
}
