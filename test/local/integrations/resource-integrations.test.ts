import { agentSessionArn, type ServiceResource } from "../../../lib/local/account/service-resources.ts";
import { createSimulatedAccount } from "../../../lib/local/account/simulated-account.ts";
import { serviceIntegrations } from "../../../lib/local/integrations/service-integrations.ts";
import { integrationArn } from "../../../lib/local/state-machine/integration.ts";
import type { JsonObject } from "../../../lib/local/state-machine/json-value.ts";
import { StateError } from "../../../lib/local/state-machine/state-error.ts";
import { startMs } from "../account/example-account.ts";

const accountId = "111111111111";
const arnOf = (service: string, path: string) => `arn:aws:${service}:us-east-1:${accountId}:${path}`;
const secret = arnOf("secretsmanager", "secret:db-a1B2c3");
const still = arnOf("secretsmanager", "secret:still-a1B2c3");
const task = arnOf("ecs", "task/prod/0123456789abcdef0123456789abcdef");
const runtime = arnOf("bedrock-agentcore", "runtime/agent-a1B2c3D4e5");
const agentSessionId = "s".repeat(33);
const profile = arnOf("rolesanywhere", "profile/p-1");
const roleArn = `arn:aws:iam::${accountId}:role/pods`;
const resources: readonly ServiceResource[] = [
  {
    kind: "pod-identity",
    arn: arnOf("eks", "podidentityassociation/prod/a-1"),
    roleArn,
    policy: null,
    disableSessionTags: false,
  },
  { kind: "secret", arn: secret, rotates: true, versions: { v1: ["AWSCURRENT"] } },
  { kind: "secret", arn: still, rotates: false, versions: { v1: ["AWSCURRENT"] } },
  {
    kind: "profile-association",
    arn: arnOf("ec2", "instance/i-1"),
    id: "iip-assoc-0a",
    instanceId: "i-1",
    profileArn: `arn:aws:iam::${accountId}:instance-profile/web`,
  },
  {
    kind: "function",
    arn: arnOf("lambda", "function:orders"),
    reserved: null,
    description: "Takes orders",
    environment: { A: "b" },
  },
  { kind: "task", arn: task, status: "RUNNING", order: "RUNNING", group: "service:orders" },
  { kind: "agent-session", arn: agentSessionArn(runtime, "DEFAULT", agentSessionId), status: "RUNNING" },
  { kind: "trust-profile", arn: profile, enabled: true, roleArns: [roleArn], durationSeconds: 7_200 },
];

/** What a task would get: the response, or the error's name. */
function place() {
  const account = createSimulatedAccount({ accountId });
  for (const resource of resources) account.provide(resource, startMs);
  const integrations = serviceIntegrations(account);
  return async (name: string, given: JsonObject): Promise<unknown> => {
    const { signal } = new AbortController();
    const call = {
      executionName: "c",
      stateName: "S",
      nowMs: startMs,
      signal,
      taskToken: undefined,
      roleArn: undefined,
    };
    try {
      return await integrations[integrationArn(`aws-sdk:${name}`)]?.(given, call);
    } catch (error) {
      if (error instanceof StateError) return error.error;
      throw error;
    }
  };
}

const association = { ClusterName: "prod", AssociationId: "a-1" };

test("an association takes a session policy with session tags off alone; an empty one takes it away", async () => {
  const call = place();
  expect(await call("eks:describePodIdentityAssociation", association)).toEqual({
    Association: {
      AssociationArn: arnOf("eks", "podidentityassociation/prod/a-1"),
      AssociationId: "a-1",
      RoleArn: roleArn,
      DisableSessionTags: false,
    },
  });
  const update = (more: JsonObject) => call("eks:updatePodIdentityAssociation", { ...association, ...more });
  expect(await update({ Policy: "{}" })).toBe("Eks.InvalidParameterException");
  expect(await update({ Policy: "{}", DisableSessionTags: true })).toMatchObject({ Association: { Policy: "{}" } });
  expect(await update({ DisableSessionTags: false })).toBe("Eks.InvalidParameterException");
  const { Association: after } = (await update({ Policy: "", DisableSessionTags: false })) as { Association: object };
  expect(after).not.toHaveProperty("Policy");
});

test("a rotation makes the version of its token the current one, once, and keeps the one before", async () => {
  const call = place();
  const ClientRequestToken = "t".repeat(32);
  const rotate = () => call("secretsmanager:rotateSecret", { SecretId: secret, ClientRequestToken });
  expect(await rotate()).toMatchObject({ VersionId: ClientRequestToken });
  expect(await rotate()).toMatchObject({ VersionId: ClientRequestToken });
  const VersionIdsToStages = { v1: ["AWSPREVIOUS"], [ClientRequestToken]: ["AWSCURRENT"] };
  expect(await call("secretsmanager:describeSecret", { SecretId: secret })).toMatchObject({ VersionIdsToStages });
});

test("an instance's profile is replaced by the id of its association, which gives it another one", async () => {
  const call = place();
  const read = (...filters: [string, string[]][]) =>
    call("ec2:describeIamInstanceProfileAssociations", {
      Filters: filters.map(([Name, Values]) => ({ Name, Values })),
    });
  const IamInstanceProfile = { Arn: `arn:aws:iam::${accountId}:instance-profile/nhi-warden/none` };
  const replace = (AssociationId: string) =>
    call("ec2:replaceIamInstanceProfileAssociation", { AssociationId, IamInstanceProfile });
  expect(await replace("iip-assoc-0a")).toMatchObject({
    IamInstanceProfileAssociation: { AssociationId: "iip-assoc-0b", State: "associating" },
  });
  expect(await replace("iip-assoc-0a")).toBe("Ec2.Ec2Exception");
  const shown = { AssociationId: "iip-assoc-0b", InstanceId: "i-1", IamInstanceProfile, State: "associated" };
  expect(await read(["instance-id", ["i-1"]], ["state", ["associating", "associated"]])).toMatchObject({
    IamInstanceProfileAssociations: [shown],
  });
  for (const filter of [["instance-id", ["i-2"]] as const, ["state", ["disassociating"]] as const]) {
    expect(await read([filter[0], [...filter[1]]])).toEqual({ IamInstanceProfileAssociations: [] });
  }
});

test("a function's description changes with its revision alone, and the answer holds its environment", async () => {
  const call = place();
  const FunctionName = arnOf("lambda", "function:orders");
  const update = (RevisionId: string) =>
    call("lambda:updateFunctionConfiguration", { FunctionName, Description: "Marked", RevisionId });
  const before = { Description: "Takes orders", RevisionId: "revision-0", Environment: { Variables: { A: "b" } } };
  expect(await call("lambda:getFunctionConfiguration", { FunctionName })).toMatchObject(before);
  expect(await update("revision-0")).toMatchObject({ ...before, Description: "Marked", RevisionId: "revision-1" });
  expect(await update("revision-0")).toBe("Lambda.PreconditionFailedException");
});

test("a task stops, and one that is not known is among the failures", async () => {
  const call = place();
  await call("ecs:stopTask", { Cluster: "prod", Task: task });
  const other = arnOf("ecs", "task/prod/none");
  expect(await call("ecs:describeTasks", { Cluster: "prod", Tasks: [task, other] })).toEqual({
    Tasks: [{ TaskArn: task, LastStatus: "STOPPED", DesiredStatus: "STOPPED", Group: "service:orders" }],
    Failures: [{ Arn: other, Reason: "MISSING" }],
  });
});

test("a session of an agent is stopped once, and then not found", async () => {
  const call = place();
  const stop = (more: JsonObject = {}) =>
    call("bedrockagentcore:stopRuntimeSession", {
      AgentRuntimeArn: runtime,
      RuntimeSessionId: agentSessionId,
      ...more,
    });
  expect(await stop({ Qualifier: "prod" })).toBe("BedrockAgentCore.ResourceNotFoundException");
  expect(await stop()).toEqual({ RuntimeSessionId: agentSessionId, StatusCode: 200 });
  expect(await stop({ Qualifier: "DEFAULT" })).toBe("BedrockAgentCore.ResourceNotFoundException");
});

test("a profile keeps the session policy that an update leaves out, and not its duration", async () => {
  const call = place();
  const ProfileId = "p-1";
  const update = (more: JsonObject) => call("rolesanywhere:updateProfile", { ProfileId, ...more });
  expect(await update({ SessionPolicy: "{}", DurationSeconds: 900 })).toMatchObject({
    Profile: { DurationSeconds: 900 },
  });
  expect(await update({})).toMatchObject({ Profile: { SessionPolicy: "{}", DurationSeconds: 3_600, Enabled: true } });
  expect(await call("rolesanywhere:getProfile", { ProfileId })).toMatchObject({
    Profile: { ProfileArn: profile, SessionPolicy: "{}", RoleArns: [roleArn], ManagedPolicyArns: [] },
  });
});

test.each<[string, JsonObject, string]>([
  ["rolesanywhere:updateProfile", { ProfileId: "p-1", SessionPolicy: "" }, "RolesAnywhere.ValidationException"],
  ["rolesanywhere:updateProfile", { ProfileId: "p-1", DurationSeconds: 899 }, "RolesAnywhere.ValidationException"],
  ["rolesanywhere:updateProfile", { ProfileId: "p-2" }, "RolesAnywhere.ResourceNotFoundException"],
  ["eks:describePodIdentityAssociation", { ...association, ClusterName: "dev" }, "Eks.ResourceNotFoundException"],
  ["secretsmanager:describeSecret", { SecretId: "db" }, "SecretsManager.ResourceNotFoundException"],
  [
    "secretsmanager:rotateSecret",
    { SecretId: still, ClientRequestToken: "t" },
    "SecretsManager.InvalidRequestException",
  ],
  ["secretsmanager:rotateSecret", { SecretId: secret, RotationLambdaARN: "f" }, "States.Runtime"],
  [
    "lambda:updateFunctionConfiguration",
    { FunctionName: arnOf("lambda", "function:orders"), Description: "x".repeat(257) },
    "Lambda.InvalidParameterValueException",
  ],
  ["lambda:getFunctionConfiguration", { FunctionName: "other" }, "Lambda.ResourceNotFoundException"],
  ["ec2:describeIamInstanceProfileAssociations", { Filters: [{ Name: "vpc-id", Values: [] }] }, "Ec2.Ec2Exception"],
  [
    "ec2:replaceIamInstanceProfileAssociation",
    { AssociationId: "iip-assoc-0a", IamInstanceProfile: { Name: "x" } },
    "Ec2.Ec2Exception",
  ],
  ["ecs:stopTask", { Cluster: "prod", Task: "none" }, "Ecs.InvalidParameterException"],
])("%s with %j is answered as %s", async (name, given, error) => {
  expect(await place()(name, given)).toBe(error);
});
