import { Match } from "aws-cdk-lib/assertions";
import { playbookNames } from "../../lib/domain/response/decision.ts";
import { canaryDrillDefinition } from "../../lib/infra/drill/canary-drill.ts";
import { protectedRoles } from "../../lib/infra/responder-roles.ts";
import { actionsOf, deployedDefinition, resourcesOf, statementsOfRole, synthesise } from "./synthesise.ts";

const template = synthesise({ createTrail: "true", canary: "true" });
const path = "/nhi-warden-canary/";
const role = "Canarycanarydrillrole";

it("is not there unless it is asked for", () => {
  const without = synthesise();
  without.resourceCountIs("AWS::IAM::User", 0);
  without.resourceCountIs("AWS::IAM::AccessKey", 0);
  // The text of the state machine that tells of failures knows the drill by its name.
  const made = JSON.stringify(without.toJSON(), (name, value) => (name === "DefinitionText" ? undefined : value));
  expect(made).not.toContain("NhiWarden-canary-drill");
});

it("is a user and a role without any right, which no responder is denied", () => {
  template.hasResourceProperties("AWS::IAM::User", { UserName: "NhiWarden-Canary", Path: path });
  template.hasResourceProperties("AWS::IAM::Role", {
    RoleName: "NhiWarden-Canary",
    Path: path,
    AssumeRolePolicyDocument: { Statement: [{ Effect: "Deny", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }] },
    Policies: Match.absent(),
    ManagedPolicyArns: Match.absent(),
  });
  const [user = ""] = Object.keys(resourcesOf(template, "AWS::IAM::User"));
  const [canary = ""] = Object.entries(resourcesOf(template, "AWS::IAM::Role")).find(
    ([, { RoleName }]) => RoleName === "NhiWarden-Canary",
  ) as [string, unknown];
  const attached = JSON.stringify([
    resourcesOf(template, "AWS::IAM::Policy"),
    resourcesOf(template, "AWS::IAM::ManagedPolicy"),
  ]);
  expect(attached).not.toContain(`{"Ref":"${user}"}`);
  expect(attached).not.toContain(`{"Ref":"${canary}"}`);
  for (const pattern of protectedRoles) {
    expect(`role${path}NhiWarden-Canary`.startsWith(pattern.replace(/\*$/, ""))).toBe(false);
  }
});

it("keeps every other role on the warden's own path", () => {
  const roles = Object.values(resourcesOf(template, "AWS::IAM::Role")) as unknown as { Path: string }[];
  expect(roles.filter(({ Path }) => Path !== "/nhi-warden/").map(({ Path }) => Path)).toEqual([path]);
});

it("has one key, whose secret nothing reads", () => {
  const keys = Object.keys(resourcesOf(template, "AWS::IAM::AccessKey"));
  expect(keys).toHaveLength(1);
  expect(JSON.stringify(template.toJSON())).not.toContain("SecretAccessKey");
  expect(JSON.stringify(template.toJSON())).not.toContain(`"${keys[0]}"},`);
});

describe("the drill's state machine", () => {
  const statements = statementsOfRole(template, role);

  it("is the definition that a local run interprets", () => {
    const [machine] = Object.values(resourcesOf(template, "AWS::StepFunctions::StateMachine")).filter(
      ({ StateMachineName }) => StateMachineName === "NhiWarden-canary-drill",
    );
    expect(deployedDefinition(machine, () => "warden")).toEqual(canaryDrillDefinition({ tableName: "warden" }));
  });

  it("may read the canary, start playbooks and releases, and write its own items: nothing else", () => {
    expect(actionsOf(statements).filter((action) => !/^(logs|xray):/.test(action))).toEqual([
      "dynamodb:GetItem",
      "dynamodb:UpdateItem",
      "iam:GetRole",
      "iam:GetUser",
      "iam:ListAccessKeys",
      "iam:ListAttachedRolePolicies",
      "iam:ListAttachedUserPolicies",
      "iam:ListRolePolicies",
      "iam:ListUserPolicies",
      "states:StartExecution",
    ]);
    for (const { Action, Resource } of statements) {
      if (JSON.stringify(Action).includes("iam:")) {
        expect(JSON.stringify(Resource)).toMatch(/:(user|role)\/nhi-warden-canary\/NhiWarden-Canary"/);
      }
    }
    const keysOf = (action: string) => statements.find(({ Action }) => Action === action)?.Condition;
    expect(keysOf("dynamodb:GetItem")).toEqual({
      "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["SETTING#kill-switch", "CONTAINMENT#drill-*"] },
    });
    expect(keysOf("dynamodb:UpdateItem")).toEqual({
      "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["DRILL", "CONTAINMENT#drill-*"] },
    });
    const started = statements.filter(({ Action }) => Action === "states:StartExecution");
    expect(started.flatMap(({ Resource }) => Resource)).toHaveLength(2 * playbookNames.length);
  });

  it("starts once a day", () => {
    template.hasResourceProperties("AWS::Events::Rule", {
      ScheduleExpression: "cron(17 9 * * ? *)",
      State: "ENABLED",
      Targets: [
        Match.objectLike({ Input: "{}", RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600 } }),
      ],
    });
  });
});

it("rings where a drill ends badly, and where none ended well within 26 hours", () => {
  const dimensions = [{ Name: "StateMachineArn", Value: { Ref: Match.stringLikeRegexp("^Canarycanarydrill") } }];
  template.hasResourceProperties("AWS::CloudWatch::Alarm", {
    MetricName: "DrillsEndedBadly",
    Threshold: 1,
    AlarmDescription: Match.stringLikeRegexp("drill-failed"),
  });
  template.hasResourceProperties("AWS::Logs::MetricFilter", {
    LogGroupName: { Ref: Match.stringLikeRegexp("^Canarycanarydrilllog") },
    MetricTransformations: [Match.objectLike({ MetricName: "DrillsEndedBadly" })],
  });
  template.hasResourceProperties("AWS::CloudWatch::Alarm", {
    MetricName: "ExecutionsSucceeded",
    Period: 3600,
    EvaluationPeriods: 26,
    Threshold: 1,
    ComparisonOperator: "LessThanThreshold",
    TreatMissingData: "breaching",
    AlarmDescription: Match.stringLikeRegexp("drill-missing"),
    Dimensions: dimensions,
  });
});
