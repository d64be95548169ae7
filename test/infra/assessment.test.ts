import { Match } from "aws-cdk-lib/assertions";
import { environment } from "../../lib/contract/environment.ts";
import { playbookNames } from "../../lib/domain/response/decision.ts";
import { actionsOf, statementsOfRole, synthesise } from "./synthesise.ts";

const template = synthesise();
const statements = statementsOfRole(template, "AssessmentEventsRole");

describe("the assess function", () => {
  it("may do what assessing takes and nothing else", () => {
    expect(actionsOf(statements)).toEqual([
      "dynamodb:BatchGetItem",
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:Query",
      "dynamodb:UpdateItem",
      "kms:Decrypt",
      "kms:GenerateDataKey",
      "logs:CreateLogStream",
      "logs:PutLogEvents",
      "s3:GetObject",
      "s3:ListBucket",
      "sns:Publish",
      "sqs:ChangeMessageVisibility",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
      "sqs:GetQueueAttributes",
      "sqs:GetQueueUrl",
      "sqs:GetQueueUrl",
      "sqs:ReceiveMessage",
      "sqs:SendMessage",
      "states:StartExecution",
    ]);
  });

  it("names every resource that it may use, but for the databases of networks that the owner names", () => {
    for (const { Resource } of statements) {
      expect(JSON.stringify(Resource).replace('"/mmdb/*"', "").replace('"/threat-lists/*"', "")).not.toContain("*");
    }
  });

  it("may start the playbooks, and nothing else", () => {
    const start = statements.filter(({ Action }) => Action === "states:StartExecution");
    expect(start).toHaveLength(1);
    expect(start[0]?.Resource).toHaveLength(playbookNames.length);
  });

  it("runs on Node 24 on arm64 with one whole CPU, and is told where everything is", () => {
    template.hasResourceProperties("AWS::Lambda::Function", {
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      MemorySize: 1769,
      Handler: "index.handler",
      ReservedConcurrentExecutions: Match.absent(),
      Environment: {
        Variables: {
          [environment.tableName]: Match.anyValue(),
          [environment.topicArn]: Match.anyValue(),
          [environment.setAsideQueueUrl]: Match.anyValue(),
          [environment.playbookArns]: Match.anyValue(),
          NODE_OPTIONS: Match.stringLikeRegexp("semi-space"),
        },
      },
    });
  });

  it("is told the playbooks' ARNs as JSON by name", () => {
    const functions = Object.values(template.findResources("AWS::Lambda::Function"));
    const variables = functions
      .map((one) => one["Properties"].Environment.Variables)
      .find((set) => set[environment.playbookArns] !== undefined);
    const parts = variables[environment.playbookArns]["Fn::Join"][1] as (string | object)[];
    const text = parts.map((part) => (typeof part === "string" ? part : "arn")).join("");
    expect(JSON.parse(text)).toEqual(Object.fromEntries(playbookNames.map((name) => [name, "arn"])));
  });

  it("keeps its log for 90 days", () => {
    template.hasResourceProperties("AWS::Logs::LogGroup", { RetentionInDays: 90 });
  });

  it("can be held to a number of instances", () => {
    synthesise({
      reservedConcurrency: 5,
      homeRegion: "eu-central-1",
      forwardRegions: "eu-west-3",
    }).hasResourceProperties("AWS::Lambda::Function", {
      ReservedConcurrentExecutions: 5,
    });
  });
});
