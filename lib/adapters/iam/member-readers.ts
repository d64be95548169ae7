import type { IAMClient } from "@aws-sdk/client-iam";
import type { AccountReaders } from "../../app/take-inventories.ts";
import { type RoleCredentials, refusedText, type TakeRole } from "../../app/take-role.ts";
import { inventoryRoleName, memberStackName, names } from "../../contract/names.ts";
import { iamAccountReader } from "./account-reader.ts";

interface MemberReadersParts {
  readonly takeRole: TakeRole;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  /** Of the deployment; the members' roles ask for it. */
  readonly externalId: string;
  /** True from when on no more keys are to be asked for. */
  readonly isLate: () => boolean;
  readonly connect: (credentials: RoleCredentials) => IAMClient;
}

/** Longer than a function lives, so that no credentials have to be got anew. */
const seconds = 1_800;

/** What session and source identity say in the member's log. */
const purpose = "inventory";

/** The IAM of member accounts, through the role that `MemberStack` makes there. */
export function memberReaders(parts: MemberReadersParts): AccountReaders {
  const { takeRole, partition, externalId, isLate, connect } = parts;
  return {
    async open(accountId) {
      const taken = await takeRole({
        roleArn: `arn:${partition}:iam::${accountId}:role${names.rolePath}${inventoryRoleName}`,
        sessionName: `${names.sessionPrefix}${purpose}`,
        sourceIdentity: purpose,
        externalId,
        seconds,
      });
      if ("refused" in taken) {
        return { why: refusedText(taken, { roleName: inventoryRoleName, stackName: memberStackName, accountId }) };
      }
      const client = connect(taken);
      return { ...iamAccountReader({ client, isLate }), close: () => client.destroy() };
    },
  };
}
