import { playbookNames } from "../../lib/domain/response/decision.ts";
import { defaultPolicy } from "../../lib/domain/response/policy.ts";
import { playbooks } from "../../lib/infra/playbooks/definitions.ts";
import { protectedRoles } from "../../lib/infra/responder-roles.ts";
import { actionsOf, resourcesOf, statementsOfRole, synthesise } from "./synthesise.ts";

const home = synthesise();
const member = synthesise({ homeAccount: "111111111111", homeRegion: "eu-central-1" }, "NhiWarden-Responder");

describe.each(playbookNames)("the responder role of %s", (playbook) => {
  const role = `Responders${playbook.replaceAll("-", "")}`;

  it.each([
    ["home", home],
    ["a member", member],
  ])("may do what its playbook takes, on identities of its own account alone, in %s", (_, template) => {
    const allowed = statementsOfRole(template, role).filter(({ Effect }) => Effect === "Allow");
    const { actions, resource } = playbooks[playbook].responder;
    expect(actionsOf(allowed)).toEqual([...actions].sort());
    expect(allowed.map(({ Resource }) => Resource)).toEqual([
      {
        "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, ":iam::", { Ref: "AWS::AccountId" }, `:${resource}`]],
      },
    ]);
  });

  it("is denied the warden's own roles, roles of AWS and the way back in, by path and by tag", () => {
    const denied = statementsOfRole(member, role).filter(({ Effect }) => Effect === "Deny");
    const byPath = JSON.stringify(denied.filter(({ Condition }) => Condition === undefined));
    for (const path of protectedRoles) expect(byPath).toContain(`:iam::*:${path}"`);
    expect(denied).toContainEqual(
      expect.objectContaining({
        Resource: "*",
        Condition: { StringEquals: { "aws:ResourceTag/nhi-warden:protected": "true" } },
      }),
    );
    for (const statement of denied) {
      expect(actionsOf([statement])).toEqual([...playbooks[playbook].responder.actions].sort());
    }
  });

  it("trusts the one state machine's role in the home account and nobody else", () => {
    const roles = Object.values(resourcesOf(member, "AWS::IAM::Role")) as unknown as {
      RoleName: string;
      AssumeRolePolicyDocument: { Statement: { Principal: unknown }[] };
    }[];
    const own = roles.find(({ RoleName }) => RoleName === `NhiWarden-${playbook}`);
    const arn = `:iam::111111111111:role/nhi-warden/NhiWardenMachine-${playbook}`;
    expect(own?.AssumeRolePolicyDocument.Statement.map(({ Principal }) => Principal)).toEqual([
      { AWS: { "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, arn]] } },
    ]);
  });
});

it("denies at least the roles that the default policy protects by path", () => {
  const paths = defaultPolicy.protected
    .filter((pattern) => pattern.includes(":role/") && !pattern.includes("role/cdk-"))
    .map((pattern) => pattern.slice(pattern.indexOf("role/")));
  expect(protectedRoles).toEqual(expect.arrayContaining(paths));
});
