import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { sweeperRoleName, sweepRoleName } from "../contract/names.ts";
import { acknowledge } from "./acknowledge.ts";
import { type FunctionTrust, functionRole } from "./function-role.ts";

/** All that a sweep does in an account. */
const sweepAction = "cloudtrail:LookupEvents";

/**
 * The role that the sweep function of the home account takes to look into this account's event history. It reads
 * nothing else and changes nothing: what is found here is contained by the playbooks, with their own roles.
 */
export class MemberSweep extends Construct {
  constructor(scope: Construct, id: string, trusted: FunctionTrust) {
    super(scope, id);
    const role = functionRole(this, "Role", {
      roleName: sweepRoleName,
      description: "Lets NHI Warden look for what was made with a contained credential in this account",
      operator: sweeperRoleName,
      ...trusted,
    });
    role.addToPolicy(new PolicyStatement({ sid: "LookUp", actions: [sweepAction], resources: ["*"] }));
    acknowledge(role, {
      "AwsSolutions-IAM5[Resource::*]":
        "cloudtrail:LookupEvents has no resource-level permissions: it reads the account's own event history.",
    });
  }
}
