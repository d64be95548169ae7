import { pinInstanceLocation } from "../../../lib/domain/response/policies/pin-instance-location.ts";
import { policyText } from "../../../lib/domain/response/policies/policy-document.ts";
import { denyCertificate } from "../../../lib/domain/response/policies/session-policy.ts";
import { resourceArn } from "../../../lib/domain/response/resource-target.ts";
import { agentSessionArn } from "../../../lib/local/account/service-resources.ts";
import { createSimulatedAccount } from "../../../lib/local/account/simulated-account.ts";
import { whatStands } from "../../../lib/local/demo/what-stands.ts";
import { accountId, exampleAccount, policy, startMs } from "../account/example-account.ts";

test("of a service-specific credential the account says its status, or that it is gone", () => {
  const { account } = exampleAccount();
  const UserName = "deploy-bot";
  const made = account.iam(
    "createServiceSpecificCredential",
    { UserName, ServiceName: "bedrock.amazonaws.com" },
    startMs,
  );
  const { ServiceSpecificCredentialId = "" } = made["ServiceSpecificCredential"] as Record<string, string>;
  const stands = (serviceSpecificCredentialId = ServiceSpecificCredentialId) =>
    whatStands(
      account,
      { playbook: "disable-service-credential", accountId, userName: UserName, serviceSpecificCredentialId },
      startMs,
    );
  expect(stands()).toMatchObject({ inEffect: false, statement: expect.stringMatching(/ is Active$/) });
  const off = { UserName, ServiceSpecificCredentialId, Status: "Inactive" };
  account.iam("updateServiceSpecificCredential", off, startMs);
  expect(stands()).toMatchObject({ inEffect: true, statement: expect.stringMatching(/ is Inactive$/) });
  expect(stands("ACCAEXAMPLEEXAMPLE999")).toMatchObject({ statement: expect.stringMatching(/ is gone$/) });
});

test("of an instance's pin the account says whether the very policy stands", () => {
  const { account } = exampleAccount();
  const target = {
    playbook: "pin-instance-location",
    accountId,
    roleName: "web-server",
    instanceArn: `arn:aws:ec2:eu-west-1:${accountId}:instance/i-0123456789abcdef0`,
    vpcId: "vpc-0123456789abcdef0",
    addresses: ["203.0.113.10"],
  } as const;
  const put = (PolicyDocument: string) => {
    const PolicyName = "NhiWarden-PinnedInstance-i-0123456789abcdef0";
    account.iam("putRolePolicy", { RoleName: "web-server", PolicyName, PolicyDocument }, startMs);
    return whatStands(account, target, startMs).inEffect;
  };
  expect(whatStands(account, target, startMs).inEffect).toBe(false);
  expect(put(policyText(pinInstanceLocation(target)))).toBe(true);
  expect(put(policyText(pinInstanceLocation({ ...target, addresses: ["203.0.113.0/24"] })))).toBe(false);
  expect(put(policy())).toBe(false);
});

test("of a certificate the account says whether its profile denies it, and of an agent's session whether it runs", () => {
  const { account } = exampleAccount();
  const place = { accountId, region: "eu-west-1" } as const;
  const profileId = "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f";
  const certificate = { playbook: "restrict-trust-profile", ...place, profileId, certificateName: "build" } as const;
  const profile = { kind: "trust-profile", arn: resourceArn(certificate), enabled: true, roleArns: [] } as const;
  const denying = (name: string) => {
    account.provide({ ...profile, sessionPolicy: policyText(denyCertificate(name)) }, startMs);
    return whatStands(account, certificate, startMs).inEffect;
  };
  expect(whatStands(account, certificate, startMs).inEffect).toBe(false);
  expect([denying("build"), denying("build2")]).toEqual([true, false]);

  const agent = {
    agentRuntimeId: "agent-a1B2c3D4e5",
    endpointName: "DEFAULT",
    agentSessionId: "s".repeat(33),
  } as const;
  const session = { playbook: "stop-agent-session", ...place, ...agent } as const;
  const stands = () => whatStands(account, session, startMs);
  expect(stands()).toMatchObject({ inEffect: true, statement: expect.stringMatching(/ is gone$/) });
  const arn = agentSessionArn(resourceArn(session), session.endpointName, session.agentSessionId);
  account.provide({ kind: "agent-session", arn, status: "RUNNING" }, startMs);
  expect(stands()).toMatchObject({ inEffect: false, statement: expect.stringMatching(/ is RUNNING$/) });
});

test("an instance's profile and a recycled function are read from the resource itself", () => {
  const account = createSimulatedAccount({ accountId: "111122223333" });
  const place = { accountId: "111122223333", region: "eu-west-1" } as const;
  const swapped = { playbook: "swap-instance-profile", ...place, instanceId: "i-0123456789abcdef0" } as const;
  const recycled = { playbook: "recycle-function", ...place, functionName: "orders" } as const;
  const provide = (profile: string, description: string) => {
    const profileArn = `arn:aws:iam::111122223333:instance-profile/${profile}`;
    const { instanceId } = swapped;
    account.provide(
      { kind: "profile-association", arn: resourceArn(swapped), id: "iip-assoc-0a", instanceId, profileArn },
      startMs,
    );
    account.provide({ kind: "function", arn: resourceArn(recycled), reserved: null, description }, startMs);
    return [swapped, recycled].map((target) => whatStands(account, target, startMs).inEffect);
  };
  expect([swapped, recycled].map((target) => whatStands(account, target, startMs).inEffect)).toEqual([false, false]);
  expect(provide("web", "Takes orders")).toEqual([false, false]);
  expect(provide("nhi-warden/NhiWarden-quarantined-instance", "Takes orders [NHI Warden 0123]")).toEqual([true, true]);
});
