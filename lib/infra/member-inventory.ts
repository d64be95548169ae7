import { Construct } from "constructs";
import { inventoryRoleName, inventoryTakerRoleName } from "../contract/names.ts";
import { acknowledge } from "./acknowledge.ts";
import { type FunctionTrust, functionRole } from "./function-role.ts";
import { acceptedOfInventory, inventoryStatements } from "./inventory-statements.ts";

/** The role that the inventory function of the home account takes to read this account's IAM. It changes nothing. */
export class MemberInventory extends Construct {
  constructor(scope: Construct, id: string, trusted: FunctionTrust) {
    super(scope, id);
    const role = functionRole(this, "Role", {
      roleName: inventoryRoleName,
      description: "Lets NHI Warden read which keys, tags and rights the identities of this account have",
      operator: inventoryTakerRoleName,
      ...trusted,
    });
    for (const statement of inventoryStatements()) role.addToPolicy(statement);
    acknowledge(role, acceptedOfInventory);
  }
}
