import type { ServiceResource } from "../../../lib/local/account/service-resources.ts";
import { createSimulatedAccount } from "../../../lib/local/account/simulated-account.ts";
import { serviceIntegrations } from "../../../lib/local/integrations/service-integrations.ts";
import { integrationArn } from "../../../lib/local/state-machine/integration.ts";
import type { JsonObject } from "../../../lib/local/state-machine/json-value.ts";
import { StateError } from "../../../lib/local/state-machine/state-error.ts";
import { startMs } from "../account/example-account.ts";

const [homeId, memberId] = ["111111111111", "222222222222"] as const;
const profileId = "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f";
const arnOf = (service: string, path: string, accountId: string) => `arn:aws:${service}:us-east-1:${accountId}:${path}`;
const lambda = (accountId: string) => arnOf("lambda", "function:orders", accountId);
const resources = (accountId: string): readonly ServiceResource[] => [
  { kind: "function", arn: lambda(accountId), reserved: null },
  {
    kind: "network-interface",
    arn: arnOf("ec2", "network-interface/eni-1", accountId),
    id: "eni-1",
    instanceId: "i-1",
    groups: ["sg-0000000a"],
  },
  {
    kind: "trust-profile",
    arn: arnOf("rolesanywhere", `profile/${profileId}`, accountId),
    enabled: true,
    roleArns: [],
  },
];

function place() {
  const accounts = [homeId, memberId].map((accountId) => {
    const account = createSimulatedAccount({ accountId });
    for (const resource of resources(accountId)) account.provide(resource, startMs);
    return account;
  });
  const [home, member] = accounts as [(typeof accounts)[0], (typeof accounts)[0]];
  const integrations = serviceIntegrations(home, [member]);
  /** What a task would get: the response, or the error's name. */
  const call = async (name: string, given: JsonObject, roleArn?: string): Promise<unknown> => {
    const { signal } = new AbortController();
    const task = { executionName: "c", stateName: "S", nowMs: startMs, signal, taskToken: undefined, roleArn };
    try {
      return await integrations[integrationArn(`aws-sdk:${name}`)]?.(given, task);
    } catch (error) {
      if (error instanceof StateError) return error.error;
      throw error;
    }
  };
  return { home, member, call };
}

test("a function's reserved concurrency is set, read and taken away; none is answered with nothing", async () => {
  const { call } = place();
  const FunctionName = lambda(homeId);
  expect(await call("lambda:getFunctionConcurrency", { FunctionName })).toEqual({});
  const put = { FunctionName, ReservedConcurrentExecutions: 0 };
  expect(await call("lambda:putFunctionConcurrency", put)).toEqual({ ReservedConcurrentExecutions: 0 });
  expect(await call("lambda:getFunctionConcurrency", { FunctionName })).toEqual({ ReservedConcurrentExecutions: 0 });
  expect(await call("lambda:deleteFunctionConcurrency", { FunctionName })).toEqual({});
  expect(await call("lambda:getFunctionConcurrency", { FunctionName })).toEqual({});
});

test("an interface's groups are replaced, all of them; an instance that is gone has no interface", async () => {
  const { call } = place();
  const of = (id: string) => ({ Filters: [{ Name: "attachment.instance-id", Values: [id] }] });
  const Groups = ["sg-0000000b", "sg-0000000c"];
  await call("ec2:modifyNetworkInterfaceAttribute", { NetworkInterfaceId: "eni-1", Groups });
  expect(await call("ec2:describeNetworkInterfaces", of("i-1"))).toMatchObject({
    NetworkInterfaces: [{ NetworkInterfaceId: "eni-1", Groups: Groups.map((GroupId) => ({ GroupId })) }],
  });
  expect(await call("ec2:describeNetworkInterfaces", of("i-2"))).toEqual({ NetworkInterfaces: [] });
});

test("a profile of Roles Anywhere is disabled and enabled, by its id", async () => {
  const { call } = place();
  const [disabled, enabled] = [{ Profile: { Enabled: false } }, { Profile: { Enabled: true } }];
  expect(await call("rolesanywhere:disableProfile", { ProfileId: profileId })).toMatchObject(disabled);
  expect(await call("rolesanywhere:getProfile", { ProfileId: profileId })).toMatchObject(disabled);
  expect(await call("rolesanywhere:enableProfile", { ProfileId: profileId })).toMatchObject(enabled);
});

test.each<[string, JsonObject, string]>([
  ["lambda:getFunctionConcurrency", { FunctionName: "orders" }, "Lambda.ResourceNotFoundException"],
  [
    "lambda:putFunctionConcurrency",
    { FunctionName: lambda(homeId), ReservedConcurrentExecutions: 901 },
    "Lambda.InvalidParameterValueException",
  ],
  ["lambda:putFunctionConcurrency", { FunctionName: lambda(homeId) }, "States.Runtime"],
  ["lambda:getFunctionConcurrency", { FunctionName: lambda(homeId), Qualifier: "1" }, "States.Runtime"],
  ["ec2:modifyNetworkInterfaceAttribute", { NetworkInterfaceId: "eni-9", Groups: ["sg-0000000a"] }, "Ec2.Ec2Exception"],
  ["ec2:modifyNetworkInterfaceAttribute", { NetworkInterfaceId: "eni-1", Groups: ["open"] }, "Ec2.Ec2Exception"],
  ["ec2:modifyNetworkInterfaceAttribute", { NetworkInterfaceId: "eni-1", Groups: [] }, "Ec2.Ec2Exception"],
  ["ec2:describeNetworkInterfaces", { Filters: [] }, "Ec2.Ec2Exception"],
  ["rolesanywhere:getProfile", { ProfileId: "none" }, "RolesAnywhere.ResourceNotFoundException"],
])("%s with %j is answered as %s", async (name, given, error) => {
  expect(await place().call(name, given)).toBe(error);
});

test("the account is that of the role in the task's credentials; one that is not there cannot be reached", async () => {
  const { call, home, member } = place();
  const role = (accountId: string) => `arn:aws:iam::${accountId}:role/nhi-warden/NhiWarden-stop-function`;
  const put = { FunctionName: lambda(memberId), ReservedConcurrentExecutions: 0 };
  expect(await call("lambda:putFunctionConcurrency", put)).toBe("Lambda.ResourceNotFoundException");
  await call("lambda:putFunctionConcurrency", put, role(memberId));
  expect(member.state().resources.get(lambda(memberId))).toMatchObject({ reserved: 0 });
  expect(home.state().resources.get(lambda(homeId))).toMatchObject({ reserved: null });
  expect(await call("lambda:putFunctionConcurrency", put, role("333333333333"))).toBe("States.Permissions");
});

test("resources are kept with the account", () => {
  const { home } = place();
  const restore = JSON.parse(JSON.stringify(home.export()));
  const again = createSimulatedAccount({ accountId: homeId, restore });
  expect([...again.state().resources.values()]).toEqual(resources(homeId));
});
