import { Aspects, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { ResponderRoles } from "./responder-roles.ts";
import { WardenRolePath } from "./warden-role-path.ts";

/** In a member account: the roles that the playbooks of the home account take to contain identities here. */
export class ResponderStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & { readonly homeAccount: string }) {
    super(scope, id, { description: "NHI Warden: lets the home account contain identities of this account", ...props });
    Aspects.of(this).add(new WardenRolePath());
    new ResponderRoles(this, "Responders", { homeAccount: props.homeAccount });
  }
}
