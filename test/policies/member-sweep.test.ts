import { sweeperRoleName, sweepRoleName } from "../../lib/contract/names.ts";
import { resourcesOf, synthesise } from "../infra/synthesise.ts";
import { deployed, withNames } from "./deployed-role.ts";
import { account, decide } from "./simulate.ts";

const homeAccount = "999999999999";
const options = { homeAccount, homeRegion: "eu-central-1" };
const pinned = { ...options, organizationId: "o-a1b2c3d4e5", externalId: "a-deployment-of-ours" };
const roleOf = (given: Record<string, unknown>) => deployed(synthesise(given, "NhiWarden-Responder"), sweepRoleName);

const session = `arn:aws:sts::${account}:assumed-role/${sweepRoleName}/nhi-containment-1`;
const may = (action: string, resource = "*") =>
  decide({ principal: session, action, resource }, { identity: roleOf(pinned).policies });

it("looks events up, and that is all that its policy says", async () => {
  expect(await may("cloudtrail:LookupEvents")).toBe("Allowed");
  expect(roleOf(pinned).policies).toEqual([
    {
      Version: "2012-10-17",
      Statement: [{ Sid: "LookUp", Effect: "Allow", Action: "cloudtrail:LookupEvents", Resource: "*" }],
    },
  ]);
});

const trail = `arn:aws:cloudtrail:eu-central-1:${account}:trail/main`;
it.each([
  ["cloudtrail:StopLogging", trail],
  ["cloudtrail:GetTrail", trail],
  ["cloudtrail:DescribeTrails", "*"],
  ["s3:GetObject", "arn:aws:s3:::trail/AWSLogs/x.json.gz"],
  ["kms:Decrypt", `arn:aws:kms:eu-central-1:${account}:key/1`],
  ["iam:GetUser", `arn:aws:iam::${account}:user/ci`],
  ["iam:UpdateAccessKey", `arn:aws:iam::${account}:user/ci`],
  ["iam:PutRolePolicy", `arn:aws:iam::${account}:role/nhi-warden/${sweepRoleName}`],
  ["sts:AssumeRole", `arn:aws:iam::${account}:role/admin`],
])("does not %s", async (action, resource) => {
  expect(await may(action, resource)).toBe("ImplicitlyDenied");
});

it.each([
  ["as it was chosen", pinned, "a-deployment-of-ours"],
  [
    "that both sides know without a choice",
    { ...options, organizationId: "o-a1b2c3d4e5" },
    `nhi-warden-${homeAccount}`,
  ],
])("is taken by the sweep function's role alone, under the external id %s", async (_, given, externalId) => {
  const { trust, arn } = roleOf(given);
  const context = {
    "aws:PrincipalOrgID": "o-a1b2c3d4e5",
    "sts:ExternalId": externalId,
    "sts:RoleSessionName": "nhi-containment-1",
    "sts:SourceIdentity": "containment-1",
  };
  const take = (by: string, how: Record<string, string>, action = "sts:AssumeRole") => {
    const principal = `arn:aws:iam::${by}`;
    return decide(
      { principal, action, resource: arn, context: { ...how, "aws:PrincipalArn": principal } },
      { resource: trust },
    );
  };
  const sweeper = `${homeAccount}:role/nhi-warden/${sweeperRoleName}`;
  expect(await take(sweeper, context)).toBe("Allowed");
  expect(await take(sweeper, { "sts:SourceIdentity": "containment-1" }, "sts:SetSourceIdentity")).toBe("Allowed");
  for (const other of [
    `${homeAccount}:role/nhi-warden/NhiWardenMachine-disable-access-key`,
    `${homeAccount}:role/${sweeperRoleName}`,
    `${homeAccount}:user/admin`,
    `${account}:role/nhi-warden/${sweeperRoleName}`,
    `222222222222:role/nhi-warden/${sweeperRoleName}`,
  ]) {
    expect([other, await take(other, context)]).not.toEqual([other, "Allowed"]);
  }
  for (const [key, value] of Object.entries(context)) {
    const { [key as keyof typeof context]: _left, ...without } = context;
    expect([key, await take(sweeper, without)]).not.toEqual([key, "Allowed"]);
    const otherwise = await take(sweeper, { ...context, [key]: `not-${value}` });
    // A source identity may be any containment's.
    if (key !== "sts:SourceIdentity") expect([key, otherwise]).not.toEqual([key, "Allowed"]);
  }
});

describe("the sweep function", () => {
  const home = synthesise({ homeRegion: "eu-central-1" });
  const policies = withNames(deployed(home, sweeperRoleName).policies);
  const own = `arn:aws:sts::${account}:assumed-role/${sweeperRoleName}/x`;
  const asks = (action: string, resource: string) =>
    decide({ principal: own, action, resource }, { identity: policies, resource: trustAll });
  const trustAll = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: ["sts:AssumeRole", "sts:SetSourceIdentity"] }],
  };

  it.each(["sts:AssumeRole", "sts:SetSourceIdentity"])("takes that role in any account: %s", async (action) => {
    expect(await asks(action, `arn:aws:iam::222222222222:role/nhi-warden/${sweepRoleName}`)).toBe("Allowed");
  });

  it("takes no role that changes anything, and none of the same name elsewhere", async () => {
    const others = Object.values(resourcesOf(synthesise(pinned, "NhiWarden-Responder"), "AWS::IAM::Role"))
      .map(({ RoleName }) => `role/nhi-warden/${RoleName}`)
      .filter((name) => !name.endsWith(`/${sweepRoleName}`));
    expect(others.length).toBeGreaterThan(10);
    for (const name of [...others, `role/${sweepRoleName}`, `role/nhi-warden/${sweepRoleName}-2`]) {
      const arn = `arn:aws:iam::222222222222:${name}`;
      expect([name, await asks("sts:AssumeRole", arn)]).toEqual([name, "ImplicitlyDenied"]);
    }
  });
});
