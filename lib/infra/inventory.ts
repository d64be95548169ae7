import { Aws, Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { environment } from "../contract/environment.ts";
import { inventoryKeys } from "../contract/inventory-item.ts";
import { defaultExternalId, inventoryRoleName, inventoryTakerRoleName, names } from "../contract/names.ts";
import { acknowledge } from "./acknowledge.ts";
import { acceptedOfInventory, inventoryStatements } from "./inventory-statements.ts";
import type { Storage } from "./storage.ts";
import { WardenFunction } from "./warden-function.ts";

interface InventoryProps {
  readonly storage: Storage;
  /** Sent to the members' roles; see `defaultExternalId`. */
  readonly externalId: string | undefined;
}

/**
 * The function that reads IAM once a day, of this account and, with a role of theirs that only reads, of member
 * accounts: keys and their ages, tags, what policies grant. It changes nothing in IAM and writes its own items alone.
 */
export class Inventory extends Construct {
  readonly handler: NodejsFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, { storage, externalId }: InventoryProps) {
    super(scope, id);
    const { table } = storage;
    const take = new WardenFunction(this, "Take", {
      entry: "lambdas/take-inventory.ts",
      description: "NHI Warden: reads which keys, tags and rights the account's identities have",
      timeout: Duration.minutes(15),
      roleName: inventoryTakerRoleName,
      environment: {
        [environment.tableName]: table.tableName,
        [environment.homeAccount]: Aws.ACCOUNT_ID,
        [environment.partition]: Aws.PARTITION,
        [environment.externalId]: externalId ?? defaultExternalId(Aws.ACCOUNT_ID),
      },
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
    for (const statement of inventoryStatements()) this.handler.addToRolePolicy(statement);
    // Which accounts are members only their stacks say. The role trusts this function's role alone, and only reads.
    const memberRole = `arn:${Aws.PARTITION}:iam::*:role${names.rolePath}${inventoryRoleName}`;
    this.handler.addToRolePolicy(
      new PolicyStatement({ actions: ["sts:AssumeRole", "sts:SetSourceIdentity"], resources: [memberRole] }),
    );
    const role = this.handler.role ?? this.handler;
    acknowledge(role, {
      ...acceptedOfInventory,
      [`AwsSolutions-IAM5[Resource::${memberRole.replace(Aws.PARTITION, "<AWS::Partition>")}]`]:
        "One role of that name in each member account, which trusts this function alone; it only reads IAM.",
    });
    new Rule(this, "Daily", {
      description: "Takes NHI Warden's inventory of IAM",
      schedule: Schedule.rate(Duration.days(1)),
      targets: [new LambdaFunction(this.handler, { retryAttempts: 2, maxEventAge: Duration.hours(2) })],
    });
  }
}
