import type { AccountReader } from "../../../lib/app/inventories.ts";
import { listingOf } from "../../../lib/local/account/account-listing.ts";
import { createSimulatedAccount, type SimulatedAccount } from "../../../lib/local/account/simulated-account.ts";

export const accountId = "111122223333";
export const readAtMs = Date.UTC(2026, 10, 20, 3);
const dayMs = 86_400_000;
const policy = (...statements: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (action: string | readonly string[], resource = "*") => ({
  Effect: "Allow",
  Action: action,
  Resource: resource,
});

/** An account with a user of two keys, a person, a role under a boundary, and an administrator that one may become. */
export function inventoriedAccount(): SimulatedAccount {
  const account = createSimulatedAccount({ accountId });
  const iam = (operation: string, parameters: Record<string, unknown>, daysAgo: number) =>
    account.iam(operation, parameters, readAtMs - daysAgo * dayMs);
  const trust = policy({
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${accountId}:root` },
    Action: "sts:AssumeRole",
  });
  const ec2 = policy({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" });
  iam("createUser", { UserName: "deploy", Tags: [{ Key: "environment", Value: "production" }] }, 400);
  const created = iam("createAccessKey", { UserName: "deploy" }, 400)["AccessKey"] as { readonly AccessKeyId: string };
  iam("createAccessKey", { UserName: "deploy" }, 30);
  iam(
    "putUserPolicy",
    {
      UserName: "deploy",
      PolicyName: "take",
      PolicyDocument: policy(allow("sts:AssumeRole"), allow(["s3:GetObject", "s3:PutObject"])),
    },
    400,
  );
  iam("createUser", { UserName: "ana,o.hara" }, 300);
  iam("createLoginProfile", { UserName: "ana,o.hara" }, 300);
  iam(
    "createPolicy",
    {
      PolicyName: "edge",
      PolicyDocument: policy(allow("s3:*"), { Effect: "Deny", Action: "s3:DeleteBucket", Resource: "*" }),
    },
    300,
  );
  iam(
    "createRole",
    { RoleName: "worker", AssumeRolePolicyDocument: ec2, PermissionsBoundary: `arn:aws:iam::${accountId}:policy/edge` },
    200,
  );
  iam(
    "putRolePolicy",
    { RoleName: "worker", PolicyName: "work", PolicyDocument: policy(allow(["s3:*", "sqs:SendMessage"])) },
    200,
  );
  iam("createRole", { RoleName: "admin", AssumeRolePolicyDocument: trust }, 100);
  iam("attachRolePolicy", { RoleName: "admin", PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }, 100);
  account.settle();
  const used = { accessKeyId: created.AccessKeyId, action: "s3:GetObject", sourceAddress: "192.0.2.1" };
  account.attempt(used, readAtMs - 2 * dayMs);
  return account;
}

/** What every AccountReader promises. `open` gives one over the account's IAM. */
export function accountReaderContract(open: (account: SimulatedAccount) => Promise<AccountReader>): void {
  test("reads every user, role, group and policy, with keys, tags, boundaries and trust", async () => {
    const account = inventoriedAccount();
    const listing = await (await open(account)).read(readAtMs);
    expect(listing).toEqual({ ...listingOf(account, readAtMs), readAtMs, gaps: [] });
    expect(listing.users.map(({ name, keys }) => [name, keys?.length])).toEqual([
      ["deploy", 2],
      ["ana,o.hara", 0],
    ]);
    expect(listing.users[0]?.keys?.map(({ lastUsed }) => lastUsed)).toEqual([
      { atMs: readAtMs - 2 * dayMs, service: "s3" },
      "never",
    ]);
  });

  test("an account without users and roles is empty, and not an error", async () => {
    const listing = await (await open(createSimulatedAccount({ accountId }))).read(readAtMs);
    expect(listing).toMatchObject({ users: [], roles: [], groups: [], gaps: [] });
  });
}
