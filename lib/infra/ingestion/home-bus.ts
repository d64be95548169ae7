import { EventBus } from "aws-cdk-lib/aws-events";
import { AnyPrincipal, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { names } from "../../contract/names.ts";

/** The bus in the home region that other regions, and other accounts of the organisation, forward to. */
export class HomeBus extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, props: { readonly organizationId: string | undefined }) {
    super(scope, id);
    this.bus = new EventBus(this, "Bus", {
      eventBusName: names.bus,
      description: "Events that other regions and accounts forward to NHI Warden",
    });
    if (props.organizationId === undefined) return;
    this.bus.addToResourcePolicy(
      new PolicyStatement({
        sid: "OrganizationMayPutEvents",
        principals: [new AnyPrincipal()],
        actions: ["events:PutEvents"],
        resources: [this.bus.eventBusArn],
        conditions: { StringEquals: { "aws:PrincipalOrgID": props.organizationId } },
      }),
    );
  }
}
