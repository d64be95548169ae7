import { CfnInstanceProfile, type IManagedPolicy, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { names } from "../contract/names.ts";

/**
 * The instance profile that a contained instance gets, in each account that may be acted on. Its role is denied
 * everything, so that policies of resources that let in everybody of the account or the organisation do not help it.
 * It stands on the warden's path, which the guard policy keeps as it is.
 */
export class QuarantineProfile extends Construct {
  constructor(scope: Construct, id: string, denyAll: IManagedPolicy) {
    super(scope, id);
    const role = new Role(this, "Role", {
      roleName: names.quarantinedInstance,
      description: "Of instances that NHI Warden contained: may do nothing",
      assumedBy: new ServicePrincipal("ec2.amazonaws.com"),
      managedPolicies: [denyAll],
    });
    new CfnInstanceProfile(this, "Profile", {
      instanceProfileName: names.quarantinedInstance,
      path: names.rolePath,
      roles: [role.roleName],
    });
  }
}
