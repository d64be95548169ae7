import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import type { AccountHistories, OpenHistory } from "../../app/account-histories.ts";
import { memberStackName, names, sweepRoleName } from "../../contract/names.ts";
import { cloudTrailHistory } from "./event-history.ts";
import type { LookupParts } from "./lookup-events.ts";

interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Takes a role of another account; refused, with AWS's own code, where that account does not let it. */
export type TakeMemberRole = (wanted: {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly sourceIdentity: string;
  readonly externalId: string;
  readonly seconds: number;
}) => Promise<RoleCredentials | { readonly refused: string }>;

interface AccountHistoriesParts extends Pick<LookupParts, "pause"> {
  readonly takeRole: TakeMemberRole;
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
      if ("refused" in taken) return { why: missing(accountId, taken.refused, containmentId) };
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

/** STS answers the same for a role that is not there and for one that does not trust the caller. */
const missing = (accountId: string, code: string, containmentId: string): string =>
  `the role ${sweepRoleName} is missing in account ${accountId}, or refuses the warden (${code}); deploy the stack ${memberStackName} (MemberStack) there, with the externalId and organizationId of the home account, then sweep again: nhi sweep ${containmentId} --again`;
