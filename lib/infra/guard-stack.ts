import { Aws, CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import { CfnPolicy } from "aws-cdk-lib/aws-organizations";
import type { Construct } from "constructs";
import { names } from "../contract/names.ts";
import { guardPolicy } from "./guard-policy.ts";
import { standAlone } from "./stand-alone.ts";

export interface GuardStackProps extends StackProps {
  readonly homeAccount: string;
  readonly deployers: readonly string[];
  /** Organisational units, roots or accounts. Attached to none where none is named. */
  readonly targets: readonly string[];
}

/**
 * In the organisation's management account: the service control policy that keeps containments in place. It does not
 * bind the management account itself, nor service-linked roles anywhere.
 */
export class GuardStack extends Stack {
  constructor(scope: Construct, id: string, props: GuardStackProps) {
    super(scope, id, {
      description: "NHI Warden: keeps containments in place against administrators of member accounts",
      synthesizer: standAlone(),
      ...props,
    });
    const { homeAccount, deployers, targets } = props;
    const policy = new CfnPolicy(this, "Guard", {
      name: names.guardPolicy,
      type: "SERVICE_CONTROL_POLICY",
      description: "Contained principals stay contained; the tags, policies and roles of NHI Warden are its own",
      content: guardPolicy({ partition: Aws.PARTITION, homeAccount, deployers }),
      ...(targets.length === 0 ? {} : { targetIds: [...targets] }),
    });
    new CfnOutput(this, "PolicyId", { value: policy.attrId });
  }
}
