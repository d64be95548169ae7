import { Match } from "aws-cdk-lib/assertions";
import { playbookNames } from "../../lib/domain/response/decision.ts";
import { releaseName } from "../../lib/infra/playbooks/definitions.ts";
import { tellFailureDefinition } from "../../lib/infra/tell-failure.ts";
import { actionsOf, deployedDefinition, resourcesOf, statementsOfRole, synthesise } from "./synthesise.ts";

const template = synthesise({ createTrail: "true", canary: "true" });
/** An Express one ends badly in the Standard one that runs it. */
const machines = (
  Object.values(resourcesOf(template, "AWS::StepFunctions::StateMachine")) as unknown as {
    StateMachineName: string;
    StateMachineType: string;
    LoggingConfiguration: { Destinations: unknown[] };
  }[]
).filter(({ StateMachineType }) => StateMachineType === "STANDARD");
const arn = (kind: string, name: string) => ({
  "Fn::Join": [
    "",
    [
      "arn:",
      { Ref: "AWS::Partition" },
      ":states:",
      { Ref: "AWS::Region" },
      ":",
      { Ref: "AWS::AccountId" },
      `:${kind}:${name}`,
    ],
  ],
});

describe("an execution that ends badly", () => {
  it("is told of, whatever state machine of the warden it is of, but not the one that tells", () => {
    template.hasResourceProperties("AWS::Events::Rule", {
      EventBusName: Match.absent(),
      State: "ENABLED",
      EventPattern: {
        source: ["aws.states"],
        "detail-type": ["Step Functions Execution Status Change"],
        detail: {
          status: ["FAILED", "TIMED_OUT", "ABORTED"],
          executionArn: [{ prefix: arn("execution", "NhiWarden-") }],
          stateMachineArn: [{ "anything-but": [arn("stateMachine", "NhiWarden-tell-failure")] }],
        },
      },
    });
    expect(machines.map(({ StateMachineName }) => StateMachineName).sort()).toEqual(
      [
        "NhiWarden-canary-drill",
        "NhiWarden-tell-failure",
        ...playbookNames.flatMap((name) => [`NhiWarden-${name}`, `NhiWarden-${releaseName(name)}`]),
      ].sort(),
    );
  });

  it("is told of without anything that the execution was given", () => {
    template.hasResourceProperties("AWS::Events::Rule", {
      Targets: [
        Match.objectLike({
          Arn: { Ref: Match.stringLikeRegexp("^FailedExecutionstellfailure") },
          InputTransformer: {
            InputPathsMap: {
              "detail-status": "$.detail.status",
              "detail-executionArn": "$.detail.executionArn",
              time: "$.time",
            },
            InputTemplate: '{"status":<detail-status>,"executionArn":<detail-executionArn>,"time":<time>}',
          },
          DeadLetterConfig: Match.objectLike({}),
        }),
      ],
    });
  });

  it("is counted in every log, all for the same alarm but the drill's", () => {
    const filters = Object.values(resourcesOf(template, "AWS::Logs::MetricFilter")) as unknown as {
      LogGroupName: { Ref: string };
      FilterPattern: string;
      MetricTransformations: { MetricName: string; MetricNamespace: string; MetricValue: string }[];
    }[];
    expect(filters).toHaveLength(machines.length);
    for (const { LoggingConfiguration } of machines) {
      const written = JSON.stringify(LoggingConfiguration.Destinations);
      const own = filters.filter(({ LogGroupName }) => written.includes(`"${LogGroupName.Ref}"`));
      expect(own).toHaveLength(1);
      expect(own[0]?.FilterPattern).toBe(
        '{ ($.type = "ExecutionFailed") || ($.type = "ExecutionTimedOut") || ($.type = "ExecutionAborted") }',
      );
      const isDrill = written.includes("Canary");
      const MetricName = isDrill ? "DrillsEndedBadly" : "PlaybooksEndedBadly";
      expect(own[0]?.MetricTransformations).toEqual([{ MetricName, MetricNamespace: "NhiWarden", MetricValue: "1" }]);
    }
  });
});

it("tells with the definition that a local run interprets", () => {
  const [machine] = Object.values(resourcesOf(template, "AWS::StepFunctions::StateMachine")).filter(
    ({ StateMachineName }) => StateMachineName === "NhiWarden-tell-failure",
  );
  expect(deployedDefinition(machine, () => "topic")).toEqual(tellFailureDefinition({ topicArn: "topic" }));
});

it("may publish, and nothing else; EventBridge may start it, and reaches the topic only through it", () => {
  const own = statementsOfRole(template, "FailedExecutionstellfailurerole");
  expect(actionsOf(own).filter((action) => !/^(logs|xray):/.test(action))).toEqual([
    "kms:Decrypt",
    "kms:GenerateDataKey",
    "sns:Publish",
  ]);
  const starts = statementsOfRole(template, "FailedExecutionstellfailureEventsRole");
  expect(starts).toEqual([
    expect.objectContaining({
      Action: "states:StartExecution",
      Resource: { Ref: expect.stringMatching(/^FailedExecutionstellfailure/) },
    }),
  ]);
  const reached = [resourcesOf(template, "AWS::SNS::TopicPolicy"), resourcesOf(template, "AWS::KMS::Key")];
  expect(JSON.stringify(reached)).not.toContain("events.amazonaws.com");
});

it("has no metric filters on an emulator, which knows none", () => {
  synthesise({ emulator: "true" }).resourceCountIs("AWS::Logs::MetricFilter", 0);
});
