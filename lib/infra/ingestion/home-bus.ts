import { CfnEventBusPolicy, EventBus } from "aws-cdk-lib/aws-events";
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
    new CfnEventBusPolicy(this, "Organization", {
      eventBusName: this.bus.eventBusName,
      statementId: "organization-may-put-events",
      statement: {
        Effect: "Allow",
        Principal: "*",
        Action: "events:PutEvents",
        Resource: this.bus.eventBusArn,
        Condition: { StringEquals: { "aws:PrincipalOrgID": props.organizationId } },
      },
    });
  }
}
