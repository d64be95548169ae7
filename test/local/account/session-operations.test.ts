import type { ApiCall } from "../../../lib/local/account/api-call.ts";
import type { SimulatedAccount } from "../../../lib/local/account/simulated-account.ts";
import {
  accountId,
  allow,
  callOf,
  deny,
  exampleAccount,
  policy,
  startMs,
  trustOf,
  verdict,
} from "./example-account.ts";

const roleArn = `arn:aws:iam::${accountId}:role/app/web-server`;
const ec2 = { service: "ec2.amazonaws.com" };

function issue(account: SimulatedAccount, call: ApiCall, nowMs = startMs): string {
  const result = account.request(call, nowMs);
  if (result.outcome !== "succeeded") throw new Error(JSON.stringify(result));
  return (result.response["Credentials"] as { AccessKeyId: string }).AccessKeyId;
}

const assume = (key: string, RoleSessionName: string, rest: object = {}) =>
  callOf(key, "sts:AssumeRole", { parameters: { RoleArn: roleArn, RoleSessionName, ...rest } });

const putDeny = (account: SimulatedAccount, condition: object, atMs: number) =>
  account.iam(
    "putRolePolicy",
    {
      RoleName: "web-server",
      PolicyName: "NhiWarden",
      PolicyDocument: policy(deny("*", { Condition: condition })),
    },
    atMs,
  );

test("a deny on aws:userid ends one session and leaves its sibling alone", () => {
  const { account } = exampleAccount();
  const start = (sessionName: string) =>
    account.startSession({ roleName: "web-server", sessionName, by: ec2 }, startMs);
  const [bad, good] = [start("i-0bad"), start("i-0good")];
  const { RoleId } = account.iam("getRole", { RoleName: "web-server" }, startMs)["Role"] as { RoleId: string };
  putDeny(account, { StringEquals: { "aws:userid": `${RoleId}:i-0bad` } }, startMs);

  expect(verdict(account, callOf(bad.accessKeyId), startMs + 3_999)).toBe("allowed");
  expect(verdict(account, callOf(bad.accessKeyId), startMs + 4_000)).toBe("explicit deny");
  expect(verdict(account, callOf(good.accessKeyId), startMs + 4_000)).toBe("allowed");
});

test("a cut-off ends the sessions before it; one that was issued after it works", () => {
  const { account } = exampleAccount();
  const start = (nowMs: number) =>
    account.startSession({ roleName: "web-server", sessionName: "i-01", by: ec2 }, nowMs).accessKeyId;
  const old = start(startMs);
  putDeny(account, { DateLessThan: { "aws:TokenIssueTime": "2026-11-21T07:00:30.000Z" } }, startMs);
  const during = start(startMs + 3_000);
  const after = start(startMs + 31_000);

  expect(verdict(account, callOf(old), startMs + 31_000)).toBe("explicit deny");
  expect(verdict(account, callOf(during), startMs + 31_000)).toBe("explicit deny");
  expect(verdict(account, callOf(after), startMs + 31_000)).toBe("allowed");
});

test("a session is over when its time is", () => {
  const { account, keys } = exampleAccount();
  const session = issue(account, assume(keys[0], "deploy", { DurationSeconds: 900 }));
  expect(verdict(account, callOf(session), startMs + 899_999)).toBe("allowed");
  expect(verdict(account, callOf(session), startMs + 900_000)).toBe("ExpiredToken");
});

test("a chained session lasts an hour at most, and outlives the revocation of the role before it", () => {
  const { account, keys } = exampleAccount();
  const AssumeRolePolicyDocument = trustOf({ AWS: roleArn });
  account.iam("createRole", { RoleName: "backup", AssumeRolePolicyDocument, MaxSessionDuration: 43_200 }, startMs);
  account.iam(
    "putRolePolicy",
    { RoleName: "backup", PolicyName: "s3", PolicyDocument: policy(allow("s3:*")) },
    startMs,
  );
  account.settle();
  const first = issue(account, assume(keys[0], "one", { SourceIdentity: "alice" }));
  const RoleArn = `arn:aws:iam::${accountId}:role/backup`;
  const onward = (DurationSeconds: number) =>
    callOf(first, "sts:AssumeRole", { parameters: { RoleArn, RoleSessionName: "two", DurationSeconds } });
  expect(account.request(onward(3_601), startMs)).toMatchObject({ outcome: "failed" });
  const second = issue(account, onward(3_600));
  putDeny(account, { DateLessThan: { "aws:TokenIssueTime": "2026-11-21T07:00:30.000Z" } }, startMs);

  expect(verdict(account, callOf(first), startMs + 60_000)).toBe("explicit deny");
  expect(verdict(account, callOf(second), startMs + 60_000)).toBe("allowed");
  const PolicyDocument = policy(deny("*", { Condition: { StringEquals: { "aws:SourceIdentity": "alice" } } }));
  account.iam("putRolePolicy", { RoleName: "backup", PolicyName: "w", PolicyDocument }, startMs + 60_000);
  expect(verdict(account, callOf(second), startMs + 64_000)).toBe("explicit deny");
});

test("a role that was deleted and made again does not take its old sessions back", () => {
  const { account } = exampleAccount();
  const { accessKeyId } = account.startSession({ roleName: "web-server", sessionName: "i-01", by: ec2 }, startMs);
  account.iam("deleteRolePolicy", { RoleName: "web-server", PolicyName: "read" }, startMs);
  account.iam("deleteRole", { RoleName: "web-server" }, startMs);
  account.iam(
    "createRole",
    { RoleName: "web-server", AssumeRolePolicyDocument: trustOf({ Service: "ec2.amazonaws.com" }) },
    startMs,
  );
  expect(verdict(account, callOf(accessKeyId), startMs + 4_000)).toBe("InvalidClientTokenId");
});

test("a trust policy's deny stops new sessions after the delay and touches no session that lives", () => {
  const { account, keys } = exampleAccount();
  const live = issue(account, assume(keys[0], "before"));
  const PolicyDocument = policy(
    { Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" },
    { Effect: "Allow", Principal: { AWS: accountId, Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
  );
  account.iam("updateAssumeRolePolicy", { RoleName: "web-server", PolicyDocument }, startMs);
  const late = startMs + 4_000;
  expect(verdict(account, assume(keys[0], "after"), startMs + 3_999)).toBe("allowed");
  expect(verdict(account, assume(keys[0], "after"), late)).toBe("explicit deny");
  const service = () => account.startSession({ roleName: "web-server", sessionName: "i-01", by: ec2 }, late);
  expect(service).toThrow("Not authorized to perform sts:AssumeRole");
  expect(verdict(account, callOf(live), late)).toBe("allowed");
});

test("trust in the account needs a policy of the caller's; trust in the caller does not; no trust is a denial", () => {
  const { account, keys } = exampleAccount();
  account.iam("deleteUserPolicy", { UserName: "other-bot", PolicyName: "all" }, startMs);
  const setTrust = (principal: object) => {
    account.iam("updateAssumeRolePolicy", { RoleName: "web-server", PolicyDocument: trustOf(principal) }, startMs);
    account.settle();
    return verdict(account, assume(keys[2], "x-1"), startMs);
  };
  expect(setTrust({ AWS: `arn:aws:iam::${accountId}:root` })).toBe("AccessDenied");
  expect(setTrust({ AWS: `arn:aws:iam::${accountId}:user/other-bot` })).toBe("allowed");
  expect(setTrust({ AWS: `arn:aws:iam::${accountId}:user/deploy-bot` })).toBe("AccessDenied");
});

test("a web identity gets a session only for the claims that the trust policy asks for", () => {
  const { account } = exampleAccount();
  const provider = "token.actions.githubusercontent.com";
  const trust = trustOf(
    { Federated: `arn:aws:iam::${accountId}:oidc-provider/${provider}` },
    "sts:AssumeRoleWithWebIdentity",
    { Condition: { StringLike: { [`${provider}:sub`]: "repo:example/app:*" } } },
  );
  account.iam("updateAssumeRolePolicy", { RoleName: "web-server", PolicyDocument: trust }, startMs);
  account.settle();
  const start = (sub: string) =>
    account.startSession(
      {
        roleName: "web-server",
        sessionName: "GitHubActions",
        by: { webIdentity: provider, claims: { sub } },
      },
      startMs,
    );
  expect(verdict(account, callOf(start("repo:example/app:ref:main").accessKeyId), startMs)).toBe("allowed");
  expect(() => start("repo:attacker/app:ref:main")).toThrow("Not authorized");
});

test("a session policy only takes away", () => {
  const { account, keys } = exampleAccount();
  const session = issue(account, assume(keys[0], "narrow", { Policy: policy(allow(["s3:GetObject", "ec2:*"])) }));
  expect(verdict(account, callOf(session), startMs)).toBe("allowed");
  expect(verdict(account, callOf(session, "s3:ListBucket"), startMs)).toBe("AccessDenied");
  expect(verdict(account, callOf(session, "ec2:RunInstances"), startMs)).toBe("AccessDenied");
});

test("a federation token may do what both its policy and its user's allow, and no IAM or STS", () => {
  const { account, keys } = exampleAccount();
  const federate = (parameters: object) =>
    issue(account, callOf(keys[0], "sts:GetFederationToken", { parameters: { Name: "attacker", ...parameters } }));
  const session = federate({ Policy: policy(allow("*")) });
  expect(verdict(account, callOf(session), startMs)).toBe("allowed");
  expect(verdict(account, callOf(session, "iam:CreateUser"), startMs)).toBe("InvalidClientTokenId");
  expect(verdict(account, callOf(session, "sts:AssumeRole"), startMs)).toBe("InvalidClientTokenId");
  expect(verdict(account, callOf(federate({})), startMs)).toBe("AccessDenied");
  expect(account.request(callOf(session, "sts:GetCallerIdentity"), startMs)).toMatchObject({
    response: { UserId: `${accountId}:attacker`, Arn: `arn:aws:sts::${accountId}:federated-user/attacker` },
  });
});

test("credentials of a session get no session token", () => {
  const { account } = exampleAccount();
  const { accessKeyId } = account.startSession({ roleName: "web-server", sessionName: "i-01", by: ec2 }, startMs);
  expect(verdict(account, callOf(accessKeyId, "sts:GetSessionToken"), startMs)).toBe("AccessDenied");
});
