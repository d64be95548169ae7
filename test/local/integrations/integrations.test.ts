import { cloudTrailRecord } from "../../../lib/local/account/cloudtrail-record.ts";
import { type EmbeddedDynamoDB, startEmbeddedDynamoDB } from "../../../lib/local/embedded-dynamodb.ts";
import { dynamodbIntegrations } from "../../../lib/local/integrations/dynamodb-integrations.ts";
import { iamIntegrations } from "../../../lib/local/integrations/iam-integrations.ts";
import { noticeIntegrations } from "../../../lib/local/integrations/notice-integrations.ts";
import type { PlaybookCall } from "../../../lib/local/integrations/role-caller.ts";
import { type Integrations, integrationArn } from "../../../lib/local/state-machine/integration.ts";
import type { JsonObject } from "../../../lib/local/state-machine/json-value.ts";
import { StateError } from "../../../lib/local/state-machine/state-error.ts";
import { accountId, allow, deny, exampleAccount, policy, startMs, trustOf } from "../account/example-account.ts";

/** What a task would get: the response, or the error's name. */
async function invoke(
  integrations: Integrations,
  name: string,
  given: JsonObject,
  nowMs = startMs,
  roleArn?: string,
): Promise<unknown> {
  const { signal } = new AbortController();
  const call = { executionName: "containment-1", stateName: "S", nowMs, signal, taskToken: undefined, roleArn };
  try {
    return await integrations[integrationArn(name)]?.(given, call);
  } catch (error) {
    if (error instanceof StateError) return error.error;
    throw error;
  }
}

describe("iam", () => {
  test("answers as the API does and names errors as Step Functions does", async () => {
    const { account, keys } = exampleAccount();
    const iam = iamIntegrations(account);
    const call = (action: string, given: JsonObject) => invoke(iam, `aws-sdk:iam:${action}`, given);
    expect(await call("updateAccessKey", { UserName: "deploy-bot", AccessKeyId: keys[0], Status: "Inactive" })).toEqual(
      {},
    );
    expect(await call("getUser", { UserName: "nobody" })).toBe("Iam.NoSuchEntityException");
    expect(await call("createAccessKey", { UserName: "deploy-bot" })).toBe("Iam.LimitExceededException");
    expect(await call("getUser", { UserNmae: "deploy-bot" })).toBe("States.Runtime");
  });

  const roleFor = (statement: object) => {
    const { account, keys } = exampleAccount();
    const RoleName = "playbook";
    const AssumeRolePolicyDocument = trustOf({ Service: "states.amazonaws.com" });
    account.iam("createRole", { RoleName, Path: "/nhi-warden/", AssumeRolePolicyDocument }, startMs);
    account.iam("putRolePolicy", { RoleName, PolicyName: "p", PolicyDocument: policy(statement) }, startMs);
    account.settle();
    const calls: PlaybookCall[] = [];
    return {
      account,
      keys,
      calls,
      iam: iamIntegrations(account, { roleName: RoleName, onCall: (call) => calls.push(call) }),
    };
  };

  test("as a role may do what the role's policies allow, and no more", async () => {
    const { iam, keys, account } = roleFor(
      allow("iam:UpdateAccessKey", { Resource: `arn:aws:iam::${accountId}:user/*` }),
    );
    const update = { UserName: "deploy-bot", AccessKeyId: keys[0], Status: "Inactive" };
    expect(await invoke(iam, "aws-sdk:iam:updateAccessKey", update)).toEqual({});
    const before = account.state();
    const attach = { UserName: "deploy-bot", PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" };
    expect(await invoke(iam, "aws-sdk:iam:attachUserPolicy", attach)).toBe("Iam.IamException");
    expect(account.state()).toBe(before);
  });

  test("as a role leaves a trail that shows who acted", async () => {
    const { iam, calls } = roleFor(allow("iam:*"));
    await invoke(iam, "aws-sdk:iam:getUser", { UserName: "deploy-bot" });
    await invoke(iam, "aws-sdk:iam:getUser", { UserName: "nobody" });
    const records = calls.map((call, sequence) => cloudTrailRecord({ accountId, ...call, sequence }));
    expect(records[0]).toMatchObject({
      eventName: "GetUser",
      sourceIPAddress: "states.amazonaws.com",
      userIdentity: {
        arn: `arn:aws:sts::${accountId}:assumed-role/playbook/containment-1`,
        invokedBy: "states.amazonaws.com",
        sessionContext: { sessionIssuer: { arn: `arn:aws:iam::${accountId}:role/nhi-warden/playbook` } },
      },
    });
    expect(records[1]).toMatchObject({ errorCode: "NoSuchEntityException" });
    const [one, two] = records.map((record) => (record["userIdentity"] as { accessKeyId: string }).accessKeyId);
    expect(one).toBe(two);
  });

  test("as a role goes on after its session has expired, and stops at what cannot be judged", async () => {
    const { iam, account } = roleFor(allow("iam:*"));
    const read = { UserName: "deploy-bot" };
    await invoke(iam, "aws-sdk:iam:getUser", read);
    expect(await invoke(iam, "aws-sdk:iam:getUser", read, startMs + 4_000_000)).toHaveProperty("User");
    const PolicyDocument = policy(deny("*", { Condition: { BinaryEquals: { x: "y" } } }));
    account.iam("putRolePolicy", { RoleName: "playbook", PolicyName: "q", PolicyDocument }, startMs);
    expect(await invoke(iam, "aws-sdk:iam:getUser", read, startMs + 5_000_000)).toBe("States.Runtime");
  });

  test("acts in the account of the role in the task's Credentials, and in no account that is not there", async () => {
    const [{ account: home }, { account: member }] = [exampleAccount(), exampleAccount({ accountId: "444455556666" })];
    const iam = iamIntegrations(home, { members: [member] });
    const tag = { UserName: "deploy-bot", Tags: [{ Key: "seen", Value: "yes" }] };
    const before = home.state();
    const role = (id: string) => `arn:aws:iam::${id}:role/nhi-warden/responder`;
    expect(await invoke(iam, "aws-sdk:iam:tagUser", tag, startMs, role("444455556666"))).toEqual({});
    expect(member.state().users.get("deploy-bot")?.tags).toEqual([{ key: "seen", value: "yes" }]);
    expect(await invoke(iam, "aws-sdk:iam:tagUser", tag, startMs, role("777788889999"))).toBe("States.Permissions");
    expect(await invoke(iam, "aws-sdk:iam:tagUser", tag, startMs, "responder")).toBe("States.Permissions");
    expect(home.state()).toBe(before);
  });

  test("as a role assumes the role in the task's Credentials, whose policies then decide", async () => {
    const responder = `arn:aws:iam::${accountId}:role/nhi-warden/responder`;
    const { iam, account, calls } = roleFor(allow("sts:AssumeRole", { Resource: responder }));
    const name = { RoleName: "responder" };
    const AssumeRolePolicyDocument = trustOf({ AWS: `arn:aws:iam::${accountId}:role/nhi-warden/playbook` });
    account.iam("createRole", { ...name, Path: "/nhi-warden/", AssumeRolePolicyDocument }, startMs);
    const PolicyDocument = policy(allow("iam:GetUser"));
    account.iam("putRolePolicy", { ...name, PolicyName: "p", PolicyDocument }, startMs);
    account.settle();
    const read = { UserName: "deploy-bot" };
    expect(await invoke(iam, "aws-sdk:iam:getUser", read, startMs, responder)).toHaveProperty("User");
    expect(await invoke(iam, "aws-sdk:iam:listAccessKeys", read, startMs, responder)).toBe("Iam.IamException");
    expect(await invoke(iam, "aws-sdk:iam:getUser", read)).toBe("Iam.IamException");
    expect(await invoke(iam, "aws-sdk:iam:getUser", read, startMs, `${responder}-2`)).toBe("States.Permissions");
    const actions = calls.map(({ call }) => call.action);
    expect(actions).toEqual(["sts:AssumeRole", "iam:GetUser", "iam:ListAccessKeys", "iam:GetUser", "sts:AssumeRole"]);
  });

  test("as a role that Step Functions may not assume is denied", async () => {
    const { account } = exampleAccount();
    const iam = iamIntegrations(account, { roleName: "web-server" });
    expect(await invoke(iam, "aws-sdk:iam:getUser", { UserName: "deploy-bot" })).toBe("Iam.IamException");
  });
});

describe("dynamodb", () => {
  let store: EmbeddedDynamoDB;
  beforeAll(async () => {
    store = await startEmbeddedDynamoDB({ tableName: "test-table" });
  });
  afterAll(() => store.stop());
  const key = { pk: { S: "p" }, sk: { S: "s" } };
  const table = { TableName: "test-table" };

  test("puts, reads, updates, queries and deletes items, bytes as Base64 and without the SDK's own fields", async () => {
    const db = dynamodbIntegrations(store.client);
    const Item = { ...key, data: { B: "AAECAw==" }, flag: { BOOL: true }, list: { L: [{ N: "1" }] } };
    expect(await invoke(db, "dynamodb:putItem", { ...table, Item })).toEqual({});
    expect(await invoke(db, "dynamodb:getItem", { ...table, Key: key })).toEqual({ Item });
    const change = { UpdateExpression: "SET flag = :f", ExpressionAttributeValues: { ":f": { BOOL: false } } };
    await invoke(db, "aws-sdk:dynamodb:updateItem", { ...table, Key: key, ...change });
    const KeyConditionExpression = "pk = :p";
    const ExpressionAttributeValues = { ":p": { S: "p" } };
    const query = { ...table, KeyConditionExpression, ExpressionAttributeValues };
    expect(await invoke(db, "aws-sdk:dynamodb:query", query)).toMatchObject({
      Count: 1,
      Items: [{ flag: { BOOL: false } }],
    });
    await invoke(db, "dynamodb:deleteItem", { ...table, Key: key });
    expect(await invoke(db, "dynamodb:getItem", { ...table, Key: key })).toEqual({});
  });

  test("names a failed condition after the integration that was used", async () => {
    const db = dynamodbIntegrations(store.client);
    const put = { ...table, Item: key, ConditionExpression: "attribute_exists(pk)" };
    expect(await invoke(db, "dynamodb:putItem", put)).toBe("DynamoDB.ConditionalCheckFailedException");
    expect(await invoke(db, "aws-sdk:dynamodb:putItem", put)).toBe("DynamoDb.ConditionalCheckFailedException");
    const elsewhere = { TableName: "no-such-table", Key: key };
    expect(await invoke(db, "dynamodb:getItem", elsewhere)).toBe("DynamoDB.ResourceNotFoundException");
  });

  test("a store that cannot be reached is an error and no absence", async () => {
    const gone = await startEmbeddedDynamoDB();
    const db = dynamodbIntegrations(gone.client);
    await gone.stop();
    expect(await invoke(db, "dynamodb:getItem", { ...table, Key: key })).toBe("DynamoDB.SdkClientException");
  });
});

describe("notices", () => {
  const given = { TopicArn: "arn:aws:sns:us-east-1:111122223333:t", Message: "m" };

  test("reach the sink, objects as JSON", async () => {
    const seen: unknown[] = [];
    const sns = noticeIntegrations((notice) => void seen.push(notice));
    expect(await invoke(sns, "sns:publish", { ...given, Subject: "s" })).toEqual({ MessageId: "message-1" });
    await invoke(sns, "aws-sdk:sns:publish", { ...given, Message: { a: 1 } });
    const topicArn = given.TopicArn;
    expect(seen).toEqual([
      { topicArn, subject: "s", message: "m" },
      { topicArn, subject: undefined, message: '{"a":1}' },
    ]);
  });

  test.each([
    ["a subject that is too long", { Subject: "x".repeat(101) }],
    ["a subject with a line break", { Subject: "a\nb" }],
    ["a subject that is not ASCII", { Subject: "é" }],
    ["an empty message", { Message: "" }],
    ["a message that is too long", { Message: "x".repeat(262_145) }],
    ["no topic", { TopicArn: "" }],
  ])("are refused for %s, as SNS refuses them", async (_, change) => {
    const sns = noticeIntegrations(() => undefined);
    expect(await invoke(sns, "sns:publish", { ...given, ...change })).toBe("SNS.InvalidParameterException");
    expect(await invoke(sns, "aws-sdk:sns:publish", { ...given, ...change })).toBe("Sns.InvalidParameterException");
  });
});
