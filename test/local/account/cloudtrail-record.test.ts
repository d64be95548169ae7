import type { ApiCall } from "../../../lib/local/account/api-call.ts";
import { cloudTrailRecord, reachesCloudTrail } from "../../../lib/local/account/cloudtrail-record.ts";
import type { SimulatedAccount } from "../../../lib/local/account/simulated-account.ts";
import { accountId, callOf, deny, exampleAccount, policy, startMs } from "./example-account.ts";

const recordOf = (account: SimulatedAccount, call: ApiCall, nowMs = startMs, sequence = 1) =>
  cloudTrailRecord({ accountId, call, result: account.request(call, nowMs), nowMs, sequence });

test("a key's call is written as CloudTrail writes it, secrets left out", () => {
  const { account, keys } = exampleAccount();
  account.iam("createUser", { UserName: "new-bot" }, startMs);
  const call = callOf(keys[0], "iam:CreateAccessKey", { parameters: { UserName: "new-bot" } });
  const record = recordOf(account, call);
  expect(record).toMatchObject({
    eventVersion: "1.11",
    userIdentity: {
      type: "IAMUser",
      principalId: expect.stringMatching(/^AIDA[A-Z2-7]{9}EXAMPLE$/),
      arn: `arn:aws:iam::${accountId}:user/deploy-bot`,
      accessKeyId: keys[0],
      userName: "deploy-bot",
    },
    eventTime: "2026-11-21T07:00:00Z",
    eventSource: "iam.amazonaws.com",
    eventName: "CreateAccessKey",
    awsRegion: "us-east-1",
    sourceIPAddress: "203.0.113.7",
    requestParameters: { userName: "new-bot" },
    responseElements: { accessKey: { accessKeyId: expect.stringMatching(/^AKIA/), status: "Active" } },
    readOnly: false,
    managementEvent: true,
    recipientAccountId: accountId,
  });
  expect(JSON.stringify(record)).not.toContain("secretAccessKey");
});

test("a role session's call names the role that issued it, and a created session names its key", () => {
  const { account } = exampleAccount();
  const session = account.startSession(
    { roleName: "web-server", sessionName: "i-01", by: { service: "ec2.amazonaws.com" } },
    startMs,
  );
  const resource = "arn:aws:s3:::invoices/2026.pdf";
  const read = recordOf(account, callOf(session.accessKeyId, "s3:GetObject", { resource, region: "eu-west-1" }));
  expect(read).toMatchObject({
    userIdentity: {
      type: "AssumedRole",
      principalId: expect.stringMatching(/^AROA[A-Z2-7]{9}EXAMPLE:i-01$/),
      arn: `arn:aws:sts::${accountId}:assumed-role/web-server/i-01`,
      sessionContext: {
        sessionIssuer: { type: "Role", arn: `arn:aws:iam::${accountId}:role/app/web-server`, userName: "web-server" },
        attributes: { creationDate: "2026-11-21T07:00:00Z", mfaAuthenticated: "false" },
      },
    },
    awsRegion: "eu-west-1",
    readOnly: true,
    managementEvent: false,
    eventCategory: "Data",
    resources: [{ ARN: resource }],
    responseElements: null,
  });

  const parameters = { RoleArn: `arn:aws:iam::${accountId}:role/app/web-server`, RoleSessionName: "again" };
  const chained = recordOf(account, callOf(session.accessKeyId, "sts:AssumeRole", { parameters }));
  expect(chained).toHaveProperty("responseElements.credentials.accessKeyId", expect.stringMatching(/^ASIA/));
  expect(JSON.stringify(chained)).not.toContain("sessionToken");
});

test("a denied call has its error, and a refused credential never reaches CloudTrail", () => {
  const { account, keys } = exampleAccount();
  const name = { UserName: "deploy-bot" };
  account.iam("putUserPolicy", { ...name, PolicyName: "w", PolicyDocument: policy(deny("s3:*")) }, startMs);
  const denied = recordOf(account, callOf(keys[0]), startMs + 4_000);
  expect(denied).toMatchObject({ errorCode: "AccessDenied", errorMessage: expect.stringContaining("explicit deny") });

  account.iam("updateAccessKey", { ...name, AccessKeyId: keys[0], Status: "Inactive" }, startMs);
  const refused = account.attempt(callOf(keys[0]), startMs + 4_000);
  expect(reachesCloudTrail(refused)).toBe(false);
  expect(reachesCloudTrail(account.attempt(callOf(keys[1]), startMs + 4_000))).toBe(true);
});

test("an API error of an allowed call is recorded with the exception's name", () => {
  const { account, keys } = exampleAccount();
  const call = callOf(keys[0], "iam:GetUser", { parameters: { UserName: "nobody" } });
  expect(recordOf(account, call)).toMatchObject({ errorCode: "NoSuchEntityException", readOnly: true });
});

test("the same call has the same event id, and another one has another", () => {
  const { account, keys } = exampleAccount();
  const id = (sequence: number, key = keys[0]) => recordOf(account, callOf(key), startMs, sequence)["eventID"];
  expect(id(1)).toBe(id(1));
  expect(new Set([id(1), id(2), id(1, keys[1])]).size).toBe(3);
  expect(id(1)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("an address that may belong to somebody is refused", () => {
  const { account, keys } = exampleAccount();
  const from = (sourceAddress: string) => () => recordOf(account, callOf(keys[0], "s3:GetObject", { sourceAddress }));
  expect(from("8.8.8.8")).toThrow(/8\.8\.8\.8 may belong to somebody/);
  expect(from("2001:db8::1")).not.toThrow();
  expect(from("10.1.2.3")).not.toThrow();
  expect(from("states.amazonaws.com")).not.toThrow();
});
