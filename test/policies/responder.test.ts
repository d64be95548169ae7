import type { Template } from "aws-cdk-lib/assertions";
import { hands, inventoryRoleName, names, sweepRoleName } from "../../lib/contract/names.ts";
import { trustPlaybooks } from "../../lib/domain/response/decision.ts";
import { denyAll } from "../../lib/domain/response/policies/quarantine.ts";
import { responderRoles } from "../../lib/infra/playbooks/machine-roles.ts";
import { resourcesOf, synthesise } from "../infra/synthesise.ts";
import { deployed } from "./deployed-role.ts";
import { account, administrator, type Call, decide, type Verdict } from "./simulate.ts";

const homeAccount = "999999999999";
const member = synthesise(
  {
    homeAccount,
    homeRegion: "eu-central-1",
    organizationId: "o-a1b2c3d4e5",
    externalId: "a-deployment-of-ours",
  },
  "NhiWarden-Responder",
);

const arn = (resource: string) => `arn:aws:iam::${account}:${resource}`;
const [user, role] = [arn("user/ci"), arn("role/team/app")];
const lambda = `arn:aws:lambda:eu-central-1:${account}:function:orders`;
const networkInterface = `arn:aws:ec2:eu-central-1:${account}:network-interface/eni-0123456789abcdef0`;
const isolationGroup = `arn:aws:ec2:eu-central-1:${account}:security-group/sg-0123456789abcdef0`;
const isolation = { [`aws:ResourceTag/${names.isolationTag}`]: "true" };
const instance = `arn:aws:ec2:eu-central-1:${account}:instance/i-0123456789abcdef0`;
const noRights = arn(`instance-profile/nhi-warden/${names.quarantinedInstance}`);
const [getsNone, hasNone] = [{ "ec2:NewInstanceProfile": noRights }, { "ec2:InstanceProfile": noRights }];
const roleWithoutRights = arn(`role/nhi-warden/${names.quarantinedInstance}`);
const toInstances = { "iam:PassedToService": "ec2.amazonaws.com" };
const profile = `arn:aws:rolesanywhere:eu-central-1:${account}:profile/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f`;
const association = `arn:aws:eks:eu-central-1:${account}:podidentityassociation/prod-1/a-9njjin9gfghecgocd`;
const agentRuntime = `arn:aws:bedrock-agentcore:eu-central-1:${account}:runtime/support_agent-a1B2c3D4e5`;
const secret = `arn:aws:secretsmanager:eu-central-1:${account}:secret:prod/db-a1B2c3`;
const task = `arn:aws:ecs:eu-central-1:${account}:task/prod-1/0123456789abcdef0123456789abcdef`;
const ours = (name: string) => arn(`policy/nhi-warden/${name}`);
const byPolicy = { "iam:PolicyARN": ours(names.denyAllPolicy) };
const byTemporary = { "iam:PolicyARN": ours(names.denyTemporarySessionsPolicy) };
const byBoundary = { "iam:PermissionsBoundary": ours(names.quarantineBoundary) };
const byTag = { "aws:TagKeys": [names.quarantineTag, names.incidentTag] };

type Row = readonly [action: string, resource: string, context?: Call["context"]];

/** What each role may do. Everything else in this table, it may not. */
const rows: Readonly<Record<string, readonly Row[]>> = {
  "NhiWarden-disable-access-key": [
    ["iam:ListAccessKeys", user],
    ["iam:UpdateAccessKey", user],
  ],
  "NhiWarden-revoke-user-sessions": [["iam:AttachUserPolicy", user, byTemporary]],
  "NhiWarden-quarantine-user": [["iam:AttachUserPolicy", user, byTemporary]],
  "NhiWarden-quarantine-role": [["iam:AttachRolePolicy", role, byPolicy]],
  "NhiWarden-deny-role-session": [
    ["iam:GetRolePolicy", role],
    ["iam:PutRolePolicy", role],
  ],
  "NhiWarden-revoke-role-sessions": [
    ["iam:GetRolePolicy", role],
    ["iam:PutRolePolicy", role],
  ],
  "NhiWarden-pin-instance-location": [
    ["iam:GetRolePolicy", role],
    ["iam:PutRolePolicy", role],
  ],
  "NhiWarden-disable-service-credential": [
    ["iam:ListServiceSpecificCredentials", user],
    ["iam:UpdateServiceSpecificCredential", user],
  ],
  "NhiWarden-release-pin-instance-location": [
    ["iam:GetRolePolicy", role],
    ["iam:DeleteRolePolicy", role],
    ["iam:UntagRole", role, byTag],
  ],
  "NhiWarden-release-disable-service-credential": [
    ["iam:ListServiceSpecificCredentials", user],
    ["iam:UpdateServiceSpecificCredential", user],
    ["iam:UntagUser", user, byTag],
  ],
  ...Object.fromEntries(trustPlaybooks.map((name) => [`NhiWarden-${name}`, [["iam:UpdateAssumeRolePolicy", role]]])),
  ...Object.fromEntries(trustPlaybooks.map((name) => [`NhiWarden-release-${name}`, [["iam:UntagRole", role, byTag]]])),
  "NhiWarden-release-disable-access-key": [
    ["iam:ListAccessKeys", user],
    ["iam:UpdateAccessKey", user],
    ["iam:UntagUser", user, byTag],
  ],
  "NhiWarden-release-revoke-user-sessions": [
    ["iam:DetachUserPolicy", user, byTemporary],
    ["iam:UntagUser", user, byTag],
  ],
  "NhiWarden-release-quarantine-user": [
    ["iam:DetachUserPolicy", user, byTemporary],
    ["iam:UntagUser", user, byTag],
  ],
  "NhiWarden-release-quarantine-role": [
    ["iam:DetachRolePolicy", role, byPolicy],
    ["iam:UntagRole", role, byTag],
  ],
  "NhiWarden-release-deny-role-session": [
    ["iam:GetRolePolicy", role],
    ["iam:DeleteRolePolicy", role],
    ["iam:UntagRole", role, byTag],
  ],
  "NhiWarden-release-revoke-role-sessions": [
    ["iam:GetRolePolicy", role],
    ["iam:DeleteRolePolicy", role],
    ["iam:UntagRole", role, byTag],
  ],
  "NhiWarden-stop-function": [
    ["lambda:GetFunctionConcurrency", lambda],
    ["lambda:PutFunctionConcurrency", lambda],
  ],
  "NhiWarden-release-stop-function": [
    ["lambda:GetFunctionConcurrency", lambda],
    ["lambda:PutFunctionConcurrency", lambda],
    ["lambda:DeleteFunctionConcurrency", lambda],
  ],
  "NhiWarden-recycle-function": [
    ["lambda:GetFunctionConfiguration", lambda],
    ["lambda:UpdateFunctionConfiguration", lambda],
  ],
  "NhiWarden-release-recycle-function": [["lambda:GetFunctionConfiguration", lambda]],
  "NhiWarden-isolate-instance": [
    ["ec2:DescribeNetworkInterfaces", "*"],
    ["ec2:ModifyNetworkInterfaceAttribute", networkInterface],
    ["ec2:ModifyNetworkInterfaceAttribute", isolationGroup, isolation],
  ],
  "NhiWarden-release-isolate-instance": [
    ["ec2:DescribeNetworkInterfaces", "*"],
    ["ec2:ModifyNetworkInterfaceAttribute", networkInterface],
    ["ec2:ModifyNetworkInterfaceAttribute", isolationGroup, isolation],
    ["ec2:ModifyNetworkInterfaceAttribute", isolationGroup],
  ],
  "NhiWarden-swap-instance-profile": [
    ["ec2:DescribeIamInstanceProfileAssociations", "*"],
    ["ec2:ReplaceIamInstanceProfileAssociation", instance, getsNone],
    ["iam:PassRole", roleWithoutRights, toInstances],
  ],
  "NhiWarden-release-swap-instance-profile": [
    ["ec2:DescribeIamInstanceProfileAssociations", "*"],
    ["ec2:ReplaceIamInstanceProfileAssociation", instance, hasNone],
    ["iam:PassRole", role, toInstances],
  ],
  "NhiWarden-disable-trust-profile": [
    ["rolesanywhere:GetProfile", profile],
    ["rolesanywhere:DisableProfile", profile],
  ],
  "NhiWarden-release-disable-trust-profile": [
    ["rolesanywhere:GetProfile", profile],
    ["rolesanywhere:EnableProfile", profile],
  ],
  "NhiWarden-restrict-trust-profile": [
    ["rolesanywhere:GetProfile", profile],
    ["rolesanywhere:UpdateProfile", profile],
  ],
  "NhiWarden-release-restrict-trust-profile": [
    ["rolesanywhere:GetProfile", profile],
    ["rolesanywhere:UpdateProfile", profile],
  ],
  "NhiWarden-stop-agent-session": [
    ["bedrock-agentcore:StopRuntimeSession", agentRuntime],
    ["bedrock-agentcore:StopRuntimeSession", `${agentRuntime}/runtime-endpoint/DEFAULT`],
  ],
  "NhiWarden-restrict-pod-identity": [
    ["eks:DescribePodIdentityAssociation", association],
    ["eks:UpdatePodIdentityAssociation", association],
  ],
  "NhiWarden-release-restrict-pod-identity": [
    ["eks:DescribePodIdentityAssociation", association],
    ["eks:UpdatePodIdentityAssociation", association],
  ],
  "NhiWarden-rotate-secret": [
    ["secretsmanager:DescribeSecret", secret],
    ["secretsmanager:RotateSecret", secret],
  ],
  "NhiWarden-stop-task": [
    ["ecs:DescribeTasks", task],
    ["ecs:StopTask", task],
  ],
  "NhiWarden-mark": [
    ["iam:TagRole", role, byTag],
    ["iam:TagUser", user, byTag],
  ],
  "NhiWardenHand-attach": [
    ["iam:GetRolePolicy", role],
    ["iam:ListAccessKeys", user],
    ["iam:ListServiceSpecificCredentials", user],
    ["iam:UpdateAccessKey", user],
    ["iam:UpdateServiceSpecificCredential", user],
    ["iam:AttachRolePolicy", role, byPolicy],
    ["iam:AttachUserPolicy", user, byTemporary],
    ["iam:PutRolePermissionsBoundary", role, byBoundary],
    ["iam:TagRole", role, byTag],
    ["iam:TagUser", user, byTag],
  ],
  "NhiWardenHand-write": [
    ["iam:GetRolePolicy", role],
    ["iam:ListAccessKeys", user],
    ["iam:ListServiceSpecificCredentials", user],
    ["iam:PutRolePolicy", role],
    ["iam:PutUserPolicy", user],
    ["iam:UpdateAssumeRolePolicy", role],
  ],
  "NhiWardenHand-restore": [
    ["iam:GetRolePolicy", role],
    ["iam:ListAccessKeys", user],
    ["iam:ListServiceSpecificCredentials", user],
    ["iam:UpdateAccessKey", user],
    ["iam:UpdateServiceSpecificCredential", user],
    ["iam:DetachRolePolicy", role, byPolicy],
    ["iam:DetachUserPolicy", user, byTemporary],
    ["iam:DeleteRolePermissionsBoundary", role, byBoundary],
    ["iam:UntagRole", role, byTag],
    ["iam:UntagUser", user, byTag],
    ["iam:DeleteRolePolicy", role],
    ["iam:DeleteUserPolicy", user],
  ],
};

/** What no role may do. */
const never: readonly Row[] = [
  ["iam:AttachRolePolicy", role, { "iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess" }],
  ["iam:AttachUserPolicy", user, { "iam:PolicyARN": arn("policy/nhi-warden/Other") }],
  ["iam:DetachRolePolicy", role, { "iam:PolicyARN": "arn:aws:iam::aws:policy/AWSDenyAll" }],
  ["iam:PutRolePermissionsBoundary", role, { "iam:PermissionsBoundary": arn("policy/other") }],
  ["iam:DeleteRolePermissionsBoundary", role, { "iam:PermissionsBoundary": arn("policy/other") }],
  ["iam:TagRole", role, { "aws:TagKeys": [names.protectedTag] }],
  ["iam:TagRole", role, { "aws:TagKeys": [names.quarantineTag, "team"] }],
  ["iam:TagUser", user, { "aws:TagKeys": ["team"] }],
  ["iam:TagRole", role],
  ["iam:UntagRole", role, { "aws:TagKeys": [names.protectedTag] }],
  ["iam:CreateAccessKey", user],
  ["iam:CreateServiceSpecificCredential", user],
  ["iam:ResetServiceSpecificCredential", user],
  ["iam:CreateUser", arn("user/new")],
  ["iam:CreatePolicyVersion", ours(names.denyAllPolicy)],
  ["iam:DeleteRole", role],
  ["iam:PassRole", role],
  ["iam:PassRole", role, { "iam:PassedToService": "lambda.amazonaws.com" }],
  ["ec2:ReplaceIamInstanceProfileAssociation", instance],
  [
    "ec2:ReplaceIamInstanceProfileAssociation",
    instance,
    { "ec2:NewInstanceProfile": arn("instance-profile/admin"), "ec2:InstanceProfile": arn("instance-profile/web") },
  ],
  ["ec2:AssociateIamInstanceProfile", instance, getsNone],
  ["ec2:DisassociateIamInstanceProfile", instance, hasNone],
  ["iam:AddRoleToInstanceProfile", noRights],
  ["ecs:ExecuteCommand", task],
  ["secretsmanager:RotateSecret", secret, { "secretsmanager:RotationLambdaARN": lambda }],
  ["secretsmanager:UpdateSecretVersionStage", secret],
  ["iam:AddUserToGroup", arn("group/admins")],
  ["sts:AssumeRole", role],
  ["lambda:InvokeFunction", lambda],
  ["lambda:UpdateFunctionCode", lambda],
  ["lambda:GetFunction", lambda],
  ["ec2:ModifyInstanceAttribute", `arn:aws:ec2:eu-central-1:${account}:instance/i-0123456789abcdef0`],
  ["ec2:AuthorizeSecurityGroupIngress", isolationGroup, isolation],
  ["bedrock-agentcore:InvokeAgentRuntime", agentRuntime],
  ["bedrock-agentcore:UpdateAgentRuntime", agentRuntime],
  ["bedrock-agentcore:GetAgentRuntime", agentRuntime],
  ["eks:DeletePodIdentityAssociation", association],
  ["iam:PassRole", role],
  ["rolesanywhere:DisableTrustAnchor", `arn:aws:rolesanywhere:eu-central-1:${account}:trust-anchor/0a1b2c3d`],
  ["secretsmanager:GetSecretValue", `arn:aws:secretsmanager:eu-central-1:${account}:secret:a-123456`],
];

const everyRow = [
  ...new Map(
    Object.values(rows)
      .flat()
      .map((row) => [JSON.stringify(row), row]),
  ).values(),
];
const protectedTargets = [
  "role/nhi-warden/NhiWarden-disable-access-key",
  "role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
  "role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef",
  "role/OrganizationAccountAccessRole",
  "role/stacksets-exec-0123456789abcdef",
].map(arn);

describe.each(Object.keys(rows))("the role %s", (roleName) => {
  const { arn: own, policies, trust } = deployed(member, roleName);
  const principal = `arn:aws:sts::${account}:assumed-role/${roleName}/nhi-1`;
  const ask = ([action, resource, context = {}]: Row) =>
    decide({ principal, action, resource, context }, { identity: policies });

  it("may do what its table says, and nothing of what another may or nobody", async () => {
    const may = new Set(rows[roleName]?.map((row) => JSON.stringify(row)));
    for (const row of [...everyRow, ...never]) {
      // Whoever passes roles that stood before passes none of the warden's own.
      const isOwn = row[1] === roleWithoutRights && roleName === "NhiWarden-release-swap-instance-profile";
      const denied: Verdict = isOwn ? "ExplicitlyDenied" : "ImplicitlyDenied";
      const allowed: Verdict = may.has(JSON.stringify(row)) ? "Allowed" : denied;
      expect([row, await ask(row)]).toEqual([row, allowed]);
    }
  });

  it("changes nothing that is protected, by path or by tag, itself least of all", async () => {
    for (const [action, resource, context] of rows[roleName] ?? []) {
      // Whoever may change a resource may tag it: that exempts none. A role that is passed is not changed.
      if (!action.startsWith("iam:") || action === "iam:PassRole") continue;
      const tagged = { ...context, [`aws:ResourceTag/${names.protectedTag}`]: "true" };
      expect(await ask([action, resource, tagged])).toBe("ExplicitlyDenied");
      if (!resource.includes(":role/")) continue;
      for (const target of [own, ...protectedTargets]) {
        expect([target, await ask([action, target, context])]).not.toEqual([target, "Allowed"]);
      }
    }
  });

  it("may do the same to the canary, whose path is not the warden's own", async () => {
    for (const [action, resource, context] of rows[roleName] ?? []) {
      if (!action.startsWith("iam:") || resource === roleWithoutRights) continue;
      const kind = resource.includes(":role/") ? "role" : "user";
      const canary = arn(`${kind}${names.canaryPath}${names.canary}`);
      expect([action, await ask([action, canary, context])]).toEqual([action, "Allowed"]);
    }
  });

  it("reaches no other account", async () => {
    for (const [action, resource, context] of rows[roleName] ?? []) {
      // A read that has no narrower resource reads in the caller's own account.
      if (resource === "*") continue;
      const elsewhere = resource.replace(account, "222222222222");
      expect(await ask([action, elsewhere, context])).not.toBe("Allowed");
    }
  });

  const isHand = roleName.startsWith("NhiWardenHand-");
  const machines = responderRoles.find(({ name }) => `NhiWarden-${name}` === roleName)?.machines ?? [];
  const takers = isHand
    ? [roleName.replace("NhiWardenHand-", "NhiWardenOperator-")]
    : machines.map((machine) => `NhiWardenMachine-${machine}`);

  it.each(takers)("is taken by %s of the home account, and by nobody else", async (taker) => {
    const context = {
      "aws:PrincipalOrgID": "o-a1b2c3d4e5",
      ...(isHand
        ? {
            "sts:ExternalId": "a-deployment-of-ours",
            "sts:RoleSessionName": "nhi-1",
            "sts:SourceIdentity": "containment-1",
          }
        : {}),
    };
    const take = (given: Record<string, string>, by = `role/nhi-warden/${taker}`) => {
      const principal = `arn:aws:iam::${homeAccount}:${by}`;
      return decide(
        { principal, action: "sts:AssumeRole", resource: own, context: { ...given, "aws:PrincipalArn": principal } },
        { resource: trust },
      );
    };
    expect(await take(context)).toBe("Allowed");
    expect(await take(context, "role/nhi-warden/NhiWarden-other")).not.toBe("Allowed");
    expect(await take(context, `role/${taker}`)).not.toBe("Allowed");
    expect(await take(context, "user/admin")).not.toBe("Allowed");
    for (const [key, value] of Object.entries(context)) {
      const { [key as keyof typeof context]: _, ...without } = context;
      expect([key, await take(without)]).not.toEqual([key, "Allowed"]);
      expect([key, await take({ ...context, [key]: `not-${value}` })]).toEqual([
        key,
        // A source identity may be any containment's.
        key === "sts:SourceIdentity" ? "Allowed" : expect.not.stringMatching("Allowed"),
      ]);
    }
  });
});

it.each(["stop-function", "release-stop-function"])("%s never touches the warden's own functions", async (name) => {
  const resource = `arn:aws:lambda:eu-central-1:${account}:function:NhiWarden-Assessor0123-abcdef`;
  const principal = `arn:aws:sts::${account}:assumed-role/NhiWarden-${name}/nhi-1`;
  const call = { principal, action: "lambda:PutFunctionConcurrency", resource };
  const asked = (template: Template) => decide(call, { identity: deployed(template, `NhiWarden-${name}`).policies });
  expect(await asked(synthesise())).toBe("ExplicitlyDenied");
  // In a member account anybody may name a function so.
  expect(await asked(member)).toBe("Allowed");
});

it.each(protectedTargets)("no role passes %s to an instance that had another one", async (target) => {
  const principal = `arn:aws:sts::${account}:assumed-role/NhiWarden-release-swap-instance-profile/nhi-1`;
  const call = { principal, action: "iam:PassRole", resource: target, context: toInstances };
  const { policies } = deployed(member, "NhiWarden-release-swap-instance-profile");
  expect(await decide(call, { identity: policies })).not.toBe("Allowed");
});

it("gives instances a profile whose role EC2 alone takes, and which is denied everything", async () => {
  const { trust, policies } = deployed(member, names.quarantinedInstance);
  expect(policies).toEqual([]);
  expect(trust).toMatchObject({
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } }],
  });
  const [[id, found] = []] = Object.entries(resourcesOf(member, "AWS::IAM::Role")).filter(
    ([, { RoleName }]) => (RoleName as unknown) === names.quarantinedInstance,
  );
  expect(found).toMatchObject({
    Path: "/nhi-warden/",
    ManagedPolicyArns: [{ Ref: expect.stringContaining("DenyAll") }],
  });
  expect(Object.values(resourcesOf(member, "AWS::IAM::InstanceProfile"))).toEqual([
    { InstanceProfileName: names.quarantinedInstance, Path: "/nhi-warden/", Roles: [{ Ref: id }] },
  ]);
});

it("is a table of every role there is", () => {
  const known = [
    ...responderRoles.map(({ name }) => `NhiWarden-${name}`),
    ...hands.map((hand) => `NhiWardenHand-${hand}`),
  ];
  // Those that only read: member-sweep.test.ts and member-inventory.test.ts are about them.
  const roles = Object.values(resourcesOf(member, "AWS::IAM::Role")).map((found) => String(found["RoleName"]));
  expect(roles.sort()).toEqual([...known, names.quarantinedInstance, inventoryRoleName, sweepRoleName].sort());
  expect(Object.keys(rows)).toEqual(expect.arrayContaining(known));
});

it("attaches policies that deny everything, whatever stands beside them", async () => {
  const documents = Object.values(resourcesOf(member, "AWS::IAM::ManagedPolicy")) as unknown as {
    ManagedPolicyName: string;
    Path: string;
    PolicyDocument: object;
  }[];
  expect(documents.map(({ Path, ManagedPolicyName }) => `${Path}${ManagedPolicyName}`).sort()).toEqual(
    [names.denyAllPolicy, names.denyTemporarySessionsPolicy, names.quarantineBoundary]
      .map((name) => `/nhi-warden/${name}`)
      .sort(),
  );
  const found = documents.find(({ ManagedPolicyName }) => ManagedPolicyName === names.denyAllPolicy)?.PolicyDocument;
  expect(found).toEqual({ ...denyAll, Statement: denyAll.Statement });
  const call = { principal: user, action: "dynamodb:GetItem" };
  expect(await decide(call, { identity: [administrator, found as object] })).toBe("ExplicitlyDenied");
});
