import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { type IGrantable, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { table } from "../contract/table.ts";

/** Holds state: the one table with standings, cases, containments and settings. It outlives the stack. */
export class Storage extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const key = (name: string) => ({ name, type: AttributeType.STRING });
    this.table = new TableV2(this, "Table", {
      partitionKey: key(table.partitionKey),
      sortKey: key(table.sortKey),
      billing: Billing.onDemand(),
      timeToLiveAttribute: table.expiry,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: TableEncryptionV2.awsManagedKey(),
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      globalSecondaryIndexes: [
        {
          indexName: table.openIndex,
          partitionKey: key(table.openIndexPartitionKey),
          sortKey: key(table.openIndexSortKey),
          // Only open cases and containments carry the index's keys, so that quiet identities cost no second write.
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
    });
  }

  /** What assessing needs: read standings and the settings, write standings and cases. Nothing is ever deleted. */
  grantAssessment(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: [
          "dynamodb:BatchGetItem",
          "dynamodb:GetItem",
          "dynamodb:PutItem",
          "dynamodb:Query",
          "dynamodb:UpdateItem",
        ],
        resources: [this.table.tableArn, `${this.table.tableArn}/index/${table.openIndex}`],
      }),
    );
  }

  /** What a playbook needs: read the kill switch, write its containment. */
  grantContainment(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
        resources: [this.table.tableArn],
      }),
    );
  }
}
