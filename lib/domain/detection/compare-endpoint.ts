import { indexOf, markValue, valueDays } from "../behaviour/baseline.ts";
import { foreignAccountDimension, markKey } from "../behaviour/dimension.ts";
import { addSignal, type Comparison } from "./comparison.ts";
import { signalWeights } from "./signal-points.ts";
import { leastHistoryDays } from "./workload-home.ts";

/**
 * A workload's credential used through a VPC endpoint of an account that is neither its own nor the organisation's.
 * An endpoint serves the private network it stands in, and no workload of the organisation is in a stranger's network,
 * so it is a fact; unless the calls came that way before, as in a network shared by an account that the policy forgot.
 * CloudTrail names the endpoint's owner (`vpcEndpointAccountId`); the caller cannot choose it.
 */
export function compareEndpoint(comparison: Comparison, holder: string): void {
  const { baseline, activity, mask, active, actor, surroundings } = comparison;
  // Without the organisation's accounts nobody is known to be a stranger.
  if (activity.vpcEndpointId === undefined || surroundings.organisationAccounts.size === 0) return;
  const owner = activity.record["vpcEndpointAccountId"];
  if (typeof owner !== "string" || owner === actor.identity.accountId) return;
  if (surroundings.organisationAccounts.has(owner) || !/^\d{12}$/.test(owner)) return;
  const name = `endpoints of ${owner}`;
  const key = markKey(foreignAccountDimension, name);
  const index = indexOf(baseline, key);
  if (active >= leastHistoryDays && valueDays(baseline, index, mask) === 0) {
    addSignal(comparison, "workload-away", 0, signalWeights["workload-away"].points, {
      observed: `one ${holder}'s credential used through an endpoint of account ${owner}`,
      expected: "only from networks of the organisation's accounts",
      band: "unseen",
      deterministic: true,
      isSensitive: true,
    });
  }
  markValue(baseline, index, key, activity.timeMs, name);
}
