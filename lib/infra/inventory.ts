import { Aws, Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { environment } from "../contract/environment.ts";
import { inventoryKeys } from "../contract/inventory-item.ts";
import { acknowledge } from "./acknowledge.ts";
import type { Storage } from "./storage.ts";
import { WardenFunction } from "./warden-function.ts";

/**
 * The function that reads this account's IAM once a day: keys and their ages, tags, what policies grant. It changes
 * nothing in IAM and writes its own items alone.
 */
export class Inventory extends Construct {
  readonly handler: NodejsFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: { readonly storage: Storage }) {
    super(scope, id);
    const { table } = props.storage;
    const take = new WardenFunction(this, "Take", {
      entry: "lambdas/take-inventory.ts",
      description: "NHI Warden: reads which keys, tags and rights the account's identities have",
      timeout: Duration.minutes(15),
      environment: { [environment.tableName]: table.tableName },
      reservedConcurrency: undefined,
    });
    this.handler = take.handler;
    this.logGroup = take.logGroup;
    this.handler.addToRolePolicy(
      new PolicyStatement({
        actions: ["dynamodb:PutItem"],
        resources: [table.tableArn],
        conditions: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [`${inventoryKeys.pkPrefix}*`] } },
      }),
    );
    const users = `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:user/*`;
    this.handler.addToRolePolicy(
      new PolicyStatement({ actions: ["iam:ListAccessKeys", "iam:GetAccessKeyLastUsed"], resources: [users] }),
    );
    // IAM has no resource for what it says of the whole account.
    this.handler.addToRolePolicy(
      new PolicyStatement({
        actions: ["iam:GetAccountAuthorizationDetails", "iam:GenerateCredentialReport", "iam:GetCredentialReport"],
        resources: ["*"],
      }),
    );
    const role = this.handler.role ?? this.handler;
    acknowledge(role, {
      "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iam::<AWS::AccountId>:user/*]":
        "The inventory is of every user. The actions read and change nothing.",
      "AwsSolutions-IAM5[Resource::*]":
        "IAM has no resource type for the account's authorization details and its credential report.",
    });
    new Rule(this, "Daily", {
      description: "Takes NHI Warden's inventory of IAM",
      schedule: Schedule.rate(Duration.days(1)),
      targets: [new LambdaFunction(this.handler, { retryAttempts: 2, maxEventAge: Duration.hours(2) })],
    });
  }
}
