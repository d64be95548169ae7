import { Match } from "aws-cdk-lib/assertions";
import { resourcesOf, synthesise } from "../synthesise.ts";

const everyManagementEvent = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";
const cloudTrail = [
  "AWS API Call via CloudTrail",
  "AWS Console Sign In via CloudTrail",
  "AWS Service Event via CloudTrail",
];

interface Rule {
  readonly State: string;
  readonly EventBusName?: unknown;
  readonly EventPattern: { readonly "detail-type": string[]; readonly detail?: object };
  readonly Targets: {
    readonly DeadLetterConfig?: unknown;
    readonly KinesisParameters?: { PartitionKeyPath: string };
  }[];
}
const rulesOf = (options: Record<string, unknown>) =>
  (Object.values(resourcesOf(synthesise(options), "AWS::Events::Rule")) as unknown as Partial<Rule>[]).filter(
    (rule): rule is Rule => rule.EventPattern !== undefined,
  );
const ofCloudTrail = (rules: readonly Rule[]) =>
  rules.filter(({ EventPattern }) => EventPattern["detail-type"].includes(cloudTrail[0] ?? ""));

describe.each(["queue", "stream"])("ingestion through a %s", (ingestion) => {
  const rules = rulesOf({ ingestion });

  it("asks for read-only management events too, on the default bus and on the home bus", () => {
    const watching = ofCloudTrail(rules);
    const count = ingestion === "queue" ? 1 : 3;
    expect(watching.filter(({ EventBusName }) => EventBusName === undefined)).toHaveLength(count);
    expect(watching.filter(({ EventBusName }) => EventBusName !== undefined)).toHaveLength(count);
    for (const { State, EventPattern } of watching) {
      expect(State).toBe(everyManagementEvent);
      expect(EventPattern["detail-type"]).toEqual(cloudTrail);
    }
  });

  it("watches GuardDuty and exposed credentials on both buses", () => {
    const sources = JSON.stringify(rules.map(({ EventPattern }) => EventPattern));
    expect(sources.match(/aws\.guardduty/g)).toHaveLength(2);
    expect(sources.match(/AWS_RISK_CREDENTIALS/g)).toHaveLength(2);
  });

  it("keeps what a rule could not deliver", () => {
    for (const { Targets } of rules) for (const target of Targets) expect(target.DeadLetterConfig).toBeDefined();
  });

  it("has plain rules for an emulator, which match nothing otherwise", () => {
    expect(new Set(rulesOf({ ingestion, emulator: "1" }).map(({ State }) => State))).toEqual(new Set(["ENABLED"]));
  });
});

it("takes batches of 1,000 within 1 s from the queue, and lets a batch fail in part", () => {
  const template = synthesise();
  template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
    BatchSize: 1000,
    MaximumBatchingWindowInSeconds: 1,
    FunctionResponseTypes: ["ReportBatchItemFailures"],
  });
  template.hasResourceProperties("AWS::SQS::Queue", {
    RedrivePolicy: { deadLetterTargetArn: Match.anyValue(), maxReceiveCount: 5 },
    VisibilityTimeout: 360,
  });
});

it("gives up on a poison record of the stream after bounded, bisected retries, and keeps where it was", () => {
  synthesise({ ingestion: "stream" }).hasResourceProperties("AWS::Lambda::EventSourceMapping", {
    BatchSize: 2000,
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 8,
    MaximumRecordAgeInSeconds: 21600,
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
  });
});

it("parts the stream's events by issuer, so that each event matches one rule and has the key of its rule", () => {
  const parts = ofCloudTrail(rulesOf({ ingestion: "stream" })).filter(({ EventBusName }) => EventBusName === undefined);
  const identities = [
    { sessionContext: { sessionIssuer: { principalId: "AROAEXAMPLE" } }, principalId: "AROAEXAMPLE:session" },
    { principalId: "AIDAEXAMPLE", sessionContext: { attributes: {} } },
    { type: "AWSService", invokedBy: "ec2.amazonaws.com" },
  ];
  const keys = identities.map((userIdentity) => {
    const matching = parts.filter(({ EventPattern }) => matches(EventPattern.detail, { userIdentity }));
    expect(matching).toHaveLength(1);
    return matching[0]?.Targets[0]?.KinesisParameters?.PartitionKeyPath;
  });
  expect(keys).toEqual([
    "$.detail.userIdentity.sessionContext.sessionIssuer.principalId",
    "$.detail.userIdentity.principalId",
    "$.id",
  ]);
});

/** EventBridge's `exists`, the one operator these patterns use. */
function matches(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) return pattern[0].exists === (value !== undefined);
  return Object.entries(pattern as object).every(([key, below]) =>
    matches(below, (value as Record<string, unknown> | undefined)?.[key]),
  );
}

it("opens the home bus to the organisation that was named, and to nobody where none was", () => {
  synthesise({ organizationId: "o-a1b2c3d4e5" }).hasResourceProperties("AWS::Events::EventBusPolicy", {
    Statement: {
      Effect: "Allow",
      Action: "events:PutEvents",
      Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
    },
  });
  synthesise().resourceCountIs("AWS::Events::EventBusPolicy", 0);
});
