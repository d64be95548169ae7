import { Match } from "aws-cdk-lib/assertions";
import { guardPolicy } from "../../lib/infra/guard-policy.ts";
import { synthesise, wardenApp } from "./synthesise.ts";

const options = { guard: "true", homeAccount: "111111111111", homeRegion: "eu-central-1" };

describe("the guard stack", () => {
  it("is all that the management account gets", () => {
    const ids = wardenApp(options).node.children.map(({ node }) => node.id);
    expect(ids.filter((id) => id.startsWith("NhiWarden"))).toEqual(["NhiWarden-Guard"]);
  });

  it("attaches its policy to nothing that was not named", () => {
    synthesise(options, "NhiWarden-Guard").hasResourceProperties("AWS::Organizations::Policy", {
      Type: "SERVICE_CONTROL_POLICY",
      TargetIds: Match.absent(),
    });
    synthesise({ ...options, guardTargets: "ou-a1b2-c3d4e5f6,222222222222" }, "NhiWarden-Guard").hasResourceProperties(
      "AWS::Organizations::Policy",
      { TargetIds: ["ou-a1b2-c3d4e5f6", "222222222222"] },
    );
  });

  it("holds the policy that is proven, and the deployers that were named", () => {
    const deployer = "arn:aws:iam::222222222222:role/deploy";
    const template = synthesise({ ...options, guardDeployers: deployer }, "NhiWarden-Guard");
    const [policy] = Object.values(template.findResources("AWS::Organizations::Policy"));
    const content = JSON.stringify(policy?.["Properties"]["Content"]).replaceAll(
      /\{"Fn::Join":\["",\["arn:",\{"Ref":"AWS::Partition"\},"([^"]*)"\]\]\}/g,
      '"arn:aws$1"',
    );
    const proven = guardPolicy({ partition: "aws", homeAccount: "111111111111", deployers: [deployer] });
    expect(JSON.parse(content)).toEqual(JSON.parse(JSON.stringify(proven)));
  });

  it("needs nothing of CDK's bootstrap", () => {
    const template = synthesise(options, "NhiWarden-Guard").toJSON();
    expect(Object.keys(template).sort()).toEqual(["Description", "Outputs", "Resources"]);
  });
});

describe("the guard policy", () => {
  const statements = guardPolicy({ partition: "aws", homeAccount: "111111111111", deployers: [] }).Statement;

  it("only denies, and each statement under a condition", () => {
    for (const { Effect, Condition } of statements) {
      expect(Effect).toBe("Deny");
      expect(Object.keys(Condition ?? {})).not.toEqual([]);
    }
  });

  it("names each statement once", () => {
    const sids = statements.map(({ Sid }) => Sid);
    expect(new Set(sids).size).toBe(sids.length);
    for (const sid of sids) expect(sid).toMatch(/^[A-Za-z0-9]+$/);
  });
});
