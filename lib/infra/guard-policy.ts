import { names, responderRoleName } from "../contract/names.ts";
import {
  type Conditions,
  denyEverything,
  type PolicyDocument,
  type PolicyStatement,
  policyDocument,
} from "../domain/response/policies/policy-document.ts";
import { whatOutlasts } from "./what-outlasts.ts";

interface GuardPolicyProps {
  /** `aws`, another partition, or a token. */
  readonly partition: string;
  /** The account of the warden. */
  readonly homeAccount: string;
  /** ARNs, wildcards allowed, of roles that deploy the warden's roles and policies besides StackSets. */
  readonly deployers: readonly string[];
}

/**
 * The service control policy that keeps containments in place: an administrator of a member account can take back what
 * the warden did there, and under this policy cannot. It also lets one tag contain a principal. It denies only, so it
 * grants nobody anything, and to a principal that is not contained it denies nothing but touching the warden's own
 * tags, policies and roles, and contained principals.
 */
export function guardPolicy({ partition, homeAccount, deployers }: GuardPolicyProps): PolicyDocument {
  const iam = (account: string, resource: string) => `arn:${partition}:iam::${account}:${resource}`;
  const wardenRoles = iam("*", `role${names.rolePath}*`);
  const stackSets = iam("*", "role/stacksets-exec-*");
  // It may pass the role without rights, by its own policy, and nothing else of this.
  const swapper = iam("*", `role${names.rolePath}${responderRoleName("swap-instance-profile")}`);
  const unlessPrincipal = (...arns: readonly string[]): Conditions => ({ ArnNotLike: { "aws:PrincipalArn": arns } });
  const principalTag = (tag: string) => `aws:PrincipalTag/${tag}`;

  /**
   * IAM and STS compare tag keys without regard to case: a tag `NHI-Warden:Quarantine` takes the place of ours. The
   * values of `aws:TagKeys` are compared with it, unless the operator says otherwise.
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#case-sensitivity
   */
  const namesOurTags: Conditions = {
    "ForAnyValue:StringEqualsIgnoreCase": {
      "aws:TagKeys": [names.quarantineTag, names.denySessionTag, names.incidentTag, names.protectedTag],
    },
  };
  const deny = (
    Sid: string,
    Action: string | readonly string[],
    Resource: string | readonly string[],
    Condition: Conditions,
  ): PolicyStatement => ({ Sid, Effect: "Deny", Action, Resource, Condition });

  return policyDocument(
    // One tag contains: whoever carries it is denied everything, in every session, with no policy changed.
    denyEverything("QuarantineFull", { StringEquals: { [principalTag(names.quarantineTag)]: "full" } }),
    // The gentler value lets a workload run and stops what would outlast its credential.
    deny("QuarantineNoPersist", whatOutlasts, "*", {
      StringEquals: { [principalTag(names.quarantineTag)]: "nopersist" },
    }),
    // One session of a role, by its name. Where the tag is absent the default stands in, which no session is called.
    denyEverything("QuarantineSession", {
      StringLike: { "aws:userid": `*:\${${principalTag(names.denySessionTag)}, '__none__'}` },
    }),
    // Who could set or take our tags could release, or exempt himself, or contain others.
    deny(
      "TagsOnPrincipals",
      ["iam:TagUser", "iam:UntagUser", "iam:TagRole", "iam:UntagRole", "iam:CreateRole", "iam:CreateUser"],
      "*",
      { ...namesOurTags, ...unlessPrincipal(wardenRoles, stackSets, ...deployers) },
    ),
    // A session tag takes the place of the role's own tag: nobody may bring ours along.
    deny("TagsOnSessions", "sts:TagSession", "*", namesOurTags),
    deny("AttachedPolicies", ["iam:DetachUserPolicy", "iam:DetachRolePolicy", "iam:DetachGroupPolicy"], "*", {
      ArnLike: { "iam:PolicyARN": iam("*", `policy${names.rolePath}*`) },
      ...unlessPrincipal(wardenRoles),
    }),
    // Whoever writes a new version of a policy has emptied it wherever it is attached. The warden itself may not
    // either.
    deny(
      "PolicyContent",
      [
        "iam:CreatePolicy",
        "iam:CreatePolicyVersion",
        "iam:DeletePolicy",
        "iam:DeletePolicyVersion",
        "iam:SetDefaultPolicyVersion",
        "iam:TagPolicy",
        "iam:UntagPolicy",
      ],
      iam("*", `policy${names.rolePath}*`),
      unlessPrincipal(stackSets, ...deployers),
    ),
    deny(
      "Boundaries",
      [
        "iam:DeleteUserPermissionsBoundary",
        "iam:DeleteRolePermissionsBoundary",
        "iam:PutUserPermissionsBoundary",
        "iam:PutRolePermissionsBoundary",
      ],
      "*",
      {
        ArnLike: { "iam:PermissionsBoundary": iam("*", `policy${names.rolePath}*`) },
        ...unlessPrincipal(wardenRoles),
      },
    ),
    // Inline policies and trust have no key for what they say, keys and boundaries none for what they were. So a
    // contained principal, which carries its containment's id, is nobody else's to change until it is released.
    deny(
      "ContainedPrincipals",
      [
        "iam:Attach*",
        "iam:Create*Credential",
        "iam:Create*Key",
        "iam:Create*Profile",
        "iam:Delete*",
        "iam:Detach*",
        "iam:Put*",
        "iam:Reset*",
        "iam:Update*",
        "iam:Upload*",
      ],
      [iam("*", "role/*"), iam("*", "user/*")],
      { Null: { [`aws:ResourceTag/${names.incidentTag}`]: "false" }, ...unlessPrincipal(wardenRoles) },
    ),
    // Whoever could change, pass or take a responder would hold the exemption above.
    deny(
      "Responders",
      [...roleChanges, ...profileChanges, "sts:AssumeRole*"],
      [wardenRoles, iam("*", `instance-profile${names.rolePath}*`)],
      unlessPrincipal(iam(homeAccount, `role${names.rolePath}*`), swapper, stackSets, ...deployers),
    ),
    // The roles that StackSets act with are made by a service-linked role, which no such policy binds. To everybody
    // else their name must not be a way past the statements above.
    deny("StackSetRoles", [...roleChanges, "sts:AssumeRole*"], stackSets, unlessPrincipal(stackSets)),
  );
}

/** Everything that changes a role or lets somebody use it, and no reading. */
const roleChanges = [
  "iam:AcquireRole",
  "iam:AddRole*",
  "iam:AttachRole*",
  "iam:CreateRole",
  "iam:DeleteRole*",
  "iam:DetachRole*",
  "iam:PassRole",
  "iam:PutRole*",
  "iam:TagRole",
  "iam:UntagRole",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateRole*",
];

/** Whatever would put another role into the instance profile without rights, beside `iam:AddRole*`. */
const profileChanges = ["iam:DeleteInstanceProfile", "iam:RemoveRole*"];
