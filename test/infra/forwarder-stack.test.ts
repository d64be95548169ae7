import { Match } from "aws-cdk-lib/assertions";
import { actionsOf, resourcesOf, statementsOfRole, synthesise, wardenApp } from "./synthesise.ts";

const template = synthesise({ homeRegion: "eu-central-1" }, "NhiWarden-Forwarder-us-east-1");
const busArn = (account: unknown) => ({
  "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, ":events:eu-central-1:", account, ":event-bus/nhi-warden"]],
});

describe("a forwarder", () => {
  it("sends read-only management events, findings and exposed credentials to the home bus", () => {
    const rules = Object.values(resourcesOf(template, "AWS::Events::Rule")) as unknown as {
      State: string;
      Targets: { Arn: unknown; DeadLetterConfig?: unknown }[];
    }[];
    expect(rules.map(({ State }) => State).sort()).toEqual([
      "ENABLED",
      "ENABLED",
      "ENABLED",
      "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
    ]);
    for (const { Targets } of rules) {
      expect(Targets).toHaveLength(1);
      expect(Targets[0]?.Arn).toEqual(busArn({ Ref: "AWS::AccountId" }));
      expect(Targets[0]?.DeadLetterConfig).toBeDefined();
    }
  });

  it("may put events on the home bus and do nothing else", () => {
    const statements = statementsOfRole(template, "");
    expect([...new Set(actionsOf(statements))]).toEqual(["events:PutEvents"]);
    for (const { Resource } of statements) expect(Resource).toEqual(busArn({ Ref: "AWS::AccountId" }));
  });

  it("rings an alarm where events do not arrive, and tells the address that was given", () => {
    template.hasResourceProperties("AWS::CloudWatch::Alarm", { AlarmActions: Match.absent() });
    synthesise(
      { homeRegion: "eu-central-1", alertEmail: "a@b.example" },
      "NhiWarden-Forwarder-us-east-1",
    ).hasResourceProperties("AWS::CloudWatch::Alarm", { AlarmActions: [Match.anyValue()] });
  });

  it("sends a member account's events to the warden's account", () => {
    const member = synthesise(
      { homeRegion: "eu-central-1", homeAccount: "111111111111", forwardRegions: "eu-central-1" },
      "NhiWarden-Forwarder-eu-central-1",
    );
    member.hasResourceProperties("AWS::Events::Rule", {
      Targets: [
        Match.objectLike({
          Arn: {
            "Fn::Join": [
              "",
              ["arn:", { Ref: "AWS::Partition" }, ":events:eu-central-1:111111111111:event-bus/nhi-warden"],
            ],
          },
        }),
      ],
    });
  });
});

it("makes the stacks that the context asks for", () => {
  const stacks = (options: Record<string, unknown>) =>
    wardenApp(options)
      .node.children.map(({ node }) => node.id)
      .filter((id) => id.startsWith("NhiWarden"));
  expect(stacks({})).toEqual(["NhiWarden"]);
  expect(stacks({ homeRegion: "us-east-1" })).toEqual(["NhiWarden"]);
  expect(stacks({ homeRegion: "eu-central-1" })).toEqual(["NhiWarden", "NhiWarden-Forwarder-us-east-1"]);
  expect(stacks({ homeRegion: "eu-central-1", homeAccount: "111111111111" })).toEqual([
    "NhiWarden-Responder",
    "NhiWarden-Forwarder-eu-central-1",
    "NhiWarden-Forwarder-us-east-1",
  ]);
});
