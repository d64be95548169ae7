import type { AccountListing } from "../../../lib/domain/inventory/account-listing.ts";
import { inventoryOf } from "../../../lib/domain/inventory/inventory-of.ts";
import {
  account,
  allow,
  dayMs,
  deny,
  listingWith,
  mfa,
  policyOf,
  readAtMs,
  roleWith,
  userWith,
} from "./made-listing.ts";

const protectedTag = "nhi-warden:protected";
const root = `arn:aws:iam::${account}:root`;
const managed = (name: string) => `arn:aws:iam::${account}:policy/${name}`;
const inventories = (listing: Partial<AccountListing>) => inventoryOf(listingWith(listing), protectedTag);
const userInventory = (
  statements: readonly object[],
  bent: Parameters<typeof userWith>[2] = {},
  more: Partial<AccountListing> = {},
) => {
  const [only] = inventories({ users: [userWith("worker", statements, bent)], ...more });
  if (only === undefined) throw new Error("no inventory");
  return only;
};

describe("credentials", () => {
  const key = (accessKeyId: string, daysAgo: number, bent: object = {}) => ({
    accessKeyId,
    isActive: true,
    createdMs: readAtMs - daysAgo * dayMs,
    lastUsed: undefined,
    ...bent,
  });

  test("are listed oldest first, with what is known of their use", () => {
    const use = { atMs: readAtMs - dayMs, service: "s3" };
    const { keys } = userInventory([], {
      keys: [key("AKIANEW", 3, { lastUsed: use }), key("AKIAOLD", 400, { lastUsed: "never", isActive: false })],
    });
    expect(keys?.map(({ accessKeyId, isActive, lastUsedMs }) => [accessKeyId, isActive, lastUsedMs])).toEqual([
      ["AKIAOLD", false, "never"],
      ["AKIANEW", true, use.atMs],
    ]);
  });

  test("that could not be read are unknown and said to be, never none", () => {
    const { keys, unclear } = userInventory([], { keys: undefined });
    expect([keys, unclear]).toEqual([undefined, ["Its access keys could not be read."]]);
  });

  test("tags that say what it is for are kept, and the protecting one counts with the value true alone", () => {
    const tags = [
      { key: "Environment", value: "prod" },
      { key: "aws:cloudformation:stack-id", value: "x" },
      { key: protectedTag, value: "true" },
    ];
    expect(userInventory([], { tags })).toMatchObject({ isProtected: true, tags: [tags[0], tags[2]] });
    expect(userInventory([], { tags: [{ key: protectedTag, value: "no" }] }).isProtected).toBe(false);
  });
});

describe("administrator rights", () => {
  const reach = (statements: readonly object[], bent = {}, more: Partial<AccountListing> = {}) =>
    userInventory(statements, bent, more).administrator;

  test.each([
    ["every action on every resource", [allow("*")], "administrator"],
    ["every action by NotAction", [{ Effect: "Allow", NotAction: "iam:DeleteUser", Resource: "*" }], "administrator"],
    ["the same with MFA only", [allow("*", "*", mfa)], "perhaps"],
    ["the same, denied", [allow("*"), deny("*")], "none-found"],
    ["the same, with iam denied", [allow("*"), deny("iam:*")], "none-found"],
    ["reading everything", [allow(["s3:Get*", "iam:List*"])], "none-found"],
    ["a policy of its own", [allow("iam:PutUserPolicy", `arn:aws:iam::${account}:user/$\{aws:username}`)], "reaches"],
    [
      "a policy of another user alone",
      [allow("iam:PutUserPolicy", `arn:aws:iam::${account}:user/other`)],
      "none-found",
    ],
    ["any user's keys, in other letters", [allow("IAM:createaccesskey")], "reaches"],
    [
      "its own keys alone",
      [allow("iam:CreateAccessKey", `arn:aws:iam::${account}:user/$\{aws:username}`)],
      "none-found",
    ],
    ["starting functions, without a role to pass", [allow("lambda:CreateFunction")], "none-found"],
    ["starting functions with any role", [allow(["lambda:CreateFunction", "iam:PassRole"])], "reaches"],
    ["changing trust under a condition", [allow("iam:UpdateAssumeRolePolicy", "*", mfa)], "perhaps"],
    [
      "changing trust, with a denial under a condition",
      [allow("iam:UpdateAssumeRolePolicy"), deny("iam:*", "*", mfa)],
      "perhaps",
    ],
  ])("%s: %j is %s", (_, statements, level) => {
    expect(reach(statements).level).toBe(level);
  });

  test("name the nearest way and count the others", () => {
    expect(reach([allow(["iam:PutUserPolicy", "iam:CreateAccessKey"])])).toEqual({
      level: "reaches",
      by: "it may call iam:PutUserPolicy on itself",
      ways: 3,
    });
  });

  test("come from groups and managed policies too, and are held by a boundary", () => {
    const groups = [{ name: "admins", inline: [], attached: [managed("all")] }];
    const policies = [
      { arn: managed("all"), document: policyOf(allow("*")) },
      { arn: managed("edge"), document: policyOf(allow("s3:*")) },
    ];
    expect(reach([], { groups: ["admins"] }, { groups, policies }).level).toBe("administrator");
    expect(reach([], { groups: ["admins"], boundaryArn: managed("edge") }, { groups, policies }).level).toBe(
      "none-found",
    );
    const unread = userInventory([], { groups: ["admins"], boundaryArn: managed("gone") }, { groups, policies });
    expect(unread.administrator.level).toBe("perhaps");
    expect(unread.unclear).toEqual([expect.stringContaining(":policy/gone could not be read")]);
  });

  test("are followed through roles that it may take, three in a row, and loops come to an end", () => {
    const arn = (name: string) => `arn:aws:iam::${account}:role/${name}`;
    const roles = [
      roleWith("a", root, [allow("sts:AssumeRole", arn("b"))]),
      roleWith("b", root, [allow("sts:AssumeRole", [arn("admin"), arn("a")])]),
      roleWith("admin", root, [allow("*")]),
    ];
    const users = [userWith("worker", [allow("sts:AssumeRole", arn("a"))]), userWith("other")];
    const levels = inventories({ users, roles }).map(({ administrator }) => administrator.level);
    expect(levels).toEqual(["reaches", "none-found", "reaches", "reaches", "administrator"]);
    expect(inventories({ users, roles })[0]?.administrator.by).toBe(
      "it may take the role a, one that can come to more rights",
    );
  });
});

describe("roles that may be taken", () => {
  const roles = [
    roleWith("open", root),
    roleWith("named", `arn:aws:iam::${account}:user/worker`),
    roleWith("guarded", { Principal: { AWS: root }, Condition: { StringEquals: { "sts:ExternalId": "x" } } }),
    roleWith("machine", { Principal: { Service: "ec2.amazonaws.com" } }),
    roleWith("foreign", "arn:aws:iam::444455556666:root"),
    roleWith("broken", root, [], { trust: "{" }),
  ];
  const taken = (statements: readonly object[]) => inventories({ users: [userWith("worker", statements)], roles });

  test("need both sides; a trust that names the user is enough by itself", () => {
    expect(taken([])[0]?.mayAssume).toMatchObject({ roles: 1, names: ["named"], underConditions: 0 });
    expect(taken([allow("sts:*")])[0]?.mayAssume).toEqual({
      roles: 2,
      names: ["open", "named"],
      underConditions: 1,
      otherAccounts: [],
      anyAccount: true,
    });
    expect(taken([deny("sts:AssumeRole")])[0]?.mayAssume.roles).toBe(0);
  });

  test("that name the user under a condition are counted apart, and a denial of the trust wins", () => {
    const arn = `arn:aws:iam::${account}:user/worker`;
    const guarded = roleWith("guarded", { Principal: { AWS: arn }, ...mfa });
    const open = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: root } };
    const closed = policyOf(open, { ...open, Effect: "Deny", Principal: { AWS: arn } });
    const but = policyOf({ Effect: "Allow", Action: "sts:AssumeRole", NotPrincipal: { AWS: arn } });
    const roles = [guarded, roleWith("closed", root, [], { trust: closed }), roleWith("but", root, [], { trust: but })];
    const users = [userWith("worker", [allow("sts:*")]), userWith("other", [allow("sts:*")])];
    expect(inventories({ users, roles }).map(({ mayAssume }) => [mayAssume.names, mayAssume.underConditions])).toEqual([
      [[], 1],
      [["closed", "but"], 0],
      [[], 0],
      [[], 0],
      [[], 0],
    ]);
  });

  test("in other accounts are counted by what the policies name", () => {
    const named = ["444455556666", "777788889999"].map((id) => `arn:aws:iam::${id}:role/deploy`);
    expect(taken([allow("sts:AssumeRole", named)])[0]?.mayAssume).toMatchObject({
      otherAccounts: ["444455556666", "777788889999"],
      anyAccount: false,
    });
  });

  test("know who may take them, and say where that cannot be read", () => {
    const of = (name: string) => taken([allow("sts:*")]).find(({ identityKey }) => identityKey.endsWith(`/${name}`));
    expect(of("open")).toMatchObject({ takers: 1, trustedBy: { ownAccount: true, anybody: false } });
    expect(of("machine")?.trustedBy).toMatchObject({ services: ["ec2.amazonaws.com"], ownAccount: false });
    expect(of("foreign")?.trustedBy?.accounts).toEqual(["444455556666"]);
    expect(of("broken")?.trustedBy).toBeUndefined();
    expect(of("broken")?.unclear).toEqual(["Its trust policy could not be read: who may take it is not known."]);
  });

  test("are not those that only AWS's services can be", () => {
    const linked = roleWith("linked", root, [], { arn: `arn:aws:iam::${account}:role/aws-service-role/x/linked` });
    expect(inventories({ roles: [linked] })).toEqual([]);
  });
});

test("policies that cannot be read are told, whatever else is wrong with them", () => {
  const inline = [
    "{",
    "[]",
    '{"Statement":[{"Effect":"Allow"}]}',
    '{"Statement":{"Effect":"Allow","Action":1,"Resource":"*"}}',
  ].map((document, at) => ({ name: `p${at}\u202e`, document }));
  const { unclear, granted } = userInventory([], { inline: [...inline, { name: "p9", document: undefined }] });
  expect(unclear).toHaveLength(5);
  expect(unclear.join("")).not.toContain("\u202e");
  expect(granted.count).toBe(0);
});

test("an identity that holds all there may be is an item of bounded size", () => {
  const services = Array.from({ length: 900 }, (_, at) => `service-with-a-long-name-${at}:Do`);
  const tags = Array.from({ length: 50 }, () => ({ key: "nhi-warden:".padEnd(128, "x"), value: "y".repeat(256) }));
  const principals = Array.from({ length: 300 }, (_, at) => `arn:aws:iam::${100_000_000_000 + at}:root`);
  const roles = [roleWith("r".repeat(64), { Principal: { AWS: principals } }, [allow(services)], { tags })];
  const [only] = inventories({ roles });
  expect(only?.granted).toMatchObject({ count: 900 });
  expect(JSON.stringify(only).length).toBeLessThan(30_000);
});
