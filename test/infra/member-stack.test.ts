import { hands, inventoryRoleName, names, sweepRoleName } from "../../lib/contract/names.ts";
import { handActions, handReads } from "../../lib/infra/member-hands.ts";
import { responderRoles } from "../../lib/infra/playbooks/machine-roles.ts";
import { allowances, rightOf } from "../../lib/infra/responder-rights.ts";
import { resourcesOf, synthesise } from "./synthesise.ts";

const options = { homeAccount: "111111111111", homeRegion: "eu-central-1" };
const withHands = { ...options, externalId: "a-deployment-of-ours", organizationId: "o-a1b2c3d4e5" };
const roleNames = (given: Record<string, unknown>) =>
  Object.values(resourcesOf(synthesise(given, "NhiWarden-Responder"), "AWS::IAM::Role")).map((role) =>
    String(role["RoleName"]),
  );

describe("the member stack", () => {
  it("is one template that a StackSet can bring anywhere: no assets, no parameters, no look-ups", () => {
    for (const given of [options, withHands]) {
      const template = synthesise(given, "NhiWarden-Responder").toJSON();
      expect(Object.keys(template).sort()).toEqual(["Description", "Resources"]);
      expect(JSON.stringify(template)).not.toMatch(/cdk-bootstrap|cdk-hnb659fds|AssetParameters|Fn::ImportValue/);
      const types = Object.values(template["Resources"] as Record<string, { Type: string }>).map(({ Type }) => Type);
      expect([...new Set(types)].sort()).toEqual([
        "AWS::IAM::InstanceProfile",
        "AWS::IAM::ManagedPolicy",
        "AWS::IAM::Policy",
        "AWS::IAM::Role",
      ]);
    }
  });

  it("makes the functions' roles where it is given an external id, and nothing that nobody could take", () => {
    // Instances that are contained get the last one, which may do nothing.
    const playbookRoles = [...responderRoles.map(({ name }) => `NhiWarden-${name}`), names.quarantinedInstance];
    expect(roleNames(options).sort()).toEqual([...playbookRoles, inventoryRoleName, sweepRoleName].sort());
    expect(roleNames(withHands).sort()).toEqual(
      [...playbookRoles, inventoryRoleName, sweepRoleName, ...hands.map((hand) => `NhiWardenHand-${hand}`)].sort(),
    );
  });

  it("names every role and policy as the contract does, under the warden's path", () => {
    const template = synthesise(withHands, "NhiWarden-Responder");
    for (const type of ["AWS::IAM::Role", "AWS::IAM::ManagedPolicy", "AWS::IAM::InstanceProfile"]) {
      for (const resource of Object.values(resourcesOf(template, type))) expect(resource["Path"]).toBe(names.rolePath);
    }
  });

  it("asks for the organisation wherever it knows it", () => {
    const roles = Object.values(resourcesOf(synthesise(withHands, "NhiWarden-Responder"), "AWS::IAM::Role"));
    const trusts = roles
      .filter((role) => (role["RoleName"] as unknown) !== names.quarantinedInstance)
      .map((role) => role["AssumeRolePolicyDocument"] as unknown as { Statement: { Action: string }[] });
    for (const { Statement: statements } of trusts) {
      const taking = statements.filter(({ Action }) => Action === "sts:AssumeRole");
      expect(JSON.stringify(taking)).toContain('"aws:PrincipalOrgID":"o-a1b2c3d4e5"');
      expect(taking).toHaveLength(1);
    }
  });
});

describe("rights of a responder", () => {
  it("are known for every action that a playbook or a hand has", () => {
    const actions = [
      ...responderRoles.flatMap(({ actions: allowed }) => [...allowed]),
      ...Object.values(handActions).flat(),
      ...handReads,
    ];
    for (const action of actions) expect(() => rightOf(action)).not.toThrow();
    for (const action of handReads) expect(rightOf(action)).toBe("read");
  });

  it.each(["iam:CreateAccessKey", "iam:PassRole", "iam:CreatePolicyVersion", "iam:*", "iam:Get*", "sts:AssumeRole"])(
    "do not include %s",
    (action) => {
      expect(() => rightOf(action)).toThrow(action);
    },
  );

  it.each([
    [["iam:PutRolePolicy", "iam:AttachRolePolicy"], "attach and write"],
    [["iam:TagRole", "iam:UntagRole"], "attach and restore"],
    [["iam:UpdateAssumeRolePolicy", "iam:DeleteRolePolicy"], "write and restore"],
  ])("stay apart: %j", (actions, rights) => {
    expect(() => allowances(actions, "aws")).toThrow(rights);
  });

  it("keep each action once, under its own condition", () => {
    const actions = [...handReads, ...handActions.attach];
    const given = allowances(actions, "aws");
    expect(given.flatMap((allowance) => allowance.actions).sort()).toEqual([...actions].sort());
    expect(given.map(({ sid }) => sid)).toEqual(["Respond", "RespondByPolicy", "RespondByBoundary", "RespondByTag"]);
  });
});
