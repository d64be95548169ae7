import { Match } from "aws-cdk-lib/assertions";
import { environment } from "../../lib/contract/environment.ts";
import { actionsOf, resourcesOf, statementsOfRole, synthesise } from "./synthesise.ts";

const template = synthesise({ reservedConcurrency: 5, homeRegion: "eu-central-1", forwardRegions: "eu-west-3" });
const idOf = (type: string, prefix: string): string =>
  Object.keys(resourcesOf(template, type)).find((id) => id.startsWith(prefix)) as string;
const queue = idOf("AWS::SQS::Queue", "SweepOrdersQueue");
const deadLetters = idOf("AWS::SQS::Queue", "SweepOrdersDeadLetters");
const handler = idOf("AWS::Lambda::Function", "SweepsSweepHandler");
const arnOf = (id: string) => ({ "Fn::GetAtt": [id, "Arn"] });

it("waits until CloudTrail has delivered the last calls, and keeps what fails three times", () => {
  template.hasResourceProperties("AWS::SQS::Queue", {
    DelaySeconds: 900,
    VisibilityTimeout: 5400,
    RedrivePolicy: { deadLetterTargetArn: arnOf(deadLetters), maxReceiveCount: 3 },
  });
  template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
    EventSourceArn: arnOf(queue),
    FunctionName: { Ref: handler },
    BatchSize: 1,
  });
  template.hasResourceProperties("AWS::Lambda::Function", {
    Description: Match.stringLikeRegexp("made with a contained credential"),
    Timeout: 900,
    ReservedConcurrentExecutions: 1,
    Environment: {
      Variables: Match.objectLike({
        [environment.sweepQueueUrl]: { Ref: queue },
        [environment.sweepRegions]: { "Fn::Join": ["", [{ Ref: "AWS::Region" }, ",us-east-1,eu-west-3"]] },
      }),
    },
  });
});

it("may look events up, read containments, read and write standings, ask playbooks and tell; and change no identity", () => {
  const statements = statementsOfRole(template, "SweepsSweepRole");
  expect(actionsOf(statements)).toEqual([
    "cloudtrail:LookupEvents",
    "dynamodb:BatchGetItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "kms:Decrypt",
    "kms:GenerateDataKey",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "sns:Publish",
    "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:GetQueueUrl",
    "sqs:ReceiveMessage",
    "sqs:SendMessage",
    "states:StartExecution",
    "sts:AssumeRole",
    "sts:SetSourceIdentity",
  ]);
  const keys = (action: string) =>
    statements
      .filter(({ Action }) => [Action].flat().includes(action))
      .map(({ Condition }) => Condition?.["ForAllValues:StringLike"]);
  expect(keys("dynamodb:PutItem")).toEqual([{ "dynamodb:LeadingKeys": ["IDENTITY#*"] }]);
  expect(keys("dynamodb:BatchGetItem")).toEqual([{ "dynamodb:LeadingKeys": ["IDENTITY#*"] }]);
  expect(keys("dynamodb:GetItem")).toEqual([{ "dynamodb:LeadingKeys": ["CONTAINMENT#*"] }]);
  const note = statements.find(({ Action }) => Action === "dynamodb:UpdateItem");
  expect(note?.Condition).toEqual({
    "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["CONTAINMENT#*"] },
    "ForAllValues:StringEquals": { "dynamodb:Attributes": ["pk", "sk", "swept"] },
  });
  const starts = statements.filter(({ Action }) => Action === "states:StartExecution");
  expect(JSON.stringify(starts)).not.toContain("release");
});

it.each([
  ["of the home account without one", {}, { "Fn::Join": ["", ["nhi-warden-", { Ref: "AWS::AccountId" }]] }],
  ["that was chosen", { externalId: "a-deployment-of-ours" }, "a-deployment-of-ours"],
])("takes one role in member accounts, under the external id %s", (_, chosen, sent) => {
  const stack = synthesise({ homeRegion: "eu-central-1", ...chosen });
  stack.hasResourceProperties("AWS::IAM::Role", { RoleName: "NhiWardenSweeper", Path: "/nhi-warden/" });
  stack.hasResourceProperties("AWS::Lambda::Function", {
    Environment: { Variables: Match.objectLike({ [environment.externalId]: sent }) },
  });
  const taking = statementsOfRole(stack, "SweepsSweepRole").filter(({ Action }) => Action.includes("sts:AssumeRole"));
  expect(taking.map(({ Resource }) => Resource)).toEqual([
    { "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, ":iam::*:role/nhi-warden/NhiWarden-sweep"]] },
  ]);
});

it("every playbook may ask for its sweep, and no release may", () => {
  const policies = Object.entries(resourcesOf(template, "AWS::IAM::Policy")).filter(
    ([id, policy]) => id.startsWith("Playbooks") && JSON.stringify(policy).includes("sts:AssumeRole"),
  );
  for (const [id, policy] of policies) {
    expect([id, JSON.stringify(policy).includes("sqs:SendMessage")]).toEqual([id, !id.includes("release")]);
  }
  expect(policies.length).toBeGreaterThan(10);
});

it("is asked for once more by the function for people, which reads nothing from the queue", () => {
  const asking = statementsOfRole(template, "ByHandActRole").filter(({ Action }) =>
    [Action].flat().join().includes("sqs:"),
  );
  expect(asking).toMatchObject([{ Action: "sqs:SendMessage", Resource: arnOf(queue) }]);
});

it("rings, with a section of the runbook, where a containment was not swept", () => {
  template.hasResourceProperties("AWS::CloudWatch::Alarm", {
    MetricName: "ApproximateNumberOfMessagesVisible",
    AlarmDescription: Match.stringLikeRegexp("docs/runbook.md#sweeps-failed"),
    Dimensions: [{ Name: "QueueName", Value: { "Fn::GetAtt": [deadLetters, "QueueName"] } }],
  });
});

it("is left out of an emulator, which has no event history; there no playbook asks for it", () => {
  const emulated = synthesise({ emulator: "true" });
  expect(Object.keys(resourcesOf(emulated, "AWS::SQS::Queue")).filter((id) => id.startsWith("Sweep"))).toEqual([]);
  expect(JSON.stringify(emulated.toJSON())).not.toContain("sqs:sendMessage");
});
