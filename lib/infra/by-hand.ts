import { Aws, Duration } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { environment } from "../contract/environment.ts";
import { inventoryKeys } from "../contract/inventory-item.ts";
import { names } from "../contract/names.ts";
import { containmentPk, identityPk, settingsPk } from "../contract/table.ts";
import type { PlaybookMachines } from "./playbook-machines.ts";
import type { Storage } from "./storage.ts";
import { WardenFunction } from "./warden-function.ts";

/** People act one at a time. */
const atOnce = 2;

interface ByHandProps {
  readonly storage: Storage;
  readonly playbooks: PlaybookMachines;
  /** The queue of containments to be swept; undefined where none is. */
  readonly sweeps: IQueue | undefined;
  /**
   * Whether functions of this account are kept apart by reservations; many accounts have too small a quota for that.
   */
  readonly isReserved: boolean;
}

/**
 * The function that starts containments and releases for people. It has no address, so IAM says who may invoke it. It
 * makes the request itself, under the policy in force: people have no right to start the state machines, and so cannot
 * leave out the question to others. It takes what their sweeps found into the case, and changes no identity.
 */
export class ByHand extends Construct {
  readonly handler: NodejsFunction;

  constructor(scope: Construct, id: string, { storage, playbooks, sweeps, isReserved }: ByHandProps) {
    super(scope, id);
    const { table } = storage;
    const { handler } = new WardenFunction(this, "Act", {
      entry: "lambdas/by-hand.ts",
      functionName: names.byHandFunction,
      description: "NHI Warden: starts containments and releases for people",
      timeout: Duration.seconds(30),
      environment: {
        [environment.tableName]: table.tableName,
        [environment.homeAccount]: Aws.ACCOUNT_ID,
        [environment.partition]: Aws.PARTITION,
        ...(sweeps === undefined ? {} : { [environment.sweepQueueUrl]: sweeps.queueUrl }),
      },
      reservedConcurrency: isReserved ? atOnce : undefined,
    });
    this.handler = handler;
    const readable = [`${identityPk("")}*`, `${containmentPk("")}*`, `${inventoryKeys.pkPrefix}*`, settingsPk];
    handler.addToRolePolicy(
      new PolicyStatement({
        actions: ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"],
        resources: [table.tableArn],
        conditions: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": readable } },
      }),
    );
    // The open case of an identity is kept with its standing: what a person's sweep found joins it.
    handler.addToRolePolicy(
      new PolicyStatement({
        actions: ["dynamodb:PutItem"],
        resources: [table.tableArn],
        conditions: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [`${identityPk("")}*`] } },
      }),
    );
    if (sweeps !== undefined) {
      handler.addToRolePolicy(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [sweeps.queueArn] }));
    }
    playbooks.grantStart(handler);
    playbooks.grantRelease(handler);
  }
}
