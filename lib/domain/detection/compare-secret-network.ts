import { activeDays, bitOf, newDaysOf } from "../behaviour/baseline.ts";
import { dayMs } from "../behaviour/calendar.ts";
import { actionDimension, networkDimension, resourceDimension } from "../behaviour/dimension.ts";
import type { NetworkLookup } from "../behaviour/network-facts.ts";
import { surpriseBits } from "../behaviour/surprise.ts";
import { addSignal, type Comparison } from "./comparison.ts";
import { historyOfDay, seenOnDay } from "./new-today.ts";
import { rounded, signalWeights, strengthOf } from "./signal-points.ts";

/** Calls whose answer is a secret, a key or a password. */
const secretReads: ReadonlySet<string> = new Set([
  "secretsmanager:GetSecretValue",
  "secretsmanager:BatchGetSecretValue",
  "ssm:GetParameter",
  "ssm:GetParameters",
  "ssm:GetParametersByPath",
  "ec2:GetPasswordData",
  "ecr:GetAuthorizationToken",
  "codeartifact:GetAuthorizationToken",
  "rds:GenerateDBAuthToken",
  "redshift:GetClusterCredentials",
  "redshift:GetClusterCredentialsWithIAM",
  "sso:GetRoleCredentials",
]);
const secretResource = /^(secret|parameter) /;

/** A workload that reads its secrets every day and gets another gateway is no story by that alone. */
const usualSecretsFactor = 0.4;
/** Days, and how settled the networks are, from which a network that is seen for the second time is told as well. */
const leastHistoryDays = 8;
const leastStrength = 0.5;

/** What can make or complete the story: a secret that is read, or a network that was never seen. */
export const tellsOfSecretOrNetwork = ({ activity, facts, signals }: Comparison): boolean =>
  (facts.actionClass === "credential" && secretReads.has(activity.action)) ||
  (signals?.some(({ kind }) => kind === "network") ?? false);

/**
 * Secrets read, and the same identity in a network that it was never in, on one day: a workload is asked for its
 * secrets and its credential then carried away, or the other way round. Told of the day, because CloudTrail keeps no
 * order between the two that could be relied on within the minutes that matter; the case's story has the events.
 */
export function compareSecretNetwork(comparison: Comparison): void {
  const { baseline, surroundings, day } = comparison;
  const history = historyOfDay(baseline, day);
  const active = activeDays(baseline, history);
  if (active < leastHistoryDays) return;
  const strength = strengthOf(surpriseBits(active, 0, newDaysOf(baseline, networkDimension, history)));
  if (strength < leastStrength) return;
  const bit = bitOf(baseline, day);
  const networks = seenOnDay(baseline, networkDimension, bit, history).filter(
    ({ name, isNew }) => isNew && isForeign(name, surroundings.networks),
  );
  const [first] = networks;
  if (first === undefined) return;
  const reads = seenOnDay(baseline, actionDimension, bit, history).filter(({ name }) => secretReads.has(name));
  if (reads.length === 0) return;
  const isNewSecret =
    reads.some(({ isNew }) => isNew) ||
    seenOnDay(baseline, resourceDimension, bit, history).some(({ name, isNew }) => isNew && secretResource.test(name));
  const points = signalWeights["secret-new-network"].points * strength * (isNewSecret ? 1 : usualSecretsFactor);
  const more = networks.length === 1 ? "" : ` and ${networks.length - 1} more`;
  addSignal(comparison, "secret-new-network", rounded(Math.log2(1 + networks.length)), points, {
    observed: `${isNewSecret ? "a secret new to it was read" : "its secrets were read"}, and a network new to it used, on one day: ${first.name}${more}`,
    expected: `on ${active} days secrets were read from known networks alone`,
    // What came yesterday for the first time is still new: yesterday may have been open when today began.
    band: "rare",
    timeMs: day * dayMs,
    isSensitive: true,
  });
}

/** A prefix of the internet that is none of the organisation's own. */
const isForeign = (network: string, lookup: NetworkLookup | undefined): boolean =>
  network.includes("/") && lookup?.(network.slice(0, network.indexOf("/"))).kind !== "own";
