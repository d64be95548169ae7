import { resolveActor } from "../../../../lib/domain/identity/resolve-actor.ts";
import { derivedFrom } from "../../../../lib/domain/response/sweep/derived-from.ts";
import { suspectKey } from "../../../../lib/domain/response/sweep/suspect.ts";
import {
  account,
  activityFrom,
  assume,
  type Caller,
  call,
  createKey,
  key,
  roleArn,
  startMs,
  userArn,
} from "./made-records.ts";

const stolen: Caller = { accessKeyId: key("AKIA", 1), userName: "ci" };
const session: Caller = { accessKeyId: key("ASIA", 2), session: ["app", "build"] };

const deedsOf = (record: object) => {
  const activity = activityFrom(record);
  return derivedFrom(activity, resolveActor(activity));
};
/** task, thing, name, key and the keys of the leads, for one-line expectations. */
const brief = (record: object) =>
  deedsOf(record).map(({ task, thing, name, key: of, leads }) => [
    task,
    thing,
    name,
    of ?? "-",
    leads.map(({ suspect }) => suspectKey(suspect)).join(" "),
  ]);

const appSession = "AROAAPPXXXXXXXXXXXXXX:build";

test.each<[string, object, unknown[][]]>([
  [
    "a role session",
    assume(stolen, 1, "app", "build", key("ASIA", 2)),
    [["contain", "role session", `role/app/build (${key("ASIA", 2)})`, appSession, `access-key:${key("ASIA", 2)}`]],
  ],
  [
    "a session token, which outlives its key",
    call(stolen, "sts:GetSessionToken", 1, null, { credentials: { accessKeyId: key("ASIA", 3) } }),
    [["contain", "session token", `user/ci (${key("ASIA", 3)})`, userArn("ci"), `access-key:${key("ASIA", 3)}`]],
  ],
  [
    "a federation token",
    call(stolen, "sts:GetFederationToken", 1, { name: "bob" }, { credentials: { accessKeyId: key("ASIA", 3) } }),
    [
      [
        "contain",
        "federation token",
        `user/ci as bob (${key("ASIA", 3)})`,
        userArn("ci"),
        `access-key:${key("ASIA", 3)}`,
      ],
    ],
  ],
  [
    "a console of a session",
    call(session, "signin:GetSigninToken", 1, null, { GetSigninToken: "Success" }),
    [["contain", "console session", "role/app", appSession, `session-console:${appSession}`]],
  ],
  [
    "an access key of another user",
    createKey(stolen, 1, "bob", key("AKIA", 5)),
    [["contain", "access key", key("AKIA", 5), key("AKIA", 5), `access-key:${key("AKIA", 5)}`]],
  ],
  [
    "a key that sleeps no longer",
    call(stolen, "iam:UpdateAccessKey", 1, { userName: "bob", accessKeyId: key("AKIA", 5), status: "Active" }),
    [["contain", "access key made active again", key("AKIA", 5), key("AKIA", 5), `access-key:${key("AKIA", 5)}`]],
  ],
  [
    "a password",
    call(stolen, "iam:CreateLoginProfile", 1, { userName: "bob" }),
    [["contain", "console password", "bob", userArn("bob"), `user-console:${account}/bob`]],
  ],
  [
    "its own password",
    call(stolen, "iam:ChangePassword", 1),
    [["contain", "console password", "ci", userArn("ci"), `user-console:${account}/ci`]],
  ],
  [
    "a user",
    call(stolen, "iam:CreateUser", 1, { userName: "eve" }, { user: { userName: "eve", arn: userArn("eve") } }),
    [["contain", "user", "eve", userArn("eve"), `user:${account}/eve`]],
  ],
  [
    "a role",
    call(stolen, "iam:CreateRole", 1, { roleName: "back" }, { role: { roleName: "back", arn: roleArn("x/back") } }),
    [["contain", "role", "back", roleArn("x/back"), `role:${account}/back`]],
  ],
  [
    "a Bedrock API key",
    call(
      stolen,
      "iam:CreateServiceSpecificCredential",
      1,
      { userName: "BedrockAPIKey-x1", serviceName: "bedrock.amazonaws.com" },
      {
        serviceSpecificCredential: {
          serviceSpecificCredentialId: "ACCA000000000000000X",
          userName: "BedrockAPIKey-x1",
          serviceName: "bedrock.amazonaws.com",
        },
      },
    ),
    [
      [
        "contain",
        "Bedrock API key",
        "ACCA000000000000000X",
        "ACCA000000000000000X",
        `user:${account}/BedrockAPIKey-x1`,
      ],
    ],
  ],
  [
    "instances with a role",
    call(
      stolen,
      "ec2:RunInstances",
      1,
      { iamInstanceProfile: { name: "app" } },
      { instancesSet: { items: [{ instanceId: "i-0123456789abcdef0" }] } },
    ),
    [["contain", "instances with a role", "i-0123456789abcdef0", "-", `session:${account}/*/i-0123456789abcdef0`]],
  ],
  [
    "instances without one",
    call(stolen, "ec2:RunInstances", 1, {}, { instancesSet: { items: [{ instanceId: "i-0123456789abcdef0" }] } }),
    [["undo", "instances", "i-0123456789abcdef0", "-", ""]],
  ],
  [
    "a function",
    call(
      stolen,
      "lambda:CreateFunction20150331",
      1,
      { functionName: "f" },
      { functionName: "f", functionArn: `arn:aws:lambda:us-east-1:${account}:function:f`, role: roleArn("app") },
    ),
    [["contain", "function", "f", `arn:aws:lambda:us-east-1:${account}:function:f`, `session:${account}/app/f`]],
  ],
  [
    "a trust policy",
    call(stolen, "iam:UpdateAssumeRolePolicy", 1, { roleName: "app", policyDocument: "{" }),
    [["undo", "trust policy", "app", "-", ""]],
  ],
  [
    "a policy for itself",
    call(stolen, "iam:AttachUserPolicy", 1, { userName: "ci", policyArn: "arn:aws:iam::aws:policy/Admin" }),
    [["undo", "attached policy", "ci", "-", ""]],
  ],
  [
    "a grant",
    call(stolen, "kms:CreateGrant", 1, { keyId: "k", granteePrincipal: roleArn("x") }, { grantId: "g" }),
    [["undo", "key grant", "k", "-", ""]],
  ],
  [
    "a schedule",
    call(stolen, "scheduler:CreateSchedule", 1, { name: "nightly", target: { arn: "a", roleArn: "r" } }),
    [["undo", "schedule", "nightly", "-", ""]],
  ],
  [
    "secrets, each by its name",
    call(stolen, "ssm:GetParameters", 1, { names: ["/a", "/b", "/a"], withDecryption: true }),
    [
      ["rotate", "parameter", "/a", "-", ""],
      ["rotate", "parameter", "/b", "-", ""],
    ],
  ],
  [
    "what AWS tells everybody is no secret",
    call(stolen, "ssm:GetParameters", 1, { names: ["/aws/service/eks/x", "/b"] }),
    [["rotate", "parameter", "/b", "-", ""]],
  ],
  [
    "secrets by a filter",
    call(stolen, "secretsmanager:BatchGetSecretValue", 1, { filters: [{ key: "name", values: ["prod"] }] }),
    [["rotate", "secret", "all that fit prod", "-", ""]],
  ],
  [
    "an object with credentials",
    call(stolen, "s3:GetObject", 1, { bucketName: "backup", key: "home/.aws/credentials" }),
    [["rotate", "object", "backup/home/.aws/credentials", "-", ""]],
  ],
  ["any other object", call(stolen, "s3:GetObject", 1, { bucketName: "backup", key: "report.csv" }), []],
  [
    "user data",
    call(stolen, "ec2:DescribeInstanceAttribute", 1, { attribute: "userData", instanceId: "i-1" }),
    [["rotate", "user data of instance", "i-1", "-", ""]],
  ],
  ["a call that failed", { ...createKey(stolen, 1, "bob", key("AKIA", 5)), errorCode: "AccessDenied" }, []],
  ["a call that leaves nothing", call(stolen, "iam:ListUsers", 1), []],
  ["a key that is switched off", call(stolen, "iam:UpdateAccessKey", 1, { status: "Inactive" }), []],
])("%s", (_name, record, expected) => {
  expect(brief(record)).toEqual(expected);
});

test("what is the intruder's from a time on says so; what did not exist before is so from ever", () => {
  const since = (record: object) => deedsOf(record)[0]?.leads[0]?.sinceMs;
  expect(since(call(stolen, "iam:UpdateLoginProfile", 7, { userName: "bob" }))).toBe(startMs + 7_000);
  expect(since(createKey(stolen, 7, "bob", key("AKIA", 5)))).toBe(0);
});

test("a trust policy says whom it lets in, in any way that CloudTrail writes it", () => {
  const document = {
    Statement: [
      { Effect: "Allow", Principal: { AWS: ["999999999999"], Service: "ec2.amazonaws.com" } },
      { Effect: "Deny", Principal: "*" },
    ],
  };
  const text = JSON.stringify(document);
  const details = [text, encodeURIComponent(text)].map(
    (policyDocument) =>
      deedsOf(call(stolen, "iam:UpdateAssumeRolePolicy", 1, { roleName: "a", policyDocument }))[0]?.detail,
  );
  expect(details).toEqual(Array(2).fill("lets in 999999999999, ec2.amazonaws.com"));
});

test("hostile texts are shown escaped and bounded, and followed or contained only in the form that AWS gives them", () => {
  const evil = `\u202eevil\n${"x".repeat(5_000)}`;
  const records = [
    createKey(stolen, 1, evil, evil),
    call(stolen, "iam:CreateUser", 1, { userName: evil }, { user: { userName: evil, arn: evil } }),
    call(stolen, "iam:CreateRole", 1, { roleName: evil, assumeRolePolicyDocument: evil }, { role: { arn: evil } }),
    call(stolen, "iam:CreateLoginProfile", 1, { userName: evil }),
    call(stolen, "iam:UpdateAssumeRolePolicy", 1, { roleName: evil, policyDocument: { Statement: evil } }),
    call(stolen, "secretsmanager:GetSecretValue", 1, { secretId: evil }),
    call(stolen, "lambda:CreateFunction20150331", 1, null, { functionName: evil, functionArn: evil, role: evil }),
    assume(stolen, 1, "app", evil, evil),
  ];
  for (const deed of records.flatMap(deedsOf)) {
    expect([deed.thing, deed.key, deed.leads]).toEqual([deed.thing, undefined, []]);
    for (const text of [deed.name, deed.detail]) {
      expect(text.length).toBeLessThanOrEqual(400);
      expect(text).not.toMatch(/[\n\u202e]/);
    }
  }
});
