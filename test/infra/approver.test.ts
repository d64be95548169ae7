import { App, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { environment } from "../../lib/contract/environment.ts";
import { names } from "../../lib/contract/names.ts";
import { Approver } from "../../lib/infra/approver.ts";
import { ByHand } from "../../lib/infra/by-hand.ts";
import { Notices } from "../../lib/infra/notices.ts";
import { PeoplePolicies } from "../../lib/infra/people-policies.ts";
import { PlaybookMachines } from "../../lib/infra/playbook-machines.ts";
import { Storage } from "../../lib/infra/storage.ts";
import { checkStacks } from "../../lib/infra/warden-app.ts";
import {
  actionsOf,
  resourcesOf,
  type Statement,
  statementsOfRole,
  synthesise,
  withoutValidation,
} from "./synthesise.ts";

function app(isReserved = false): { readonly app: App; readonly stack: Stack } {
  const made = new App({ context: { "aws:cdk:bundling-stacks": [] }, analyticsReporting: false });
  const stack = new Stack(made, "Answers");
  const storage = new Storage(stack, "Storage");
  const { handler } = new Approver(stack, "Approver", { storage, isReserved });
  const notices = new Notices(stack, "Notices", { alertEmail: undefined });
  const playbooks = new PlaybookMachines(stack, "Playbooks", { storage, notices });
  const byHand = new ByHand(stack, "ByHand", { storage, playbooks, sweeps: undefined, isReserved });
  new PeoplePolicies(stack, "People", { storage, approver: handler, byHand: byHand.handler });
  return { app: made, stack };
}
const template = withoutValidation(() => Template.fromStack(app().stack));
const [tableId = ""] = Object.keys(resourcesOf(template, "AWS::DynamoDB::GlobalTable"));
const table = { "Fn::GetAtt": [tableId, "Arn"] };
const policies = Object.values(resourcesOf(template, "AWS::IAM::ManagedPolicy")) as unknown as {
  ManagedPolicyName: string;
  Path: string;
  PolicyDocument: { Statement: Statement[] };
}[];
const policy = (name: string) => policies.find(({ ManagedPolicyName }) => ManagedPolicyName === name);
const statementsOf = (name: string) => policy(name)?.PolicyDocument.Statement ?? [];

it("is a function without an address, which people know by its name", () => {
  template.hasResourceProperties("AWS::Lambda::Function", {
    FunctionName: names.approverFunction,
    ReservedConcurrentExecutions: Match.absent(),
    Environment: {
      Variables: Match.objectLike({
        [environment.tableName]: { Ref: tableId },
        [environment.homeAccount]: { Ref: "AWS::AccountId" },
      }),
    },
  });
  template.resourceCountIs("AWS::Lambda::Url", 0);
  template.resourceCountIs("AWS::Lambda::Permission", 0);
});

it("is kept free for answers where the account reserves", () => {
  const reserved = withoutValidation(() => Template.fromStack(app(true).stack));
  reserved.hasResourceProperties("AWS::Lambda::Function", { ReservedConcurrentExecutions: 2 });
});

it("reaches questions and nothing else of the table, and ends waiting", () => {
  const statements = statementsOfRole(template, "ApproverApproveRole");
  expect(actionsOf(statements)).toEqual([
    "dynamodb:GetItem",
    "dynamodb:UpdateItem",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "states:SendTaskSuccess",
  ]);
  expect(statements).toContainEqual({
    Effect: "Allow",
    Action: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
    Resource: table,
    Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["APPROVAL#*"] } },
  });
});

it("is the only one of the whole warden that ends a playbook's waiting", () => {
  const warden = synthesise();
  const holders = ["AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"].flatMap((type) =>
    Object.entries(resourcesOf(warden, type)).filter(([, made]) => JSON.stringify(made).includes("states:SendTask")),
  );
  expect(holders.map(([id]) => id)).toEqual([expect.stringMatching(/^ApproverApproveRole/)]);
});

it("lets people who answer invoke it and read what they are asked, and no more", () => {
  const statements = statementsOf(names.approverPolicy);
  expect(policy(names.approverPolicy)?.Path).toBe("/nhi-warden/");
  expect(actionsOf(statements)).toEqual(["dynamodb:GetItem", "dynamodb:Query", "lambda:InvokeFunction"]);
  const [handler = ""] = Object.keys(resourcesOf(template, "AWS::Lambda::Function"));
  expect(statements[0]).toMatchObject({ Resource: { "Fn::GetAtt": [handler, "Arn"] } });
  for (const { Condition, Action } of statements.slice(1)) {
    expect([Action, Condition]).toEqual([Action, expect.anything()]);
  }
});

it("lets responders invoke the by-hand function, and write the kill switch alone", () => {
  const statements = statementsOf(names.responderPolicy);
  expect(actionsOf(statements)).toEqual([
    "dynamodb:BatchGetItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "lambda:InvokeFunction",
  ]);
  const functions = Object.entries(resourcesOf(template, "AWS::Lambda::Function"));
  const [byHand = ""] = functions.find(([, made]) => JSON.stringify(made).includes(names.byHandFunction)) ?? [];
  expect(statements[0]).toMatchObject({ Resource: { "Fn::GetAtt": [byHand, "Arn"] } });
  expect(statements.find(({ Sid }) => Sid === "KillSwitch")).toMatchObject({
    Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["SETTING#kill-switch"] } },
  });
});

it("starts every playbook and every release from the by-hand function, which writes standings and no more", () => {
  const statements = statementsOfRole(template, "ByHandActRole");
  expect([...new Set(actionsOf(statements))]).toEqual([
    "dynamodb:BatchGetItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "states:StartExecution",
  ]);
  expect(statements.find(({ Action }) => Action === "dynamodb:PutItem")?.Condition).toEqual({
    "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["IDENTITY#*"] },
  });
  // An Express one is run by the Standard one that it stands beside.
  const machines = Object.entries(resourcesOf(template, "AWS::StepFunctions::StateMachine")).flatMap(([id, made]) =>
    (made["StateMachineType"] as unknown) === "STANDARD" ? [id] : [],
  );
  const started = statements
    .filter(({ Action }) => Action === "states:StartExecution")
    .flatMap(({ Resource }) => Resource);
  expect(started.map((one) => (one as { Ref: string }).Ref).sort()).toEqual(machines.sort());
});

it("leaves starting playbooks to the warden's own functions and machines", () => {
  const warden = synthesise();
  const holders = ["AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"].flatMap((type) =>
    Object.entries(resourcesOf(warden, type)).filter(([, made]) =>
      JSON.stringify(made).includes("states:StartExecution"),
    ),
  );
  // FailedExecutions: EventBridge starts the one state machine that only tells; a test of its own holds it to that.
  for (const [id] of holders) expect(id).toMatch(/^(Assessment|LogFiles|ByHand|Playbooks|Sweeps|FailedExecutions)/);
});

it("is part of the warden, watched, and people learn the names of their policies", () => {
  const warden = synthesise();
  for (const section of ["answers-failed", "by-hand-failed"]) {
    for (const metric of ["Errors", "Throttles"]) {
      warden.hasResourceProperties("AWS::CloudWatch::Alarm", {
        MetricName: metric,
        AlarmDescription: Match.stringLikeRegexp(section),
      });
    }
  }
  warden.hasOutput("ApproverPolicy", {});
  warden.hasOutput("ResponderPolicy", {});
});

it("passes the AWS Solutions rules with nothing left that is not accepted with a reason", () => {
  const { app: made } = app();
  checkStacks(made);
  expect(() => withoutValidation(() => made.synth())).not.toThrow();
});
