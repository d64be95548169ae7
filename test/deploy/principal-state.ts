import {
  GetRolePolicyCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListRolePoliciesCommand,
  ListRoleTagsCommand,
  ListUserTagsCommand,
} from "@aws-sdk/client-iam";

/** What IAM shows of a user or role that a playbook may change, as text that can be compared. */
export async function principalState(iam: IAMClient, kind: "user" | "role", name: string): Promise<string> {
  return JSON.stringify(kind === "user" ? await userState(iam, name) : await roleState(iam, name));
}

async function userState(iam: IAMClient, UserName: string) {
  const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedUserPoliciesCommand({ UserName }));
  const { Tags = [] } = await iam.send(new ListUserTagsCommand({ UserName }));
  const keys = AccessKeyMetadata.map(({ AccessKeyId, Status }) => `${AccessKeyId} ${Status}`);
  return { keys, attached: AttachedPolicies.map(({ PolicyArn }) => PolicyArn), tags: Tags };
}

async function roleState(iam: IAMClient, RoleName: string) {
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  const { Tags = [] } = await iam.send(new ListRoleTagsCommand({ RoleName }));
  const inline = await Promise.all(
    PolicyNames.map(async (PolicyName) => {
      const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      return `${PolicyName} ${PolicyDocument}`;
    }),
  );
  return { inline, attached: AttachedPolicies.map(({ PolicyArn }) => PolicyArn), tags: Tags };
}
