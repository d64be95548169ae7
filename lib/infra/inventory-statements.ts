import { Aws } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";

/** What reading the IAM of an account takes, in the home account and in a member. It changes nothing. */
export function inventoryStatements(): readonly PolicyStatement[] {
  const users = `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:user/*`;
  return [
    new PolicyStatement({ actions: ["iam:ListAccessKeys", "iam:GetAccessKeyLastUsed"], resources: [users] }),
    // IAM has no resource for what it says of the whole account.
    new PolicyStatement({
      actions: ["iam:GetAccountAuthorizationDetails", "iam:GenerateCredentialReport", "iam:GetCredentialReport"],
      resources: ["*"],
    }),
  ];
}

/** Why those resources are not narrower. */
export const acceptedOfInventory = {
  "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iam::<AWS::AccountId>:user/*]":
    "The inventory is of every user. The actions read and change nothing.",
  "AwsSolutions-IAM5[Resource::*]":
    "IAM has no resource type for the account's authorization details and its credential report.",
} as const;
