import type { IAMClient } from "@aws-sdk/client-iam";
import type { AccountReaders } from "../../app/take-inventories.ts";
import type { RoleCredentials, TakeMemberRole } from "../../app/take-role.ts";
import { inventoryRoleName } from "../../contract/names.ts";
import { iamAccountReader } from "./account-reader.ts";

interface MemberReadersParts {
  readonly takeRole: TakeMemberRole;
  /** True from when on no more keys are to be asked for. */
  readonly isLate: () => boolean;
  readonly connect: (credentials: RoleCredentials) => IAMClient;
}

/** The IAM of member accounts, through the role that `MemberStack` makes there. */
export function memberReaders(parts: MemberReadersParts): AccountReaders {
  const { takeRole, isLate, connect } = parts;
  return {
    async open(accountId) {
      const taken = await takeRole({ accountId, roleName: inventoryRoleName, purpose: "inventory" });
      if ("why" in taken) return taken;
      const client = connect(taken);
      return { ...iamAccountReader({ client, isLate }), close: () => client.destroy() };
    },
  };
}
