import { ManagedPolicy, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { approvalKeys } from "../contract/approval-item.ts";
import { inventoryKeys } from "../contract/inventory-item.ts";
import { names } from "../contract/names.ts";
import { containmentPk, identityPk, killSwitchPk, openKinds, table } from "../contract/table.ts";
import type { Storage } from "./storage.ts";

interface PeoplePoliciesProps {
  readonly storage: Storage;
  readonly approver: IFunction;
  readonly byHand: IFunction;
}

/**
 * What people are given, and attach to their roles themselves: one policy to answer playbooks' questions, one to
 * contain and release by hand and to use the kill switch. Neither holds a right on IAM itself; a playbook's waiting
 * ends through the approver function alone, and one starts through the by-hand function alone.
 */
export class PeoplePolicies extends Construct {
  readonly approver: ManagedPolicy;
  readonly responder: ManagedPolicy;

  constructor(scope: Construct, id: string, props: PeoplePoliciesProps) {
    super(scope, id);
    this.approver = new ManagedPolicy(this, "Approver", {
      managedPolicyName: names.approverPolicy,
      path: names.rolePath,
      description: "NHI Warden: answer containments that ask first",
      statements: [
        new PolicyStatement({
          sid: "Answer",
          actions: ["lambda:InvokeFunction"],
          resources: [props.approver.functionArn],
        }),
        ...this.reading(props.storage),
      ],
    });
    this.responder = new ManagedPolicy(this, "Responder", {
      managedPolicyName: names.responderPolicy,
      path: names.rolePath,
      description: "NHI Warden: contain and release by hand, and set the kill switch",
      statements: [
        new PolicyStatement({
          sid: "ByHand",
          actions: ["lambda:InvokeFunction"],
          resources: [props.byHand.functionArn],
        }),
        new PolicyStatement({
          sid: "KillSwitch",
          actions: ["dynamodb:PutItem"],
          resources: [props.storage.table.tableArn],
          conditions: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": [killSwitchPk] } },
        }),
        // Who depends on an identity, for the question that is put to people.
        new PolicyStatement({
          sid: "Standing",
          actions: ["dynamodb:BatchGetItem"],
          resources: [props.storage.table.tableArn],
          conditions: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [`${identityPk("")}*`] } },
        }),
        // Containments are listed by their sort key, and a scan has no keys to be held to.
        new PolicyStatement({
          sid: "List",
          actions: ["dynamodb:Scan"],
          resources: [props.storage.table.tableArn],
        }),
        // With keys, tags and rights, for the question that is put to people.
        ...this.reading(props.storage, [`${inventoryKeys.pkPrefix}*`]),
      ],
    });
  }

  /** The questions, the containments and the kill switch, one item at a time, and which questions wait. */
  private reading({ table: { tableArn } }: Storage, more: readonly string[] = []): PolicyStatement[] {
    const items = [`${approvalKeys.pkPrefix}*`, `${containmentPk("")}*`, killSwitchPk, ...more];
    return [
      new PolicyStatement({
        sid: "Read",
        actions: ["dynamodb:GetItem"],
        resources: [tableArn],
        conditions: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": items } },
      }),
      new PolicyStatement({
        sid: "Waiting",
        actions: ["dynamodb:Query"],
        resources: [`${tableArn}/index/${table.openIndex}`],
        conditions: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": [openKinds.approval] } },
      }),
    ];
  }
}
