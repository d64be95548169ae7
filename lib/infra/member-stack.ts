import { Aspects, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { defaultExternalId } from "../contract/names.ts";
import { MemberHands } from "./member-hands.ts";
import { MemberInventory } from "./member-inventory.ts";
import { MemberSweep } from "./member-sweep.ts";
import { ResponderRoles } from "./responder-roles.ts";
import { standAlone } from "./stand-alone.ts";
import { WardenRolePath } from "./warden-role-path.ts";

export interface MemberStackProps extends StackProps {
  readonly homeAccount: string;
  readonly organizationId: string | undefined;
  /**
   * Makes the roles by which functions change identities; without it there are those of the playbooks and those that
   * read.
   */
  readonly externalId: string | undefined;
}

/**
 * In a member account: the roles that the home account takes to contain identities here, and the policies that it
 * attaches; and those by which it reads the event history and IAM here. The template stands alone, with neither assets
 * nor look-ups nor CDK's bootstrap version, so that a StackSet can bring it into accounts that were never bootstrapped.
 */
export class MemberStack extends Stack {
  constructor(scope: Construct, id: string, props: MemberStackProps) {
    super(scope, id, {
      description: "NHI Warden: lets the home account contain identities of this account",
      synthesizer: standAlone(),
      // A StackSet takes a template of 51,200 bytes at most where it is sent along and is not in a bucket.
      suppressTemplateIndentation: true,
      ...props,
    });
    const { homeAccount, organizationId, externalId } = props;
    Aspects.of(this).add(new WardenRolePath());
    new ResponderRoles(this, "Responders", { homeAccount, organizationId });
    const trusted = { homeAccount, organizationId, externalId: externalId ?? defaultExternalId(homeAccount) };
    new MemberSweep(this, "Sweep", trusted);
    new MemberInventory(this, "Inventory", trusted);
    if (externalId !== undefined) new MemberHands(this, "Hands", { homeAccount, organizationId, externalId });
  }
}
