import { IamError } from "../../../lib/local/account/iam-error.ts";
import { createSimulatedAccount } from "../../../lib/local/account/simulated-account.ts";
import { accountId, allow, callOf, deny, exampleAccount, policy, startMs, verdict } from "./example-account.ts";

const later = startMs + 10_000;
const guard = `arn:aws:iam::${accountId}:policy/nhi-warden/DenyAll`;

/** The verdict of a call by the first key under one more policy of its user. */
function under(statement: object, call: Partial<Parameters<typeof callOf>[2]> & { action?: string } = {}) {
  const { account, keys } = exampleAccount();
  account.iam("tagUser", { UserName: "deploy-bot", Tags: [{ Key: "team", Value: "payments" }] }, startMs);
  account.iam("putUserPolicy", { UserName: "deploy-bot", PolicyName: "x", PolicyDocument: policy(statement) }, startMs);
  return verdict(account, callOf(keys[0], call.action ?? "s3:GetObject", call), later);
}

const conditional = (condition: object) => deny("*", { Condition: condition });

describe("a deny's condition", () => {
  const denies: [string, object][] = [
    ["StringEquals on a principal tag", { StringEquals: { "aws:PrincipalTag/team": "payments" } }],
    ["a key in other capitals", { StringEquals: { "AWS:principaltag/TEAM": ["x", "payments"] } }],
    ["StringNotEquals on another value", { StringNotEquals: { "aws:PrincipalTag/team": "search" } }],
    ["StringNotEquals on an absent key", { StringNotEquals: { "aws:PrincipalTag/absent": "x" } }],
    ["StringLike with a wildcard", { StringLike: { "aws:userid": "AIDA*" } }],
    ["StringEqualsIfExists on an absent key", { StringEqualsIfExists: { "aws:PrincipalTag/absent": "x" } }],
    ["IpAddress in the range", { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }],
    ["NotIpAddress outside the ranges", { NotIpAddress: { "aws:SourceIp": ["198.51.100.0/24", "192.0.2.1"] } }],
    ["Null for a key that a long-term credential lacks", { Null: { "aws:TokenIssueTime": "true" } }],
    ["Bool", { Bool: { "aws:ViaAWSService": "false" } }],
    ["BoolIfExists on an absent key", { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } }],
    ["ArnLike", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:user/deploy-*" } }],
    ["ArnNotLike", { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/nhi-warden/*" } }],
    ["DateLessThan on the present", { DateLessThan: { "aws:CurrentTime": "2026-11-21T08:00:00Z" } }],
    ["a variable", { StringEquals: { "aws:username": "$" + "{aws:username}" } }],
    ["a variable's default", { StringEquals: { "aws:username": "$" + "{aws:PrincipalTag/no, 'deploy-bot'}" } }],
    ["all of several", { StringLike: { "aws:userid": "AIDA*" }, Null: { "aws:TokenIssueTime": "true" } }],
    ["NumericGreaterThan", { NumericGreaterThan: { "aws:EpochTime": "1700000000" } }],
  ];
  test.each(denies)("holds: %s", (_, condition) => {
    expect(under(conditional(condition))).toBe("explicit deny");
  });

  const spares: [string, object][] = [
    ["StringEquals on another value", { StringEquals: { "aws:PrincipalTag/team": "search" } }],
    ["StringEquals on an absent key", { StringEquals: { "aws:PrincipalTag/absent": "x" } }],
    ["IpAddress outside the range", { IpAddress: { "aws:SourceIp": "198.51.100.0/24" } }],
    ["NotIpAddress inside the range", { NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } }],
    [
      "DateLessThan aws:TokenIssueTime, which a long-term key has not",
      {
        DateLessThan: { "aws:TokenIssueTime": "2099-01-01T00:00:00Z" },
      },
    ],
    ["Bool on an absent key", { Bool: { "aws:MultiFactorAuthPresent": "false" } }],
    ["ArnLike across a colon", { ArnLike: { "aws:PrincipalArn": "arn:*:user/deploy-bot" } }],
    ["a variable that is absent", { StringLike: { "aws:username": "$" + "{aws:PrincipalTag/absent}*" } }],
    ["only one of two", { StringLike: { "aws:userid": "AIDA*" }, Null: { "aws:TokenIssueTime": "false" } }],
    ["ForAnyValue on an absent key", { "ForAnyValue:StringLike": { "aws:TagKeys": "*" } }],
  ];
  test.each(spares)("does not hold: %s", (_, condition) => {
    expect(under(conditional(condition))).toBe("allowed");
  });
});

test("a variable's value widens no pattern, whatever the attacker called himself", () => {
  const { account, keys } = exampleAccount();
  account.iam("tagUser", { UserName: "deploy-bot", Tags: [{ Key: "scope", Value: "*" }] }, startMs);
  account.iam(
    "putUserPolicy",
    {
      UserName: "deploy-bot",
      PolicyName: "x",
      PolicyDocument: policy(deny("*", { Resource: "arn:aws:s3:::$" + "{aws:PrincipalTag/scope}" })),
    },
    startMs,
  );
  const call = (resource: string) => callOf(keys[0], "s3:GetObject", { resource });
  expect(verdict(account, call("arn:aws:s3:::anything"), later)).toBe("allowed");
  expect(verdict(account, call("arn:aws:s3:::*"), later)).toBe("explicit deny");
});

describe("a condition that nobody here can judge", () => {
  const unknown = { Condition: { BinaryEquals: { "aws:userid": "QQ==" } } };

  test("in a Deny is an error that names it", () => {
    const { account, keys } = exampleAccount();
    const PolicyDocument = policy(deny("*", unknown));
    account.iam("putUserPolicy", { UserName: "deploy-bot", PolicyName: "x", PolicyDocument }, startMs);
    const outcome = account.attempt(callOf(keys[0]), later);
    expect(outcome.outcome).toBe("error");
    expect(outcome).toHaveProperty("problem", expect.stringContaining("BinaryEquals"));
  });

  test("never allows by itself", () => {
    const { account, keys } = exampleAccount();
    account.iam("deleteUserPolicy", { UserName: "deploy-bot", PolicyName: "all" }, startMs);
    const PolicyDocument = policy(allow("*", unknown));
    account.iam("putUserPolicy", { UserName: "deploy-bot", PolicyName: "x", PolicyDocument }, startMs);
    expect(verdict(account, callOf(keys[0]), later)).toBe("error");
  });

  test("matters neither where another statement denies nor where the statement is about another action", () => {
    expect(under(deny("ec2:*", unknown))).toBe("allowed");
    const { account, keys } = exampleAccount();
    const PolicyDocument = policy(deny("*", unknown), deny("s3:*"));
    account.iam("putUserPolicy", { UserName: "deploy-bot", PolicyName: "x", PolicyDocument }, startMs);
    expect(verdict(account, callOf(keys[0]), later)).toBe("explicit deny");
  });

  test.each([
    ["a date", { DateLessThan: { "aws:CurrentTime": "tomorrow" } }],
    ["an address range", { IpAddress: { "aws:SourceIp": "203.0.113.0/99" } }],
    ["a number", { NumericLessThan: { "aws:EpochTime": "many" } }],
  ])("also when the value is not %s", (_, condition) => {
    expect(under(conditional(condition))).toBe("error");
  });
});

test("actions match without regard to capitals, and NotAction and NotResource mean the rest", () => {
  expect(under(deny("S3:getobject"))).toBe("explicit deny");
  expect(under({ Effect: "Deny", NotAction: "ec2:*", Resource: "*" })).toBe("explicit deny");
  expect(under({ Effect: "Deny", NotAction: "s3:Get*", Resource: "*" })).toBe("allowed");
  expect(under({ Effect: "Deny", Action: "*", NotResource: "arn:aws:s3:::*" }, { resource: "arn:aws:s3:::a" })).toBe(
    "allowed",
  );
});

test("a permissions boundary limits what policies allow, and an explicit deny in it is one", () => {
  const { account, keys } = exampleAccount();
  const bound = (name: string, statement: object) => {
    const PolicyDocument = policy(statement);
    account.iam("createPolicy", { PolicyName: name, Path: "/nhi-warden/", PolicyDocument }, startMs);
    const PermissionsBoundary = `arn:aws:iam::${accountId}:policy/nhi-warden/${name}`;
    account.iam("putUserPermissionsBoundary", { UserName: "deploy-bot", PermissionsBoundary }, startMs);
  };
  bound("ReadOnly", allow("s3:Get*"));
  expect(verdict(account, callOf(keys[0]), later)).toBe("allowed");
  expect(verdict(account, callOf(keys[0], "s3:PutObject"), later)).toBe("AccessDenied");
  bound("Nothing", deny("*"));
  expect(verdict(account, callOf(keys[0]), later)).toBe("explicit deny");
  account.iam("deleteUserPermissionsBoundary", { UserName: "deploy-bot" }, startMs);
  expect(verdict(account, callOf(keys[0], "s3:PutObject"), later)).toBe("allowed");
});

test("under a guard policy of the organisation the attacker can neither detach the deny nor remove the tag", () => {
  const { account, keys } = exampleAccount({
    serviceControlPolicies: [
      {
        Version: "2012-10-17",
        Statement: [
          deny("*", { Condition: { StringEquals: { "aws:PrincipalTag/nhi-warden:quarantine": "full" } } }),
          deny(["iam:TagUser", "iam:UntagUser"], {
            Condition: { "ForAnyValue:StringLike": { "aws:TagKeys": ["nhi-warden:*"] } },
          }),
          deny("iam:DetachUserPolicy", {
            Condition: {
              ArnLike: { "iam:PolicyARN": "arn:aws:iam::*:policy/nhi-warden/*" },
              ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/nhi-warden/*" },
            },
          }),
        ],
      },
    ],
  });
  const PolicyDocument = policy(deny("s3:*"));
  account.iam("createPolicy", { PolicyName: "DenyAll", Path: "/nhi-warden/", PolicyDocument }, startMs);
  account.iam("attachUserPolicy", { UserName: "deploy-bot", PolicyArn: guard }, startMs);
  const by = (action: string, parameters: object) =>
    verdict(account, callOf(keys[0], action, { parameters: parameters as Record<string, unknown> }), later);

  expect(by("iam:DetachUserPolicy", { UserName: "deploy-bot", PolicyArn: guard })).toBe("explicit deny");
  expect(by("iam:UntagUser", { UserName: "deploy-bot", TagKeys: ["a", "nhi-warden:quarantine"] })).toBe(
    "explicit deny",
  );
  expect(by("iam:UntagUser", { UserName: "deploy-bot", TagKeys: ["a"] })).toBe("allowed");
  account.iam("tagUser", { UserName: "deploy-bot", Tags: [{ Key: "nhi-warden:quarantine", Value: "full" }] }, later);
  expect(verdict(account, callOf(keys[0], "ec2:RunInstances"), later + 4_000)).toBe("explicit deny");
  expect(verdict(account, callOf(keys[2], "ec2:RunInstances"), later + 4_000)).toBe("allowed");
});

test("a service control policy with an Allow is refused, because it would limit nothing here", () => {
  const make = () => createSimulatedAccount({ accountId, serviceControlPolicies: [JSON.parse(policy(allow("s3:*")))] });
  expect(make).toThrow(/holds an Allow/);
});

test.each([
  ["no JSON", "{"],
  ["no object", "[]"],
  ["an unknown effect", policy({ ...allow("*"), Effect: "Perhaps" })],
  ["an unknown element", policy({ ...allow("*"), Conditions: {} })],
  ["both Action and NotAction", policy({ ...allow("*"), NotAction: "s3:*" })],
  ["no Resource", policy({ Effect: "Allow", Action: "*" })],
  ["a Principal", policy({ ...allow("*"), Principal: "*" })],
  ["an unknown version", JSON.stringify({ Version: "2030-01-01", Statement: [] })],
])("a policy document with %s is malformed", (_, PolicyDocument) => {
  const { account } = exampleAccount();
  const put = () => account.iam("putUserPolicy", { UserName: "deploy-bot", PolicyName: "x", PolicyDocument }, startMs);
  expect(put).toThrow(IamError);
  expect(put).toThrow(/Syntax errors in policy/);
});
