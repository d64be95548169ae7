import { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { environment } from "../contract/environment.ts";
import { heartbeatKeys } from "../contract/heartbeat-item.ts";
import type { Notices } from "./notices.ts";
import type { Storage } from "./storage.ts";
import { WardenFunction } from "./warden-function.ts";

/** The function that looks once an hour for identities that fell silent. It reads all standings and can change none. */
export class HeartbeatWatch extends Construct {
  readonly handler: NodejsFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: { readonly storage: Storage; readonly notices: Notices }) {
    super(scope, id);
    const { storage, notices } = props;
    const { table } = storage;
    const watch = new WardenFunction(this, "Watch", {
      entry: "lambdas/watch-heartbeats.ts",
      description: "NHI Warden: tells of identities that fell silent",
      timeout: Duration.minutes(10),
      environment: { [environment.tableName]: table.tableName, [environment.topicArn]: notices.topic.topicArn },
      reservedConcurrency: undefined,
    });
    this.handler = watch.handler;
    this.logGroup = watch.logGroup;
    this.handler.addToRolePolicy(new PolicyStatement({ actions: ["dynamodb:Scan"], resources: [table.tableArn] }));
    this.handler.addToRolePolicy(
      new PolicyStatement({
        actions: ["dynamodb:GetItem", "dynamodb:PutItem"],
        resources: [table.tableArn],
        conditions: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [`${heartbeatKeys.pkPrefix}*`] } },
      }),
    );
    notices.grantPublish(this.handler);
    new Rule(this, "Hourly", {
      description: "Looks for identities of NHI Warden that fell silent",
      schedule: Schedule.rate(Duration.hours(1)),
      // The next sweep finds what this one missed; two at a time would tell twice.
      targets: [new LambdaFunction(this.handler, { retryAttempts: 1, maxEventAge: Duration.minutes(30) })],
    });
  }
}
