import type { AccountListing } from "../../domain/inventory/account-listing.ts";
import type { Principal, User } from "./account-state.ts";
import type { SimulatedAccount } from "./simulated-account.ts";

/** What IAM would say of a simulated account at a time, as an inventory reads it. Nobody there has MFA. */
export function listingOf(account: SimulatedAccount, nowMs: number): Omit<AccountListing, "readAtMs" | "gaps"> {
  const { users, roles, policies } = account.state();
  return {
    users: [...users.values()].map((user) => ({
      ...principalOf(user),
      groups: [],
      keys: keysOf(account, user, nowMs),
      hasPassword: user.loginProfileCreatedMs !== undefined,
      hasMfa: false,
    })),
    roles: [...roles.values()].map((role) => ({
      ...principalOf(role),
      trust: role.trustPolicy,
      lastUsedMs: lastUseOf(account.iam("getRole", { RoleName: role.name }, nowMs)["Role"], "RoleLastUsed"),
    })),
    groups: [],
    policies: [...policies.values()].map(({ arn, document }) => ({ arn, document })),
  };
}

/** IAM's dates are of whole seconds. */
const whole = (timeMs: number): number => Math.floor(timeMs / 1_000) * 1_000;

const principalOf = ({ name, arn, createdMs, inlinePolicies, attachedPolicyArns, boundaryArn, tags }: Principal) => ({
  name,
  arn,
  createdMs: whole(createdMs),
  inline: inlinePolicies,
  attached: attachedPolicyArns,
  boundaryArn,
  tags,
});

const keysOf = (account: SimulatedAccount, { accessKeys }: User, nowMs: number) =>
  accessKeys.map(({ accessKeyId, status, createdMs }) => {
    const answer = account.iam("getAccessKeyLastUsed", { AccessKeyId: accessKeyId }, nowMs);
    const atMs = lastUseOf(answer, "AccessKeyLastUsed");
    const { ServiceName: service } = answer["AccessKeyLastUsed"] as { readonly ServiceName: string };
    const lastUsed = atMs === undefined ? ("never" as const) : { atMs, service };
    return { accessKeyId, isActive: status === "Active", createdMs: whole(createdMs), lastUsed };
  });

function lastUseOf(answer: unknown, field: string): number | undefined {
  const { LastUsedDate: date } = (answer as Record<string, { readonly LastUsedDate?: string }>)[field] ?? {};
  return date === undefined ? undefined : Date.parse(date);
}
