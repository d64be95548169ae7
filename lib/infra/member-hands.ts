import { Aws, Duration } from "aws-cdk-lib";
import { AccountPrincipal, Effect, PolicyStatement, PrincipalWithConditions, Role } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { type Hand, handRoleName, hands, names, operatorRoleName } from "../contract/names.ts";
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

interface MemberHandsProps {
  readonly homeAccount: string;
  readonly organizationId: string | undefined;
  /** Chosen once for a deployment; the functions of the home account send it. */
  readonly externalId: string;
}

/**
 * Roles that functions of the home account take where a playbook needs more than Step Functions can do by itself: one
 * that attaches, one that writes policies, one that restores. Each trusts one role, under the deployment's external id,
 * with a session name and a source identity, so that every line of CloudTrail names the containment.
 */
export class MemberHands extends Construct {
  constructor(scope: Construct, id: string, props: MemberHandsProps) {
    super(scope, id);
    for (const hand of hands) this.role(hand, props);
  }

  private role(hand: Hand, { homeAccount, organizationId, externalId }: MemberHandsProps): void {
    // By condition and not as the principal itself: IAM refuses to trust a role that does not exist yet.
    const operator = `arn:${Aws.PARTITION}:iam::${homeAccount}:role${names.rolePath}${operatorRoleName(hand)}`;
    const organization = organizationId === undefined ? {} : { "aws:PrincipalOrgID": organizationId };
    const role = new Role(this, hand, {
      roleName: handRoleName(hand),
      description: `Lets NHI Warden's functions ${hand} in this account`,
      maxSessionDuration: Duration.hours(1),
      assumedBy: new PrincipalWithConditions(new AccountPrincipal(homeAccount), {
        ArnEquals: { "aws:PrincipalArn": operator },
        StringEquals: { "sts:ExternalId": externalId, ...organization },
        StringLike: { "sts:RoleSessionName": `${names.sessionPrefix}*`, "sts:SourceIdentity": "?*" },
      }),
    });
    role.assumeRolePolicy?.addStatements(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ["sts:SetSourceIdentity"],
        principals: [new AccountPrincipal(homeAccount)],
        conditions: { ArnEquals: { "aws:PrincipalArn": operator } },
      }),
    );
    respondAlone(role, [...handReads, ...handActions[hand]], ["user/*", "role/*"]);
  }
}
