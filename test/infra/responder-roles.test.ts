import { defaultPolicy } from "../../lib/domain/response/policy.ts";
import { responderRoles } from "../../lib/infra/playbooks/machine-roles.ts";
import { protectedRoles } from "../../lib/infra/responder-roles.ts";
import { actionsOf, resourcesOf, statementsOfRole, synthesise } from "./synthesise.ts";

const home = synthesise();
const member = synthesise({ homeAccount: "111111111111", homeRegion: "eu-central-1" }, "NhiWarden-Responder");

describe.each(responderRoles)(
  "the responder role $name",
  ({ name, actions, resources, isolation, profile, machines }) => {
    const role = `Responders${name.replaceAll("-", "")}`;

    it.each([
      ["home", home],
      ["a member", member],
    ])("may do what its playbook takes, on identities and resources of its own account alone, in %s", (_, template) => {
      const allowed = statementsOfRole(template, role).filter(
        ({ Effect, Sid }) => Effect === "Allow" && Sid !== "PassToInstances",
      );
      expect([...new Set(actionsOf(allowed))]).toEqual([...actions].sort());
      const arns = resources.map((resource) => {
        const [before, own] = resource.includes(":")
          ? [`:${resource.split(":").slice(0, 2).join(":")}:`, resource.split(":").slice(2).join(":")]
          : [":iam::", resource];
        return { "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, before, { Ref: "AWS::AccountId" }, `:${own}`]] };
      });
      for (const { Resource, Sid } of allowed) {
        if (Sid === "LookAnywhere" || Sid === "RespondWithIsolation") continue;
        expect([Resource].flat()).toHaveLength(arns.length);
        expect([Resource].flat()).toEqual(expect.arrayContaining(arns));
      }
    });

    it("reaches other resources only with the isolation tag, where it needs them", () => {
      const beside = statementsOfRole(member, role).filter(({ Sid }) => Sid === "RespondWithIsolation");
      expect(beside).toHaveLength(isolation === undefined ? 0 : 1);
      for (const { Condition } of beside) {
        expect(Condition).toEqual({ StringEquals: { "aws:ResourceTag/nhi-warden:isolation": "true" } });
      }
    });

    it("passes roles to instances only with the profile without rights, where it replaces profiles", () => {
      const all = statementsOfRole(member, role);
      const passing = all.filter((statement) => actionsOf([statement]).includes("iam:PassRole"));
      expect(passing.map(({ Sid, Effect }) => [Sid, Effect]).sort()).toEqual(
        [
          ...(profile === undefined ? [] : [["PassToInstances", "Allow"]]),
          ...(profile === "earlier" ? [["NeverPassProtectedRoles", "Deny"]] : []),
        ].sort(),
      );
      if (profile === undefined) return;
      const key = profile === "quarantine" ? "ec2:NewInstanceProfile" : "ec2:InstanceProfile";
      const ours = {
        "Fn::Join": [
          "",
          [
            "arn:",
            { Ref: "AWS::Partition" },
            ":iam::",
            { Ref: "AWS::AccountId" },
            ":instance-profile/nhi-warden/NhiWarden-quarantined-instance",
          ],
        ],
      };
      const replacing = all.filter((one) => actionsOf([one]).includes("ec2:ReplaceIamInstanceProfileAssociation"));
      expect(replacing.map(({ Condition }) => Condition)).toEqual([{ ArnEquals: { [key]: ours } }]);
    });

    it("is denied what is the warden's own, roles of AWS and the way back in, by path and by tag", () => {
      const denied = statementsOfRole(member, role).filter(
        ({ Effect, Sid }) => Effect === "Deny" && Sid !== "NeverPassProtectedRoles",
      );
      const byPath = JSON.stringify(denied.filter(({ Condition }) => Condition === undefined));
      for (const statement of denied) {
        expect(actionsOf([statement])).toEqual([...actions].sort());
      }
      if (!actions.some((action) => action.startsWith("iam:"))) {
        // What is named or tagged in a member account exempts no resource there.
        const ofWarden = actions.some((action) => action.startsWith("lambda:"));
        expect(denied).toHaveLength(ofWarden ? 1 : 0);
        if (ofWarden) expect(byPath).toContain(":lambda:*:111111111111:function:NhiWarden*");
        return;
      }
      for (const path of protectedRoles) expect(byPath).toContain(`:iam::*:${path}"`);
      expect(denied).toContainEqual(
        expect.objectContaining({
          Resource: "*",
          Condition: { StringEquals: { "aws:ResourceTag/nhi-warden:protected": "true" } },
        }),
      );
    });

    it("trusts the state machines that need it in the home account, and nobody else", () => {
      const roles = Object.values(resourcesOf(member, "AWS::IAM::Role")) as unknown as {
        RoleName: string;
        AssumeRolePolicyDocument: { Statement: { Principal: { AWS: unknown } }[] };
      }[];
      const own = roles.find(({ RoleName }) => RoleName === `NhiWarden-${name}`);
      const trusted = own?.AssumeRolePolicyDocument.Statement.flatMap(({ Principal }) => Principal.AWS);
      const arns = machines.map((machine) => ({
        "Fn::Join": [
          "",
          ["arn:", { Ref: "AWS::Partition" }, `:iam::111111111111:role/nhi-warden/NhiWardenMachine-${machine}`],
        ],
      }));
      expect(trusted).toHaveLength(arns.length);
      expect(trusted).toEqual(expect.arrayContaining(arns));
      // IAM: 2,048 characters of a trust policy; every ARN here gains the partition's name.
      expect(JSON.stringify(own?.AssumeRolePolicyDocument).length).toBeLessThan(2_048 + arns.length * 60);
    });
  },
);

it("denies at least the roles that the default policy protects by path", () => {
  const paths = defaultPolicy.protected
    .filter((pattern) => pattern.includes(":role/") && !pattern.includes("role/cdk-"))
    .map((pattern) => pattern.slice(pattern.indexOf("role/")));
  expect(protectedRoles).toEqual(expect.arrayContaining(paths));
});
