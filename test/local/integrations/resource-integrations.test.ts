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
  ["ecs:stopTask", { Cluster: "prod", Task: "none" }, "Ecs.InvalidParameterException"],
])("%s with %j is answered as %s", async (name, given, error) => {
  expect(await place()(name, given)).toBe(error);
});
