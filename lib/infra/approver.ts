import { Aws, Duration } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import { Construct } from "constructs";
import { approvalKeys } from "../contract/approval-item.ts";
import { environment } from "../contract/environment.ts";
import { names } from "../contract/names.ts";
import { acknowledge } from "./acknowledge.ts";
import type { Storage } from "./storage.ts";
import { WardenFunction } from "./warden-function.ts";

/** People answer by hand, one at a time. */
const atOnce = 2;

interface ApproverProps {
  readonly storage: Storage;
  /**
   * Whether functions of this account are kept apart by reservations; many accounts have too small a quota for that.
   */
  readonly isReserved: boolean;
}

/**
 * The function that takes people's answers to playbooks. It has no address, so IAM says who may invoke it. It reaches
 * the questions in the table and nothing else there, changes no identity, and is the only one that may end a
 * playbook's waiting.
 */
export class Approver extends Construct {
  readonly handler: NodejsFunction;

  constructor(scope: Construct, id: string, { storage, isReserved }: ApproverProps) {
    super(scope, id);
    const { table } = storage;
    const { handler } = new WardenFunction(this, "Approve", {
      entry: "lambdas/approve.ts",
      functionName: names.approverFunction,
      description: "NHI Warden: takes people's answers to containments that ask first",
      timeout: Duration.seconds(30),
      environment: { [environment.tableName]: table.tableName, [environment.homeAccount]: Aws.ACCOUNT_ID },
      reservedConcurrency: isReserved ? atOnce : undefined,
    });
    this.handler = handler;
    handler.addToRolePolicy(
      new PolicyStatement({
        actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
        resources: [table.tableArn],
        conditions: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [`${approvalKeys.pkPrefix}*`] } },
      }),
    );
    handler.addToRolePolicy(new PolicyStatement({ actions: ["states:SendTaskSuccess"], resources: ["*"] }));
    if (handler.role !== undefined) {
      acknowledge(handler.role, {
        "AwsSolutions-IAM5[Resource::*]":
          "states:SendTaskSuccess has no resource-level permissions: the token is what names the task. Nobody else of the warden has it.",
      });
    }
  }
}
