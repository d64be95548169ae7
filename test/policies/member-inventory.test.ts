import { inventoryRoleName, inventoryTakerRoleName, sweeperRoleName, sweepRoleName } from "../../lib/contract/names.ts";
import { synthesise } from "../infra/synthesise.ts";
import { deployed, withNames } from "./deployed-role.ts";
import { account, decide } from "./simulate.ts";

const homeAccount = "999999999999";
const member = synthesise({ homeAccount, homeRegion: "eu-central-1" }, "NhiWarden-Responder");
const { policies, trust, arn } = deployed(member, inventoryRoleName);
const session = `arn:aws:sts::${account}:assumed-role/${inventoryRoleName}/nhi-inventory`;
const may = (action: string, resource: string) =>
  decide({ principal: session, action, resource }, { identity: policies });
const user = `arn:aws:iam::${account}:user/ci`;

it.each([
  ["iam:GetAccountAuthorizationDetails", "*"],
  ["iam:GenerateCredentialReport", "*"],
  ["iam:GetCredentialReport", "*"],
  ["iam:ListAccessKeys", user],
  ["iam:GetAccessKeyLastUsed", user],
])("reads by %s", async (action, resource) => {
  expect(await may(action, resource)).toBe("Allowed");
});

it.each([
  ["iam:UpdateAccessKey", user],
  ["iam:CreateAccessKey", user],
  ["iam:PutUserPolicy", user],
  ["iam:AttachRolePolicy", `arn:aws:iam::${account}:role/app`],
  ["sts:AssumeRole", `arn:aws:iam::${account}:role/app`],
  ["cloudtrail:LookupEvents", "*"],
  ["s3:GetObject", "arn:aws:s3:::data/x"],
])("does not %s", async (action, resource) => {
  expect(await may(action, resource)).toBe("ImplicitlyDenied");
});

it("is taken by the inventory function's role alone, and the sweep's by the sweep's", async () => {
  const context = {
    "sts:ExternalId": `nhi-warden-${homeAccount}`,
    "sts:RoleSessionName": "nhi-inventory",
    "sts:SourceIdentity": "inventory",
  };
  const take = (by: string) => {
    const principal = `arn:aws:iam::${homeAccount}:role/nhi-warden/${by}`;
    const call = { principal, action: "sts:AssumeRole", resource: arn };
    return decide({ ...call, context: { ...context, "aws:PrincipalArn": principal } }, { resource: trust });
  };
  expect(await take(inventoryTakerRoleName)).toBe("Allowed");
  for (const other of [sweeperRoleName, "NhiWardenMachine-disable-access-key", "NhiWardenOperator-write"]) {
    expect([other, await take(other)]).not.toEqual([other, "Allowed"]);
  }
});

it.each([
  [inventoryTakerRoleName, inventoryRoleName, sweepRoleName],
  [sweeperRoleName, sweepRoleName, inventoryRoleName],
])("%s takes %s and not %s", async (taker, own, other) => {
  const identity = withNames(deployed(synthesise({ homeRegion: "eu-central-1" }), taker).policies);
  const resource = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
  };
  const principal = `arn:aws:sts::${account}:assumed-role/${taker}/x`;
  const take = (name: string) =>
    decide(
      { principal, action: "sts:AssumeRole", resource: `arn:aws:iam::222222222222:role/nhi-warden/${name}` },
      { identity, resource },
    );
  expect([await take(own), await take(other)]).toEqual(["Allowed", "ImplicitlyDenied"]);
});
