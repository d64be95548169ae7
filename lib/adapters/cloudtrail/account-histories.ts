import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import type { AccountHistories, OpenHistory } from "../../app/account-histories.ts";
import { type RoleCredentials, refusedText, type TakeRole } from "../../app/take-role.ts";
import { memberStackName, names, sweepRoleName } from "../../contract/names.ts";
import { cloudTrailHistory } from "./event-history.ts";
import type { LookupParts } from "./lookup-events.ts";

interface AccountHistoriesParts extends Pick<LookupParts, "pause"> {
  readonly takeRole: TakeRole;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  /** Of the deployment; the members' roles ask for it. */
  readonly externalId: string;
  readonly regions: readonly string[];
  /** Another client than AWS's own; given by tests. */
  readonly connect?: (region: string, credentials: RoleCredentials) => CloudTrailClient;
}

/** Longer than a function lives, so that no credentials have to be got anew. */
const seconds = 1_800;

/** STS takes 64 characters as a session's name and as a source identity. */
const longestName = 64;

/**
 * The event histories of member accounts, through the role that `MemberStack` makes there. Session and source identity
 * name the containment that is swept. Each place is one account's region, so that each keeps LookupEvents' own limit.
 */
export function memberHistories(parts: AccountHistoriesParts): AccountHistories {
  const { takeRole, partition, externalId, regions, pause } = parts;
  const connect = parts.connect ?? ((region, credentials) => new CloudTrailClient({ region, credentials }));
  return {
    async open(accountId, containmentId) {
      const taken = await takeRole({
        roleArn: `arn:${partition}:iam::${accountId}:role${names.rolePath}${sweepRoleName}`,
        sessionName: `${names.sessionPrefix}${containmentId}`.slice(0, longestName),
        sourceIdentity: containmentId.slice(0, longestName),
        externalId,
        seconds,
      });
      if ("refused" in taken) {
        const why = refusedText(taken, { roleName: sweepRoleName, stackName: memberStackName, accountId });
        return { why: `${why}, then sweep again: nhi sweep ${containmentId} --again` };
      }
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
