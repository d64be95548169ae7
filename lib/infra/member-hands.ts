import { Construct } from "constructs";
import { type Hand, handRoleName, hands, operatorRoleName } from "../contract/names.ts";
import { type FunctionTrust, functionRole } from "./function-role.ts";
import { respondAlone } from "./responder-roles.ts";

/** What each hand may do to users and roles of its account. Reading comes with all of them. */
export const handActions: Readonly<Record<Hand, readonly string[]>> = {
  attach: [
    "iam:AttachUserPolicy",
    "iam:AttachRolePolicy",
    "iam:PutUserPermissionsBoundary",
    "iam:PutRolePermissionsBoundary",
    "iam:TagUser",
    "iam:TagRole",
    "iam:UpdateAccessKey",
    "iam:UpdateServiceSpecificCredential",
  ],
  write: ["iam:PutUserPolicy", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"],
  restore: [
    "iam:DetachUserPolicy",
    "iam:DetachRolePolicy",
    "iam:DeleteUserPermissionsBoundary",
    "iam:DeleteRolePermissionsBoundary",
    "iam:UntagUser",
    "iam:UntagRole",
    "iam:DeleteUserPolicy",
    "iam:DeleteRolePolicy",
    "iam:UpdateAccessKey",
    "iam:UpdateServiceSpecificCredential",
  ],
};

export const handReads = [
  "iam:GetRole",
  "iam:GetRolePolicy",
  "iam:GetUser",
  "iam:GetUserPolicy",
  "iam:ListAccessKeys",
  "iam:ListAttachedRolePolicies",
  "iam:ListAttachedUserPolicies",
  "iam:ListRolePolicies",
  "iam:ListServiceSpecificCredentials",
  "iam:ListUserPolicies",
  "iam:SimulatePrincipalPolicy",
];

/**
 * Roles that functions of the home account take where a playbook needs more than Step Functions can do by itself: one
 * that attaches, one that writes policies, one that restores. Each trusts one role, under the deployment's external id,
 * with a session name and a source identity, so that every line of CloudTrail names the containment.
 */
export class MemberHands extends Construct {
  constructor(scope: Construct, id: string, props: FunctionTrust) {
    super(scope, id);
    for (const hand of hands) this.role(hand, props);
  }

  private role(hand: Hand, trusted: FunctionTrust): void {
    const role = functionRole(this, hand, {
      roleName: handRoleName(hand),
      description: `Lets NHI Warden's functions ${hand} in this account`,
      operator: operatorRoleName(hand),
      ...trusted,
    });
    respondAlone(role, [...handReads, ...handActions[hand]], ["user/*", "role/*"]);
  }
}
