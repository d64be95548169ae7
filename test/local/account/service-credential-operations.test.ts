import { accountId, answer, callOf, deny, exampleAccount, policy, startMs, verdict } from "./example-account.ts";

const UserName = "deploy-bot";
function withCredential(ServiceName: string) {
  const { account, keys } = exampleAccount();
  const made = account.iam("createServiceSpecificCredential", { UserName, ServiceName }, startMs - 60_000);
  const { ServiceSpecificCredentialId: id } = made["ServiceSpecificCredential"] as Record<string, string>;
  return { account, keys, id: id ?? "" };
}

test("a user has at most two credentials of each service that has any", () => {
  const { account } = exampleAccount();
  const make = (ServiceName: string) => answer(account, "createServiceSpecificCredential", { UserName, ServiceName });
  for (const service of ["bedrock", "codecommit", "cassandra", "logs"]) {
    expect(make(`${service}.amazonaws.com`)).toHaveProperty("ServiceSpecificCredential.Status", "Active");
    expect(make(`${service}.amazonaws.com`)).toHaveProperty("ServiceSpecificCredential.UserName", UserName);
    expect(make(`${service}.amazonaws.com`)).toBe("Iam.LimitExceededException");
  }
  expect(make("s3.amazonaws.com")).toBe("Iam.ServiceNotSupportedException");
  const listed = (more: object = {}) =>
    answer(account, "listServiceSpecificCredentials", { UserName, ...more }) as {
      ServiceSpecificCredentials: readonly object[];
    };
  expect(listed().ServiceSpecificCredentials).toHaveLength(8);
  expect(listed({ ServiceName: "bedrock.amazonaws.com" }).ServiceSpecificCredentials).toHaveLength(2);
});

test("it works for its own service, as the user, while it is Active and no policy denies", () => {
  const { account, id } = withCredential("bedrock.amazonaws.com");
  const tried = (action: string, afterMs = 0) => verdict(account, { ...callOf(id), action }, startMs + afterMs);
  expect(tried("bedrock:InvokeModel")).toBe("allowed");
  for (const other of ["s3:GetObject", "iam:CreateUser", "sts:GetCallerIdentity", "sts:GetSessionToken"]) {
    expect(tried(other)).not.toBe("allowed");
  }
  const outcome = account.attempt({ ...callOf(id), action: "bedrock:InvokeModel" }, startMs);
  expect(outcome).toMatchObject({ caller: { arn: `arn:aws:iam::${accountId}:user/${UserName}` } });
  answer(account, "putUserPolicy", { UserName, PolicyName: "no", PolicyDocument: policy(deny("bedrock:*")) });
  expect(tried("bedrock:InvokeModel", 10_000)).toBe("explicit deny");
});

test("it is switched off and on, and not found under another user", () => {
  const { account, id } = withCredential("codecommit.amazonaws.com");
  const set = (Status: string, who = UserName) =>
    answer(account, "updateServiceSpecificCredential", { UserName: who, ServiceSpecificCredentialId: id, Status });
  const works = (atMs: number) => verdict(account, { ...callOf(id), action: "codecommit:GitPull" }, atMs) === "allowed";
  expect(set("Inactive", "other-bot")).toBe("Iam.NoSuchEntityException");
  expect(set("Expired")).toBe("Iam.IamException");
  expect(set("Inactive")).toEqual({});
  expect(works(startMs + 10_000)).toBe(false);
  expect(set("Active")).toEqual({});
  expect(works(startMs + 20_000)).toBe(true);
});

test("a user is deleted only after it", () => {
  const { account, id } = withCredential("logs.amazonaws.com");
  answer(account, "deleteUserPolicy", { UserName, PolicyName: "all" });
  for (const { accessKeyId: AccessKeyId } of account.state().users.get(UserName)?.accessKeys ?? []) {
    answer(account, "deleteAccessKey", { UserName, AccessKeyId });
  }
  expect(answer(account, "deleteUser", { UserName })).toBe("Iam.DeleteConflictException");
  expect(answer(account, "deleteServiceSpecificCredential", { UserName, ServiceSpecificCredentialId: id })).toEqual({});
  expect(answer(account, "deleteUser", { UserName })).toEqual({});
});
