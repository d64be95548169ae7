import fc from "fast-check";
import type { SimulatedAccount } from "../../../lib/local/account/simulated-account.ts";
import { accountId, allow, answer, deny, exampleAccount, policy, startMs, trustOf } from "./example-account.ts";

const denyAll = policy(deny("*"));

test("a user has at most two access keys", () => {
  const { account } = exampleAccount();
  expect(answer(account, "createAccessKey", { UserName: "deploy-bot" })).toBe("Iam.LimitExceededException");
  expect(() => account.iam("createAccessKey", { UserName: "deploy-bot" }, startMs)).toThrow(
    "Cannot exceed quota for AccessKeysPerUser: 2",
  );
});

test("a key that belongs to another user is not found under this one", () => {
  const { account, keys } = exampleAccount();
  const update = { UserName: "deploy-bot", AccessKeyId: keys[2], Status: "Inactive" };
  expect(answer(account, "updateAccessKey", update)).toBe("Iam.NoSuchEntityException");
});

test("the last use of a key moves only when the key works", () => {
  const { account, keys } = exampleAccount();
  const lastUsed = () => account.iam("getAccessKeyLastUsed", { AccessKeyId: keys[0] }, startMs)["AccessKeyLastUsed"];
  const call = { accessKeyId: keys[0], action: "s3:GetObject", sourceAddress: "203.0.113.7" };
  expect(lastUsed()).toEqual({ Region: "N/A", ServiceName: "N/A" });
  account.attempt(call, startMs);
  expect(lastUsed()).toEqual({ LastUsedDate: "2026-11-21T07:00:00Z", Region: "us-east-1", ServiceName: "s3" });
  account.iam("updateAccessKey", { UserName: "deploy-bot", AccessKeyId: keys[0], Status: "Inactive" }, startMs);
  account.attempt(call, startMs + 60_000);
  expect(lastUsed()).toHaveProperty("LastUsedDate", "2026-11-21T07:00:00Z");
});

test("nobody changes a service-linked role", () => {
  const { account } = exampleAccount();
  account.iam("createServiceLinkedRole", { AWSServiceName: "ecs.amazonaws.com" }, startMs);
  const name = { RoleName: "AWSServiceRoleForEcs" };
  const put = { ...name, PolicyName: "x", PolicyDocument: denyAll };
  expect(answer(account, "putRolePolicy", put)).toBe("Iam.UnmodifiableEntityException");
  expect(answer(account, "updateAssumeRolePolicy", { ...name, PolicyDocument: trustOf({ AWS: "*" }) })).toBe(
    "Iam.UnmodifiableEntityException",
  );
  expect(answer(account, "deleteRole", name)).toBe("Iam.UnmodifiableEntityException");
  expect(
    answer(account, "createRole", { RoleName: "x", Path: "/aws-service-role/x/", AssumeRolePolicyDocument: "{}" }),
  ).toBe("Iam.IamException");
});

test("a principal is deleted only after everything that hangs on it", () => {
  const { account, keys } = exampleAccount();
  const UserName = "other-bot";
  account.iam("createLoginProfile", { UserName, Password: "x" }, startMs);
  expect(answer(account, "deleteUser", { UserName })).toBe("Iam.DeleteConflictException");
  answer(account, "deleteUserPolicy", { UserName, PolicyName: "all" });
  expect(answer(account, "deleteUser", { UserName })).toBe("Iam.DeleteConflictException");
  answer(account, "deleteAccessKey", { UserName, AccessKeyId: keys[2] });
  expect(answer(account, "deleteUser", { UserName })).toBe("Iam.DeleteConflictException");
  answer(account, "deleteLoginProfile", { UserName });
  expect(answer(account, "getLoginProfile", { UserName })).toBe("Iam.NoSuchEntityException");
  expect(answer(account, "deleteUser", { UserName })).toEqual({});
  expect(answer(account, "getUser", { UserName })).toBe("Iam.NoSuchEntityException");
});

test("names differ by more than their capitals, and hold no odd characters", () => {
  const { account } = exampleAccount();
  expect(answer(account, "createUser", { UserName: "Deploy-Bot" })).toBe("Iam.EntityAlreadyExistsException");
  expect(answer(account, "createUser", { UserName: "a/b" })).toBe("Iam.IamException");
  expect(answer(account, "createUser", { UserName: "__proto__" })).toHaveProperty("User.UserName", "__proto__");
  expect(answer(account, "getUser", { UserName: "constructor" })).toBe("Iam.NoSuchEntityException");
});

test("an unknown operation, an unknown parameter and a missing one are errors that name it", () => {
  const { account } = exampleAccount();
  expect(() => account.iam("disableEverything", {}, startMs)).toThrow(/disableEverything/);
  expect(() => account.iam("getUser", { UserName: "deploy-bot", Usrname: "x" }, startMs)).toThrow(/Usrname/);
  expect(() => account.iam("updateAccessKey", { UserName: "deploy-bot" }, startMs)).toThrow(/AccessKeyId/);
});

test("a trust policy is kept to the letter, and one that cannot be read is malformed", () => {
  const { account } = exampleAccount();
  const PolicyDocument = ` ${trustOf({ Service: "lambda.amazonaws.com" })}\n`;
  account.iam("updateAssumeRolePolicy", { RoleName: "web-server", PolicyDocument }, startMs);
  const { Role } = account.iam("getRole", { RoleName: "web-server" }, startMs) as {
    Role: { AssumeRolePolicyDocument: string };
  };
  expect(decodeURIComponent(Role.AssumeRolePolicyDocument)).toBe(PolicyDocument);
  const bad = { RoleName: "web-server", PolicyDocument: denyAll };
  expect(answer(account, "updateAssumeRolePolicy", bad)).toBe("Iam.MalformedPolicyDocumentException");
});

test("every item of a list comes exactly once, whatever the size of a page", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 20 }), (MaxItems, more) => {
      const { account } = exampleAccount();
      for (let i = 0; i < more; i++) account.iam("createUser", { UserName: `user-${i}` }, startMs);
      const seen: string[] = [];
      let Marker: string | undefined;
      do {
        const given = { MaxItems, ...(Marker === undefined ? {} : { Marker }) };
        const read = account.iam("listUsers", given, startMs) as { Users: { UserName: string }[]; Marker?: string };
        seen.push(...read.Users.map(({ UserName }) => UserName));
        Marker = read.Marker;
      } while (Marker !== undefined);
      expect(seen).toEqual([...account.state().users.keys()]);
    }),
  );
});

describe("the policy simulator", () => {
  const evaluate = (account: SimulatedAccount, ContextEntries: object[] = []) =>
    account.iam(
      "simulatePrincipalPolicy",
      {
        PolicySourceArn: `arn:aws:iam::${accountId}:role/app/web-server`,
        ActionNames: ["s3:GetObject", "ec2:RunInstances"],
        ContextEntries,
      },
      startMs,
    )["EvaluationResults"] as { EvalDecision: string; MissingContextValues: string[] }[];
  const issued = (time: string) => [
    { ContextKeyName: "aws:TokenIssueTime", ContextKeyType: "date", ContextKeyValues: [time] },
  ];

  test("says what the policies say at once, before anything is enforced", () => {
    const { account } = exampleAccount();
    expect(evaluate(account).map(({ EvalDecision }) => EvalDecision)).toEqual(["allowed", "implicitDeny"]);
    const PolicyDocument = policy(
      deny("*", { Condition: { DateLessThan: { "aws:TokenIssueTime": "2026-11-21T07:00:30.000Z" } } }),
    );
    account.iam("putRolePolicy", { RoleName: "web-server", PolicyName: "revoke", PolicyDocument }, startMs);
    const decisions = (time: string) => evaluate(account, issued(time)).map(({ EvalDecision }) => EvalDecision);
    expect(decisions("2026-11-21T07:00:29Z")).toEqual(["explicitDeny", "explicitDeny"]);
    expect(decisions("2026-11-21T07:00:31Z")).toEqual(["allowed", "implicitDeny"]);
    expect(evaluate(account)[0]?.MissingContextValues).toEqual(["aws:TokenIssueTime"]);
  });

  test("refuses a principal that is not there", () => {
    const { account } = exampleAccount();
    const given = { PolicySourceArn: `arn:aws:iam::${accountId}:user/nobody`, ActionNames: ["s3:GetObject"] };
    expect(answer(account, "simulatePrincipalPolicy", given)).toBe("Iam.NoSuchEntityException");
  });
});

test("a policy that AWS owns cannot be rewritten, and one's own can", () => {
  const { account } = exampleAccount();
  const PolicyDocument = policy(allow("s3:*"));
  const version = (PolicyArn: string) =>
    answer(account, "createPolicyVersion", { PolicyArn, PolicyDocument, SetAsDefault: true });
  account.iam("createPolicy", { PolicyName: "mine", PolicyDocument: denyAll }, startMs);
  expect(version(`arn:aws:iam::${accountId}:policy/mine`)).toHaveProperty("PolicyVersion");
  expect(version("arn:aws:iam::aws:policy/AWSDenyAll")).toBe("Iam.IamException");
});
