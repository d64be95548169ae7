import { readFileSync } from "node:fs";
import { Match } from "aws-cdk-lib/assertions";
import { alarmSections } from "../../lib/infra/runbook.ts";
import { resourcesOf, synthesise } from "./synthesise.ts";

const forms = [
  synthesise({ createTrail: "true", canary: "true" }),
  synthesise({ ingestion: "stream" }),
  synthesise({ homeRegion: "eu-central-1", alertEmail: "a@b.example" }, "NhiWarden-Forwarder-us-east-1"),
];
const alarms = forms.flatMap((template) =>
  Object.entries(resourcesOf(template, "AWS::CloudWatch::Alarm")).map(([id, alarm]) => ({ id, ...alarm })),
) as unknown as {
  id: string;
  AlarmDescription: string;
  AlarmActions: unknown[];
  OKActions: unknown[];
  Dimensions?: { Value: { "Fn::GetAtt"?: [string, string] } }[];
}[];

/** The runbook's chapter on alarms, as section to text. */
const sections = new Map(
  (readFileSync("docs/runbook.md", "utf8").split(/^## Alarms$/m)[1] ?? "")
    .split(/^## /m)[0]
    ?.split(/^### /m)
    .slice(1)
    .map((section) => {
      const [title = "", ...lines] = section.split("\n");
      return [title.trim().toLowerCase().replaceAll(" ", "-"), lines.join("\n")] as const;
    }),
);

describe("alarms and the runbook", () => {
  it("have the same sections", () => {
    const linked = alarms.map(({ AlarmDescription }) => /docs\/runbook\.md#([a-z-]+)$/.exec(AlarmDescription)?.[1]);
    expect([...new Set(linked)].sort()).toEqual([...alarmSections].sort());
    expect([...sections.keys()].sort()).toEqual([...alarmSections].sort());
  });

  it.each(alarmSections)("say for %s what it means, where to look and what to do", (section) => {
    const text = sections.get(section) ?? "";
    for (const heading of ["**Meaning.**", "**Look here.**", "**Do this.**"]) expect(text).toContain(heading);
  });

  it("ring where people hear them, and say so when it is over", () => {
    for (const { AlarmActions, OKActions } of alarms) {
      expect(AlarmActions).toHaveLength(1);
      expect(OKActions).toHaveLength(1);
    }
  });
});

describe.each([
  ["queue", {}],
  ["stream", { ingestion: "stream" }],
  ["log files and the canary", { createTrail: "true", canary: "true" }],
])("alarms with %s", (_, options) => {
  const template = synthesise(options);

  it("watch every queue that a person has to empty", () => {
    const queues = Object.entries(resourcesOf(template, "AWS::SQS::Queue"));
    const ends = queues.filter(([, queue]) => queue["MessageRetentionPeriod"] === 14 * 86400).map(([id]) => id);
    expect(ends.length).toBeGreaterThanOrEqual(3);
    for (const id of ends) {
      template.hasResourceProperties("AWS::CloudWatch::Alarm", {
        MetricName: "ApproximateNumberOfMessagesVisible",
        Threshold: 1,
        ComparisonOperator: "GreaterThanOrEqualToThreshold",
        TreatMissingData: "notBreaching",
        Dimensions: [{ Name: "QueueName", Value: { "Fn::GetAtt": [id, "QueueName"] } }],
      });
    }
  });

  it("ring when nothing was assessed for 30 minutes, and silence rings too", () => {
    template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      MetricName: "Invocations",
      Period: 1800,
      Threshold: 1,
      ComparisonOperator: "LessThanThreshold",
      TreatMissingData: "breaching",
    });
  });

  it("ring for each way in which a playbook or a release can end badly, with one alarm for all of them", () => {
    template.resourcePropertiesCountIs("AWS::CloudWatch::Alarm", { MetricName: "PlaybooksEndedBadly" }, 1);
    template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      Namespace: "NhiWarden",
      MetricName: "PlaybooksEndedBadly",
      Statistic: "Sum",
      Threshold: 1,
      EvaluationPeriods: 1,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
      TreatMissingData: "notBreaching",
      AlarmDescription: Match.stringLikeRegexp("playbook-failed"),
    });
  });

  it("ring where Step Functions holds executions back", () => {
    template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      Namespace: "AWS/States",
      MetricName: "ThrottledEvents",
      Dimensions: [{ Name: "ServiceMetric", Value: "StateTransition" }],
      Statistic: "Sum",
      Threshold: 1,
      AlarmDescription: Match.stringLikeRegexp("playbooks-throttled"),
    });
  });

  it("are no more than what a month of them may cost, and none is of one state machine's failures", () => {
    const all = Object.values(resourcesOf(template, "AWS::CloudWatch::Alarm")) as unknown as { MetricName: string }[];
    expect(all.length).toBeLessThanOrEqual(30);
    expect(all.filter(({ MetricName }) => /^Executions(Failed|TimedOut|Aborted)$/.test(MetricName))).toEqual([]);
  });

  it("are all on the dashboard", () => {
    const [dashboard] = Object.values(resourcesOf(template, "AWS::CloudWatch::Dashboard"));
    const body = JSON.stringify(dashboard);
    for (const id of Object.keys(resourcesOf(template, "AWS::CloudWatch::Alarm"))) expect(body).toContain(id);
  });
});

it("ring where what was written is not in force for a quarter of an hour", () => {
  synthesise().hasResourceProperties("AWS::CloudWatch::Alarm", {
    Namespace: "NhiWarden",
    MetricName: "NotInForce",
    Statistic: "Maximum",
    Period: 300,
    EvaluationPeriods: 3,
    Threshold: 1,
    TreatMissingData: "notBreaching",
  });
});

it("measure the lag of the stream in milliseconds and that of the queue in seconds, five minutes both", () => {
  const age = { Threshold: 300, MetricName: "ApproximateAgeOfOldestMessage" };
  synthesise().hasResourceProperties("AWS::CloudWatch::Alarm", age);
  synthesise({ ingestion: "stream" }).hasResourceProperties("AWS::CloudWatch::Alarm", {
    Threshold: 300_000,
    MetricName: "IteratorAge",
    Namespace: Match.exact("AWS/Lambda"),
  });
});
