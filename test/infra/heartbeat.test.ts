import { App, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { environment } from "../../lib/contract/environment.ts";
import { HeartbeatWatch } from "../../lib/infra/heartbeat.ts";
import { Notices } from "../../lib/infra/notices.ts";
import { Storage } from "../../lib/infra/storage.ts";
import { checkStacks } from "../../lib/infra/warden-app.ts";
import { actionsOf, resourcesOf, statementsOfRole, synthesise, withoutValidation } from "./synthesise.ts";

function app(): { readonly app: App; readonly stack: Stack } {
  const made = new App({ context: { "aws:cdk:bundling-stacks": [] }, analyticsReporting: false });
  const stack = new Stack(made, "Beats");
  const storage = new Storage(stack, "Storage");
  const notices = new Notices(stack, "Notices", { alertEmail: undefined });
  new HeartbeatWatch(stack, "Heartbeats", { storage, notices });
  return { app: made, stack };
}
const template = withoutValidation(() => Template.fromStack(app().stack));
const [tableId = ""] = Object.keys(resourcesOf(template, "AWS::DynamoDB::GlobalTable"));
const table = { "Fn::GetAtt": [tableId, "Arn"] };

it("looks once an hour", () => {
  template.hasResourceProperties("AWS::Events::Rule", {
    ScheduleExpression: "rate(1 hour)",
    State: "ENABLED",
    Targets: [Match.objectLike({ RetryPolicy: { MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 1800 } })],
  });
  template.hasResourceProperties("AWS::Lambda::Function", {
    Description: Match.stringLikeRegexp("fell silent"),
    Environment: {
      Variables: Match.objectLike({
        [environment.tableName]: { Ref: tableId },
        [environment.topicArn]: Match.anyValue(),
      }),
    },
  });
});

it("may read every standing and change none: it writes its own items alone", () => {
  const statements = statementsOfRole(template, "HeartbeatsWatchRole");
  expect(actionsOf(statements)).toEqual([
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Scan",
    "kms:Decrypt",
    "kms:GenerateDataKey",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "sns:Publish",
  ]);
  expect(statements).toContainEqual({ Effect: "Allow", Action: "dynamodb:Scan", Resource: table });
  expect(statements).toContainEqual({
    Effect: "Allow",
    Action: ["dynamodb:GetItem", "dynamodb:PutItem"],
    Resource: table,
    Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["HEARTBEAT#*"] } },
  });
});

it("is part of the warden, and watched itself", () => {
  const warden = synthesise();
  const [handler] = Object.entries(resourcesOf(warden, "AWS::Lambda::Function")).find(([id]) =>
    id.startsWith("HeartbeatsWatchHandler"),
  ) as [string, unknown];
  warden.hasResourceProperties("AWS::CloudWatch::Alarm", {
    MetricName: "Errors",
    Period: 3600,
    EvaluationPeriods: 3,
    AlarmDescription: Match.stringLikeRegexp("heartbeats-unwatched"),
    Dimensions: [{ Name: "FunctionName", Value: { Ref: handler } }],
  });
});

it("passes the AWS Solutions rules with nothing left that is not accepted with a reason", () => {
  const { app: made } = app();
  checkStacks(made);
  expect(() => withoutValidation(() => made.synth())).not.toThrow();
});
