import { names } from "../../lib/contract/names.ts";
import { resourcesOf, statementsOfRole, synthesise } from "../infra/synthesise.ts";
import { filledIn } from "./deployed-role.ts";
import { account, administrator, type Call, decide } from "./simulate.ts";

const template = synthesise({ createTrail: "true", canary: "true" });
const arn = (resource: string) => `arn:aws:iam::${account}:${resource}`;
const canary = (kind: "user" | "role") => arn(`${kind}${names.canaryPath}${names.canary}`);
const table = `arn:aws:dynamodb:eu-central-1:${account}:table/warden`;

/** Whatever is none of these is the ARN of something that no call here is about. */
const filled = (value: unknown) =>
  filledIn(value, (reference) => {
    if (reference["Fn::GetAtt"] !== undefined) return table;
    const resource = reference["Ref"];
    return resource === undefined ? undefined : `arn:aws:states:eu-central-1:${account}:stateMachine:${resource}`;
  });

describe("the role of the drill's state machine", () => {
  const policy = { Version: "2012-10-17", Statement: filled(statementsOfRole(template, "Canarycanarydrillrole")) };
  const principal = `arn:aws:sts::${account}:assumed-role/NhiWardenMachine-canary-drill/drill`;
  const ask = (action: string, resource: string, context: Call["context"] = {}) =>
    decide({ principal, action, resource, context }, { identity: [policy as object] });
  const item = (key: string) => ({ "dynamodb:LeadingKeys": [key] });

  it("reads the canary and nobody else", async () => {
    for (const action of [
      "iam:GetUser",
      "iam:ListAccessKeys",
      "iam:ListAttachedUserPolicies",
      "iam:ListUserPolicies",
    ]) {
      expect([action, await ask(action, canary("user"))]).toEqual([action, "Allowed"]);
      expect([action, await ask(action, arn("user/ci"))]).toEqual([action, "ImplicitlyDenied"]);
    }
    for (const action of ["iam:GetRole", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"]) {
      expect([action, await ask(action, canary("role"))]).toEqual([action, "Allowed"]);
      expect([action, await ask(action, arn("role/team/app"))]).toEqual([action, "ImplicitlyDenied"]);
    }
  });

  it.each([
    ["iam:UpdateAccessKey", canary("user")],
    ["iam:AttachUserPolicy", canary("user")],
    ["iam:PutRolePolicy", canary("role")],
    ["iam:TagRole", canary("role")],
    ["sts:AssumeRole", arn("role/nhi-warden/NhiWarden-mark")],
  ])("may not %s on %s", async (action, resource) => {
    expect(await ask(action, resource)).toBe("ImplicitlyDenied");
  });

  it("writes its own items and those of its containments: neither the kill switch nor anybody's containment", async () => {
    const rows = [
      ["dynamodb:GetItem", "SETTING#kill-switch", "Allowed"],
      ["dynamodb:GetItem", "CONTAINMENT#drill-1-quarantine-role", "Allowed"],
      ["dynamodb:GetItem", "CONTAINMENT#containment-1", "ImplicitlyDenied"],
      ["dynamodb:UpdateItem", "DRILL", "Allowed"],
      ["dynamodb:UpdateItem", "CONTAINMENT#drill-1-quarantine-role", "Allowed"],
      ["dynamodb:UpdateItem", "CONTAINMENT#containment-1", "ImplicitlyDenied"],
      ["dynamodb:UpdateItem", "SETTING#kill-switch", "ImplicitlyDenied"],
      ["dynamodb:UpdateItem", "BUDGET#all", "ImplicitlyDenied"],
    ] as const;
    for (const [action, key, verdict] of rows) {
      expect([action, key, await ask(action, table, item(key))]).toEqual([action, key, verdict]);
    }
  });
});

it("nobody can take the canary's role, an administrator of its account neither", async () => {
  const roles = Object.values(resourcesOf(template, "AWS::IAM::Role")) as unknown as {
    RoleName: string;
    AssumeRolePolicyDocument: object;
  }[];
  const trust = roles.find(({ RoleName }) => RoleName === names.canary)?.AssumeRolePolicyDocument as object;
  for (const principal of [arn("user/admin"), "arn:aws:iam::222222222222:user/other"]) {
    const call = { principal, action: "sts:AssumeRole", resource: canary("role") };
    expect(await decide(call, { identity: [administrator], resource: trust })).toBe("ExplicitlyDenied");
  }
});
