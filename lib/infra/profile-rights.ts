import { Aws } from "aws-cdk-lib";
import { Effect, PolicyStatement, type Role } from "aws-cdk-lib/aws-iam";
import { names } from "../contract/names.ts";
import type { Conditions } from "../domain/response/policies/policy-document.ts";
import { acknowledge } from "./acknowledge.ts";
import type { ProfileRight } from "./responder-rights.ts";

const ofAccount = (resource: string) => `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:${resource}`;
const quarantined = `${names.rolePath}${names.quarantinedInstance}`;

/**
 * The condition of `ec2:ReplaceIamInstanceProfileAssociation`: on the profile that the instance gets, or on the one
 * that it has. Keys: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export const profileCondition = (right: ProfileRight | undefined): Conditions =>
  right === undefined
    ? {}
    : {
        ArnEquals: {
          [right === "quarantine" ? "ec2:NewInstanceProfile" : "ec2:InstanceProfile"]: ofAccount(
            `instance-profile${quarantined}`,
          ),
        },
      };

/**
 * Lets a role pass roles to EC2, as a profile's role has to be passed: the one without rights alone, or, where any may
 * have stood before, any of the account that is not `kept`. IAM has no condition on the profile that a role is in; with
 * the condition above it reaches only instances that have the profile without rights.
 */
export function passToInstances(role: Role, right: ProfileRight, kept: readonly string[]): void {
  const resource = right === "quarantine" ? `role${quarantined}` : "role/*";
  role.addToPolicy(
    new PolicyStatement({
      sid: "PassToInstances",
      actions: ["iam:PassRole"],
      resources: [ofAccount(resource)],
      conditions: { StringEquals: { "iam:PassedToService": ["ec2.amazonaws.com", "ec2.amazonaws.com.cn"] } },
    }),
  );
  if (right === "quarantine") return;
  role.addToPolicy(
    new PolicyStatement({
      sid: "NeverPassProtectedRoles",
      effect: Effect.DENY,
      actions: ["iam:PassRole"],
      resources: kept.map((path) => `arn:${Aws.PARTITION}:iam::*:${path}`),
    }),
  );
  acknowledge(role, {
    "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iam::<AWS::AccountId>:role/*]":
      "Which role an instance had is known only when it happens. Only instances with the profile without rights get it.",
  });
}
