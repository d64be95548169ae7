import {
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsResponse,
  type GroupDetail,
  type IAMClient,
  type ManagedPolicyDetail,
  type PolicyDetail,
  type RoleDetail,
  type UserDetail,
} from "@aws-sdk/client-iam";
import type { AccountListing, ListedGroup, ListedPolicy, ListedRole } from "../../domain/inventory/account-listing.ts";

type Listed = Pick<AccountListing, "users" | "roles" | "groups" | "policies">;

/** IAM's own limit of a page; it may answer with fewer. */
const itemsAPage = 1_000;
/** An account has at most 5,000 users, 300 groups and, unless raised, some thousand roles and policies. */
const mostPages = 1_000;

/**
 * Every user, role, group and managed policy of the client's account. Throws where any page is missing or says of
 * something neither its name nor its ARN: a list with holes would show things as gone that are there.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export async function authorizationDetails(client: IAMClient): Promise<Listed> {
  const pages: GetAccountAuthorizationDetailsResponse[] = [];
  let marker: string | undefined;
  do {
    const page = await pageAfter(client, marker, pages.length + 1);
    pages.push(page);
    const next = page.IsTruncated === true ? page.Marker : undefined;
    if (page.IsTruncated === true && (next === undefined || next === marker || pages.length >= mostPages)) {
      throw new Error(`IAM's GetAccountAuthorizationDetails does not come to an end after page ${pages.length}.`);
    }
    marker = next;
  } while (marker !== undefined);
  return {
    users: pages.flatMap(({ UserDetailList = [] }) => UserDetailList.map(userOf)),
    roles: pages.flatMap(({ RoleDetailList = [] }) => RoleDetailList.map(roleOf)),
    groups: pages.flatMap(({ GroupDetailList = [] }) => GroupDetailList.map(groupOf)),
    policies: pages.flatMap(({ Policies = [] }) => Policies.map(policyOf)),
  };
}

async function pageAfter(client: IAMClient, marker: string | undefined, number: number) {
  try {
    return await client.send(
      new GetAccountAuthorizationDetailsCommand({
        MaxItems: itemsAPage,
        ...(marker === undefined ? {} : { Marker: marker }),
      }),
    );
  } catch (cause) {
    const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new Error(`IAM's GetAccountAuthorizationDetails gave no page ${number}: ${why}`, { cause });
  }
}

/** Keys, password and MFA are not in the details; the account's reader adds them. */
const userOf = (user: UserDetail) => ({
  ...principalOf(user, user.UserName, user.UserPolicyList),
  groups: user.GroupList ?? [],
  keys: undefined,
  hasPassword: undefined,
  hasMfa: undefined,
});

const roleOf = (role: RoleDetail): ListedRole => ({
  ...principalOf(role, role.RoleName, role.RolePolicyList),
  trust: decoded(role.AssumeRolePolicyDocument),
  lastUsedMs: role.RoleLastUsed?.LastUsedDate?.getTime(),
});

function principalOf(detail: UserDetail | RoleDetail, name: string | undefined, inline: PolicyDetail[] | undefined) {
  const { Arn: arn, CreateDate: created, PermissionsBoundary: boundary, Tags: tags = [] } = detail;
  if (arn === undefined || created === undefined) throw nameless("a user or role");
  return {
    ...grantedTo(name, inline, detail.AttachedManagedPolicies),
    arn,
    createdMs: created.getTime(),
    boundaryArn: boundary?.PermissionsBoundaryArn,
    tags: tags.map(({ Key = "", Value = "" }) => ({ key: Key, value: Value })),
  };
}

const groupOf = ({ GroupName, GroupPolicyList, AttachedManagedPolicies }: GroupDetail): ListedGroup =>
  grantedTo(GroupName, GroupPolicyList, AttachedManagedPolicies);

function grantedTo(
  name: string | undefined,
  inline: PolicyDetail[] = [],
  attached: readonly { readonly PolicyArn?: string | undefined }[] = [],
): ListedGroup {
  if (name === undefined) throw nameless("a user, role or group");
  return {
    name,
    inline: inline.map(({ PolicyName = "", PolicyDocument }) => ({
      name: PolicyName,
      document: decoded(PolicyDocument),
    })),
    attached: attached.map(({ PolicyArn = "" }) => PolicyArn),
  };
}

function policyOf({ Arn: arn, PolicyVersionList: versions = [] }: ManagedPolicyDetail): ListedPolicy {
  if (arn === undefined) throw nameless("a policy");
  return { arn, document: decoded(versions.find(({ IsDefaultVersion }) => IsDefaultVersion)?.Document) };
}

/** Documents come URL-encoded (RFC 3986); one that is not is not understood. */
function decoded(document: string | undefined): string | undefined {
  try {
    return document === undefined ? undefined : decodeURIComponent(document);
  } catch {
    return undefined;
  }
}

const nameless = (what: string) =>
  new Error(`IAM's GetAccountAuthorizationDetails names ${what} without its name, its ARN or its date.`);
