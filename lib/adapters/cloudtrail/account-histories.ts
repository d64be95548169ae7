import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import type { AccountHistories, OpenHistory } from "../../app/account-histories.ts";
import type { RoleCredentials, TakeMemberRole } from "../../app/take-role.ts";
import { sweepRoleName } from "../../contract/names.ts";
import { cloudTrailHistory } from "./event-history.ts";
import type { LookupParts } from "./lookup-events.ts";

interface AccountHistoriesParts extends Pick<LookupParts, "pause"> {
  readonly takeRole: TakeMemberRole;
  readonly regions: readonly string[];
  /** Another client than AWS's own; given by tests. */
  readonly connect?: (region: string, credentials: RoleCredentials) => CloudTrailClient;
}

/**
 * The event histories of member accounts, through the role that `MemberStack` makes there. Session and source identity
 * name the containment that is swept. Each place is one account's region, so that each keeps LookupEvents' own limit.
 */
export function memberHistories(parts: AccountHistoriesParts): AccountHistories {
  const { takeRole, regions, pause } = parts;
  const connect = parts.connect ?? ((region, credentials) => new CloudTrailClient({ region, credentials }));
  return {
    async open(accountId, containmentId) {
      const taken = await takeRole({ accountId, roleName: sweepRoleName, purpose: containmentId });
      if ("why" in taken) return { why: `${taken.why}, then sweep again: nhi sweep ${containmentId} --again` };
      const places = regions.map((region) => ({
        name: `${region} of account ${accountId}`,
        accountIds: [accountId],
        client: connect(region, taken),
      }));
      const close = () => {
        for (const { client } of places) client.destroy();
      };
      return { ...cloudTrailHistory(places, pause === undefined ? {} : { pause }), close } satisfies OpenHistory;
    },
  };
}
