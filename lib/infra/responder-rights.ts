import { names } from "../contract/names.ts";
import type { Conditions } from "../domain/response/policies/policy-document.ts";

/**
 * What an action can do in the wrong hands. `write` sets the text of a policy, or what a function runs, which is as
 * good as administrator rights. `attach` and `credential` can only stop somebody, or a workload. `restore` takes a
 * containment away.
 */
export type Right = "read" | "credential" | "attach" | "write" | "restore";

/**
 * Which instance profile a role gives to instances: the one without rights in place of any, or any in place of the one
 * without rights.
 */
export type ProfileRight = "quarantine" | "earlier";

/**
 * Rights that no two of which one role may have: who writes policies does not attach, who contains does not release.
 */
const apart: readonly Right[] = ["attach", "write", "restore"];

interface Rule {
  readonly right: Right;
  /** Name of the statement that allows it, and the condition that it is allowed under. */
  readonly pin?: "policy" | "boundary" | "tags" | "anywhere" | "rotation";
}

/** Every action that a responder may be given. IAM has no condition key for the name or text of an inline policy. */
const rules: Readonly<Record<string, Rule>> = {
  "iam:UpdateAccessKey": { right: "credential" },
  "iam:UpdateServiceSpecificCredential": { right: "credential" },
  "iam:UpdateSigningCertificate": { right: "credential" },
  "iam:UpdateSSHPublicKey": { right: "credential" },
  "iam:AttachUserPolicy": { right: "attach", pin: "policy" },
  "iam:AttachRolePolicy": { right: "attach", pin: "policy" },
  "iam:PutUserPermissionsBoundary": { right: "attach", pin: "boundary" },
  "iam:PutRolePermissionsBoundary": { right: "attach", pin: "boundary" },
  "iam:TagUser": { right: "attach", pin: "tags" },
  "iam:TagRole": { right: "attach", pin: "tags" },
  "iam:PutUserPolicy": { right: "write" },
  "iam:PutRolePolicy": { right: "write" },
  "iam:UpdateAssumeRolePolicy": { right: "write" },
  "iam:DetachUserPolicy": { right: "restore", pin: "policy" },
  "iam:DetachRolePolicy": { right: "restore", pin: "policy" },
  "iam:DeleteUserPermissionsBoundary": { right: "restore", pin: "boundary" },
  "iam:DeleteRolePermissionsBoundary": { right: "restore", pin: "boundary" },
  "iam:UntagUser": { right: "restore", pin: "tags" },
  "iam:UntagRole": { right: "restore", pin: "tags" },
  "iam:DeleteUserPolicy": { right: "restore" },
  "iam:DeleteRolePolicy": { right: "restore" },
  "ec2:DescribeIamInstanceProfileAssociations": { right: "read", pin: "anywhere" },
  // With a condition on the profile: profile-rights.ts.
  "ec2:ReplaceIamInstanceProfileAssociation": { right: "credential" },
  "ec2:DescribeNetworkInterfaces": { right: "read", pin: "anywhere" },
  "ec2:ModifyNetworkInterfaceAttribute": { right: "credential" },
  "eks:DescribePodIdentityAssociation": { right: "read" },
  // A session policy can only narrow. Another role takes iam:PassRole, which no responder has.
  "eks:UpdatePodIdentityAssociation": { right: "credential" },
  "bedrock-agentcore:StopRuntimeSession": { right: "credential" },
  "ecs:DescribeTasks": { right: "read" },
  "ecs:StopTask": { right: "credential" },
  // Both answer with the environment: only an Express state machine makes these calls, which keeps no answers.
  "lambda:GetFunctionConfiguration": { right: "read" },
  // Whoever may call it can make a function run other code: IAM has no condition for the settings that are changed.
  "lambda:UpdateFunctionConfiguration": { right: "write" },
  "lambda:GetFunctionConcurrency": { right: "read" },
  "lambda:PutFunctionConcurrency": { right: "credential" },
  "lambda:DeleteFunctionConcurrency": { right: "restore" },
  "secretsmanager:DescribeSecret": { right: "read" },
  "secretsmanager:RotateSecret": { right: "credential", pin: "rotation" },
  "rolesanywhere:GetProfile": { right: "read" },
  "rolesanywhere:DisableProfile": { right: "credential" },
  "rolesanywhere:EnableProfile": { right: "restore" },
  // A session policy can only narrow what the roles allow. Other roles take iam:PassRole, which no responder has.
  "rolesanywhere:UpdateProfile": { right: "credential" },
};

const readAction = /^iam:(?:Get|List|Simulate)[A-Z]\w*$/;

/** The right that an action is. Throws for one that is not in the table: a responder is never given it by accident. */
export function rightOf(action: string): Right {
  if (readAction.test(action)) return "read";
  const rule = rules[action];
  if (rule !== undefined) return rule.right;
  throw new Error(
    `No responder may have ${action}: its right is not known. Add it to responder-rights.ts with the narrowest condition that it has.`,
  );
}

/** A statement without its resources: they are the role's own, or all, where the service knows no narrower ones. */
export interface Allowance {
  readonly anywhere: boolean;
  readonly sid: string;
  readonly actions: readonly string[];
  readonly conditions: Conditions;
}

/**
 * The actions as statements, each under the narrowest condition that IAM has for it. `partition` is `aws` or a token;
 * `own` is the condition of actions that have none by their name alone. Throws where rights come together that must
 * not.
 */
export function allowances(actions: readonly string[], partition: string, own: Conditions = {}): readonly Allowance[] {
  const held = apart.filter((right) => actions.some((action) => rightOf(action) === right));
  if (held.length > 1) {
    throw new Error(`One role would hold the rights ${held.join(" and ")}. Give each to a role of its own.`);
  }
  const ours = (name: string) => `arn:${partition}:iam::*:policy${names.rolePath}${name}`;
  const conditions: Record<NonNullable<Rule["pin"]> | "none", Conditions> = {
    none: own,
    policy: { ArnLike: { "iam:PolicyARN": [ours(names.denyAllPolicy), ours(names.denyTemporarySessionsPolicy)] } },
    boundary: { ArnLike: { "iam:PermissionsBoundary": ours(names.quarantineBoundary) } },
    tags: {
      "ForAllValues:StringEquals": { "aws:TagKeys": [names.quarantineTag, names.denySessionTag, names.incidentTag] },
      // For all of no values holds as well.
      Null: { "aws:TagKeys": "false" },
    },
    anywhere: {},
    // Whoever chooses the rotation function gets the secret.
    rotation: { Null: { "secretsmanager:RotationLambdaARN": "true" } },
  };
  const sids = {
    none: "Respond",
    policy: "RespondByPolicy",
    boundary: "RespondByBoundary",
    tags: "RespondByTag",
    anywhere: "LookAnywhere",
    rotation: "RespondAsConfigured",
  };
  return (["none", "policy", "boundary", "tags", "anywhere", "rotation"] as const)
    .map((pin) => ({
      anywhere: pin === "anywhere",
      sid: sids[pin],
      actions: actions.filter((action) => (rules[action]?.pin ?? "none") === pin),
      conditions: conditions[pin],
    }))
    .filter((allowance) => allowance.actions.length > 0);
}
