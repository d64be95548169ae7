import { App, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { environment } from "../../lib/contract/environment.ts";
import { Inventory } from "../../lib/infra/inventory.ts";
import { Storage } from "../../lib/infra/storage.ts";
import { checkStacks } from "../../lib/infra/warden-app.ts";
import { actionsOf, resourcesOf, statementsOfRole, synthesise, withoutValidation } from "./synthesise.ts";

function app(): { readonly app: App; readonly stack: Stack } {
  const made = new App({ context: { "aws:cdk:bundling-stacks": [] }, analyticsReporting: false });
  const stack = new Stack(made, "Keys");
  new Inventory(stack, "Inventory", { storage: new Storage(stack, "Storage"), externalId: "a-deployment-of-ours" });
  return { app: made, stack };
}
const template = withoutValidation(() => Template.fromStack(app().stack));
const [tableId = ""] = Object.keys(resourcesOf(template, "AWS::DynamoDB::GlobalTable"));

it("reads IAM once a day, and tries again where that fails", () => {
  template.hasResourceProperties("AWS::Events::Rule", {
    ScheduleExpression: "rate(1 day)",
    State: "ENABLED",
    Targets: [Match.objectLike({ RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 7200 } })],
  });
  template.hasResourceProperties("AWS::Lambda::Function", {
    Environment: {
      Variables: Match.objectLike({
        [environment.tableName]: { Ref: tableId },
        [environment.externalId]: "a-deployment-of-ours",
      }),
    },
  });
});

it("may change nothing in IAM, and in the table its own items alone", () => {
  const statements = statementsOfRole(template, "InventoryTakeRole");
  expect(actionsOf(statements)).toEqual([
    "dynamodb:PutItem",
    "iam:GenerateCredentialReport",
    "iam:GetAccessKeyLastUsed",
    "iam:GetAccountAuthorizationDetails",
    "iam:GetCredentialReport",
    "iam:ListAccessKeys",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "sts:AssumeRole",
    "sts:SetSourceIdentity",
  ]);
  expect(statements.find(({ Action }) => Action.includes("sts:AssumeRole"))?.Resource).toEqual({
    "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, ":iam::*:role/nhi-warden/NhiWarden-inventory"]],
  });
  expect(statements).toContainEqual({
    Effect: "Allow",
    Action: "dynamodb:PutItem",
    Resource: { "Fn::GetAtt": [tableId, "Arn"] },
    Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["INVENTORY#*"] } },
  });
});

it("is part of the warden, and watched itself; an emulator goes without", () => {
  const warden = synthesise();
  const [handler] = Object.entries(resourcesOf(warden, "AWS::Lambda::Function")).find(([id]) =>
    id.startsWith("InventoryTakeHandler"),
  ) as [string, unknown];
  warden.hasResourceProperties("AWS::CloudWatch::Alarm", {
    MetricName: "Errors",
    Period: 86_400,
    AlarmDescription: Match.stringLikeRegexp("inventory-old"),
    Dimensions: [{ Name: "FunctionName", Value: { Ref: handler } }],
  });
  const ids = Object.keys(resourcesOf(synthesise({ emulator: "true" }), "AWS::Lambda::Function"));
  expect(ids.filter((id) => id.startsWith("Inventory"))).toEqual([]);
});

it("passes the AWS Solutions rules with nothing left that is not accepted with a reason", () => {
  const { app: made } = app();
  checkStacks(made);
  expect(() => withoutValidation(() => made.synth())).not.toThrow();
});
